import CLinux
import Glibc
import Kernel

/// A program that waits with all the rights that this process has now, until this process has given them up and is done.
///
///     let after = try HeldProgram(["/proc/self/exe", "snapshot", "pid", "4321", "-o", "-"])
///     try Privileges.drop()
///     …
///     let counters = after.run()
///
/// It ends with this process, or when it is no longer wanted. Ctrl-C on the terminal does not reach it.
public final class HeldProgram {
    /// What it said.
    public struct Answer: Hashable, Sendable {
        /// The exit status; 128 and the number for a signal; 127 where it could not be run.
        public var status: Int32
        public var output: [UInt8]
    }

    private let child: pid_t
    private let output: Descriptor
    /// Closing it lets the child go, for nothing.
    private var hold: Descriptor?

    /// Longer output is cut.
    private static let mostBytes = 256 << 20

    /// - Parameter words: the program's path and its arguments. Its environment holds a PATH.
    public init(_ words: [String]) throws(SystemError) {
        output = Descriptor(owning: try checked("memfd_create") { nsd_memfd("answer") })
        let input = try Descriptor.open("/dev/null")
        let (holdReader, holdWriter) = try Self.pipe()
        let (_, failureWriter) = try Self.pipe()
        var plan = nsd_spawn()
        plan.descriptors = (input.raw, output.raw, -1, -1, -1)
        plan.hold = holdReader.raw
        plan.holder = holdWriter.raw
        plan.failure = failureWriter.raw
        plan.background = 1
        var arguments = words.map { strdup($0) } + [nil]
        var environment = [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), nil]
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
        hold = holdWriter
    }

    deinit {
        guard hold != nil else { return }
        hold = nil
        _ = wait()
    }

    /// Lets it go and waits for its end. It can be done once: later answers are the same.
    public func run() -> Answer {
        if let hold {
            _ = write(hold.raw, "!", 1)
            self.hold = nil
            status = wait()
        }
        return Answer(status: status, output: (try? output.readAgain(limit: Self.mostBytes).bytes) ?? [])
    }

    private var status: Int32 = 127

    private func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    private static func pipe() throws(SystemError) -> (reader: Descriptor, writer: Descriptor) {
        var ends: [Int32] = [-1, -1]
        _ = try checked("pipe") { nsd_pipe(&ends) }
        return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    }
}
