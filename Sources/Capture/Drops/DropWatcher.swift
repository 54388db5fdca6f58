import CLinux
import Glibc
import Kernel
import NetworkModel

/// A process of its own that has the kernel tell of drops: nothing switches that off when whoever asked for it dies, so this
/// process does, as soon as it sees that.
public final class DropWatcher {
    /// What it says when drops are told.
    public static let started = "on\n"
    /// The descriptor on which it answers.
    public static let answers = OwnProcess.answers
    private static let mostBytes = 16 << 20

    private let process: OwnProcess
    private var order: Descriptor?
    /// Said, and not yet read to the end of a line.
    private var heard: [UInt8] = []

    /// Waits until drops are told.
    /// - Parameter words: the program's path and its arguments.
    public init(_ words: [String]) throws(SystemError) {
        let (orderReader, orderWriter) = try OwnProcess.pipe()
        process = try OwnProcess(words, input: orderReader, outlivesUs: true)
        order = orderWriter
        let text = String(decoding: line() ?? [], as: UTF8.self)
        guard text + "\n" == Self.started else {
            order = nil
            process.wait()
            throw SystemError(text.isEmpty ? "watch drops" : text, code: EIO)
        }
    }

    /// What was told so far, as it says it; nil where it has died.
    public func ask() -> [UInt8]? {
        guard let order else { return nil }
        var byte: UInt8 = 0
        while write(order.raw, &byte, 1) < 0 { guard errno == EINTR else { return nil } }
        return line()
    }

    /// Switches it off, and gives what was told all along.
    public func finish() -> [UInt8] {
        order = nil
        let last = line() ?? []
        process.wait()
        return last
    }

    /// Without its end; nil where none comes.
    private func line() -> [UInt8]? {
        var part = [UInt8](repeating: 0, count: 65536)
        while heard.count < Self.mostBytes {
            if let end = heard.firstIndex(of: UInt8(ascii: "\n")) {
                defer { heard.removeFirst(end + 1) }
                return Array(heard[..<end])
            }
            let count = Glibc.read(process.reader.raw, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            heard += part.prefix(count)
        }
        return nil
    }
}

/// What goes on in that process.
public enum DropWatch {
    /// Watches until standard input ends.
    /// - Parameters:
    ///   - isOn: called as soon as drops are told, with what is to be said of it.
    ///   - tell: called whenever something comes on standard input, and in the end, when all is as it was.
    /// - Returns: why something is not as it was before; nil if all is.
    public static func run(
        _ source: DropSource, isOn: ([String]) -> Void, tell: (DropTally) -> Void
    ) throws(SystemError) -> SystemError? {
        let teller: any DropTeller
        var notes: [String] = []
        switch source {
        case .monitor: teller = try DropMonitor()
        case .tracefs:
            let trace = try DropTrace()
            notes = trace.notes
            teller = trace
        }
        isOn(notes)
        var tally = DropTally()
        if source == .tracefs { tally.machine = .init() }
        while true {
            var files = [
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
                pollfd(fd: teller.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&files, 2, teller.patience) >= 0 || errno == EINTR else { break }
            teller.take(&tally)
            guard files[0].revents != 0 else { continue }
            var orders = [UInt8](repeating: 0, count: 64)
            let count = read(STDIN_FILENO, &orders, orders.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            for _ in 0..<count { tell(tally) }
        }
        let failure = teller.stop()
        tell(tally)
        return failure
    }
}
