import CLinux
import Glibc
import Kernel

/// Another process of this program that captures: it meets strangers' packets and gives its rights up first, while this one
/// keeps them for what is to be read afterwards. It ends with this process.
public final class CaptureWorker {
    /// What it said.
    public struct Answer: Hashable, Sendable {
        /// The exit status; 128 and the number for a signal; 127 where it could not be run.
        public var status: Int32
        public var bytes: [UInt8]
    }

    /// What it says once packets are taken, on a line of its own.
    public static let started = "started\n"
    /// The descriptor on which it answers.
    public static let answers = OwnProcess.answers
    /// Longer answers are cut.
    private static let mostBytes = 64 << 20

    private let process: OwnProcess
    private var heard: [UInt8] = []
    private var hasBegun = false

    /// - Parameters:
    ///   - words: the program's path and its arguments. It shares standard output and the messages.
    ///   - input: what it reads on standard input.
    public init(_ words: [String], input: [UInt8]) throws(SystemError) {
        let order = Descriptor(owning: try checked("memfd_create") { nsd_memfd("order") })
        guard write(order.raw, input, input.count) == input.count, lseek(order.raw, 0, SEEK_SET) == 0 else {
            throw SystemError("write an order", code: errno)
        }
        // Whom to become is told by sudo(8).
        let kept = ["SUDO_UID", "SUDO_GID"].compactMap { (name: String) -> String? in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        process = try OwnProcess(words, input: order, variables: kept)
    }

    /// Waits for its end. Signals that come meanwhile are passed on.
    /// - Parameter begin: called when packets are taken.
    public func answer(_ signals: StopSignals, begin: () -> Void) -> Answer {
        while let part = next(signals) { if hear(part) { begin() } }
        return Answer(status: process.wait(), bytes: heard)
    }

    /// Waits until packets are taken. False where it has ended instead; `stop` has then what it said.
    public func begins() -> Bool {
        while let part = next() { if hear(part) { return true } }
        return false
    }

    /// Ends it where it has not ended by itself.
    public func stop() -> Answer {
        process.tell(SIGINT)
        while let part = next() { _ = hear(part) }
        return Answer(status: process.wait(), bytes: heard)
    }

    /// - Returns: whether packets are taken from now on.
    private func hear(_ part: [UInt8]) -> Bool {
        if heard.count < Self.mostBytes { heard += part }
        guard !hasBegun, heard.starts(with: Self.started.utf8) else { return false }
        hasBegun = true
        heard.removeFirst(Self.started.utf8.count)
        return true
    }

    /// What it said since; nil at its end.
    private func next(_ signals: StopSignals? = nil) -> [UInt8]? {
        var files = [
            pollfd(fd: process.reader.raw, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals?.rawDescriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&files, 2, -1)
        if let signal = signals?.take() { process.tell(signal) }
        guard files[0].revents != 0 else { return [] }
        var part = [UInt8](repeating: 0, count: 65536)
        let count = read(process.reader.raw, &part, part.count)
        if count < 0, errno == EINTR { return [] }
        return count > 0 ? Array(part.prefix(count)) : nil
    }
}
