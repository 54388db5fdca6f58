import CLinux
import Glibc

/// A program to start: what execve(2) wants to know.
struct ChildProgram {
    var path: String
    var arguments: [String]
    var environment: [String]
    /// Look the path up as a shell does.
    var searched: Bool

    /// A command as typed, to be found where the environment that it gets says, not that of the caller.
    init(_ words: [String], environment: [String]) {
        let word = words.first ?? ""
        path = Self.find(word, in: environment) ?? word
        arguments = words
        self.environment = environment
        searched = true
    }

    init(executable: String, arguments: [String], environment: [String]) {
        path = executable
        self.arguments = [executable] + arguments
        self.environment = environment
        searched = false
    }

    private static func find(_ word: String, in environment: [String]) -> String? {
        guard !word.isEmpty, !word.contains("/"), let entry = environment.first(where: { $0.hasPrefix("PATH=") }) else {
            return nil
        }
        return entry.dropFirst("PATH=".count).split(separator: ":").map { "\($0)/\(word)" }.first {
            access($0, X_OK) == 0
        }
    }

    /// The child's number. `descriptors` become its 0, 1, 2 and so on.
    func start(
        _ descriptors: [Int32], flags: UInt = 0, hold: Int32 = -1, failure: borrowing LabFile
    ) -> pid_t {
        var plan = nsd_spawn()
        plan.flags = flags
        plan.hold = hold
        plan.failure = failure.number
        plan.search = searched ? 1 : 0
        withUnsafeMutableBytes(of: &plan.descriptors) { slots in
            for (index, slot) in slots.bindMemory(to: Int32.self).indices.enumerated() {
                slots.bindMemory(to: Int32.self)[slot] = index < descriptors.count ? descriptors[index] : -1
            }
        }
        return withCStrings(arguments) { argv in
            withCStrings(environment) { envp in
                path.withCString { path in
                    plan.path = path
                    plan.argv = argv
                    plan.envp = envp
                    return nsd_spawn(&plan)
                }
            }
        }
    }

    /// Starts it and makes sure that exec succeeded.
    func start(_ descriptors: [Int32]) throws(LabError) -> pid_t {
        let pipe = try Pipe()
        let child = start(descriptors, failure: pipe.writer)
        guard child > 0 else { throw LabError(.failed, "\(path): \(errorText(-child))") }
        if let number = Self.failure(consuming: pipe) {
            throw LabError(.failed, "\(path): \(errorText(number))")
        }
        return child
    }

    /// The errno of a failed exec; nil once exec has closed the pipe.
    static func failure(consuming pipe: consuming Pipe) -> Int32? {
        let reader = pipe.closingWriter()
        let bytes = reader.remaining()
        guard bytes.count == MemoryLayout<Int32>.size else { return nil }
        return bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
    }
}

extension Pipe {
    /// The reading end, which can now reach its end of file.
    consuming func closingWriter() -> LabFile { reader }
}

private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> R
) -> R {
    var pointers = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress.map { UnsafePointer($0) }) }
}

/// Waits for a child; its exit status as a shell gives it, 128 and the number for a signal.
func waitForChild(_ child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return exitStatus(status)
}

func exitStatus(_ status: Int32) -> Int32 {
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
}
