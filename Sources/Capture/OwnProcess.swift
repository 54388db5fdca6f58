import CLinux
import Glibc
import Kernel

/// Another process of this program: it reads what it is told on standard input, and answers on a descriptor of its own. It
/// shares standard output and the messages.
struct OwnProcess {
    /// The descriptor on which it answers.
    static let answers: Int32 = 3

    private let child: pid_t
    /// What it answers.
    let reader: Descriptor

    /// - Parameters:
    ///   - words: the program's path and its arguments.
    ///   - variables: of its environment, beside the path.
    ///   - outlivesUs: it does not end with this process, nor by the keys of the terminal: it has to leave things as they were.
    init(
        _ words: [String], input: Descriptor, variables: [String] = [], outlivesUs: Bool = false
    ) throws(SystemError) {
        let (reader, writer) = try Self.pipe()
        let (_, failureWriter) = try Self.pipe()
        var plan = nsd_spawn()
        plan.descriptors = (input.raw, STDOUT_FILENO, STDERR_FILENO, writer.raw, -1)
        plan.hold = -1
        plan.failure = failureWriter.raw
        if outlivesUs { (plan.background, plan.outlives) = (1, 1) }
        var arguments = words.map { strdup($0) } + [nil]
        var environment = (["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] + variables).map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        child = try checked("start \(words.first ?? "nothing")") {
            arguments.withUnsafeMutableBufferPointer { arguments in
                environment.withUnsafeMutableBufferPointer { environment in
                    plan.path = arguments.first.flatMap { $0.map { UnsafePointer($0) } }
                    plan.argv = arguments.baseAddress.map { UnsafePointer($0) }
                    plan.envp = environment.baseAddress.map { UnsafePointer($0) }
                    return plan.path == nil ? -EINVAL : nsd_spawn(&plan)
                }
            }
        }
        // Their numbers were in use up to here.
        withExtendedLifetime((input, writer, failureWriter)) {}
        self.reader = reader
    }

    func tell(_ signal: Int32) { kill(child, signal) }

    /// Its exit status; 128 and the number for a signal; 127 where it could not be run.
    @discardableResult
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    static func pipe() throws(SystemError) -> (reader: Descriptor, writer: Descriptor) {
        var ends: [Int32] = [-1, -1]
        _ = try checked("pipe") { nsd_pipe(&ends) }
        return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    }
}
