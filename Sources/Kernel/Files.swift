import CLinux
import Glibc

/// Reads of small files and folders outside containers: /proc, /run, /etc of our own mount namespace, or of the machine
/// where its root is elsewhere (`HostRoot`).
public enum Files {
    /// open(2); close-on-exec is always added.
    public static func open(_ path: String, _ flags: Int32 = O_RDONLY) throws(SystemError) -> Descriptor {
        try HostRoot.open(path, flags)
    }

    /// A file's bytes, at most `limit`; longer files are cut.
    public static func read(_ path: String, limit: Int = 256 * 1024) throws(SystemError) -> [UInt8] {
        try open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY).read(limit: limit).bytes
    }

    /// One value of /proc/sys, by its dotted name, without the newline. Follows the calling thread's namespace.
    public static func sysctl(_ name: String) throws(SystemError) -> String {
        let bytes = try read("/proc/sys/" + sysctlPath(name), limit: 4096)
        return String(decoding: bytes, as: UTF8.self).trimmingNewlines
    }

    /// `net.ipv4.conf.eth0/1.rp_filter`: as in sysctl(8) a slash in an interface name stands for a dot.
    static func sysctlPath(_ name: String) -> String {
        String(name.map { $0 == "." ? "/" : $0 == "/" ? "." : $0 })
    }

    /// Names in a folder, without `.` and `..`.
    public static func list(_ path: String) throws(SystemError) -> [String] {
        let directory = try openFolder(path)
        defer { closedir(directory) }
        var names: [String] = []
        // readdir(3) says the end and an error alike, but for errno: half a list would be taken for the whole.
        errno = 0
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw SystemError("list \(path)", code: errno) }
        return names
    }

    private static func openFolder(_ path: String) throws(SystemError) -> OpaquePointer {
        guard HostRoot.folder(for: path) != nil else {
            guard let directory = opendir(path) else { throw SystemError("list \(path)", code: errno) }
            return directory
        }
        let folder = try open(path, O_RDONLY | O_DIRECTORY)
        // closedir closes its descriptor, so it gets one of its own.
        let raw = try checkedErrno("list \(path)") { Int(fcntl(folder.raw, F_DUPFD_CLOEXEC, 0)) }
        guard let directory = fdopendir(Int32(raw)) else {
            let code = errno
            close(Int32(raw))
            throw SystemError("list \(path)", code: code)
        }
        return directory
    }

    public static func status(_ path: String) throws(SystemError) -> stat {
        if HostRoot.folder(for: path) != nil { return try open(path, Int32(NSD_O_PATH)).status() }
        var result = stat()
        _ = try checkedErrno("stat \(path)") { Int(stat(path, &result)) }
        return result
    }

    public static func readLink(_ path: String) throws(SystemError) -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = try checkedErrno("readlink \(path)") {
            buffer.withUnsafeMutableBytes { raw in
                guard let base = raw.bindMemory(to: CChar.self).baseAddress else { return 0 }
                return readlink(path, base, raw.count)
            }
        }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}

extension String {
    var trimmingNewlines: String {
        var text = self[...]
        while let last = text.last, last.isNewline { text = text.dropLast() }
        return String(text)
    }
}
