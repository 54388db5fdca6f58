import Glibc
import Testing

/// The machine's processes, as far as /proc shows them.
enum Processes {
    static var all: [pid_t] { entries("/proc").compactMap { pid_t($0) } }

    /// The processes in one of these namespaces, each given as `net:[…]` or `pid:[…]`.
    static func inAny(of namespaces: Set<String>) -> [pid_t] {
        all.filter { pid in
            ["net", "pid"].contains { kind in link("/proc/\(pid)/ns/\(kind)").map(namespaces.contains) ?? false }
        }
    }

    static func lives(_ pid: pid_t) -> Bool { contents("/proc/\(pid)/comm") != nil }

    static func children(of pid: pid_t) -> [pid_t] {
        (contents("/proc/\(pid)/task/\(pid)/children") ?? "").split(separator: " ").compactMap { pid_t($0) }
    }

    private static func link(_ path: String) -> String? {
        var text = [CChar](repeating: 0, count: 256)
        let length = readlink(path, &text, text.count)
        return length > 0 ? String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}

/// A program started by a test.
struct Spawned {
    let pid: pid_t

    init(_ words: [String]) throws {
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The test runner may ignore or block what a terminal would send.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var child: pid_t = 0
        let result = posix_spawnp(&child, words[0], nil, &attributes, &arguments, environ)
        try #require(result == 0)
        pid = child
    }

    /// A process below the child's sandbox with this name.
    func waitForGrandchild(running comm: String) -> pid_t? {
        var found: pid_t?
        _ = eventually {
            let grandchildren = Processes.children(of: pid).flatMap { Processes.children(of: $0) }
            found = grandchildren.first { contents("/proc/\($0)/comm") == comm + "\n" }
            return found != nil
        }
        return found
    }

    /// As a shell gives it.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }
}
