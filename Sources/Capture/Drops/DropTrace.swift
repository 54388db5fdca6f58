import Glibc
import Kernel
import KernelWire
import NetworkModel

/// The event skb/kfree_skb in an instance of tracefs of our own: where frames are dropped on the whole machine, and why.
final class DropTrace: DropTeller {
    private let instance: TraceInstance
    private var pipe: Descriptor?
    private var buffer = [UInt8](repeating: 0, count: 65536)
    /// Read, and not yet at the end of a line.
    private var rest: [UInt8] = []

    private static let event = "events/skb/kfree_skb"
    /// IPv4, IPv6, ARP and what has a VLAN; not what programs tell each other by sockets.
    private static let protocols = [0x0800, 0x86dd, 0x0806, 0x8100]
    /// For each processor.
    private static let kilobytes = 512
    /// Reads at a time: whoever wants it to end is heard in a flood, too.
    private static let most = 100
    /// No line of the kernel's is as long (TRACE_SEQ_BUFFER_SIZE).
    private static let longest = 16384

    /// It cannot be waited for: poll(2) on a trace_pipe says something only when half of the buffer is full (since Linux 6.1).
    let descriptor: Int32 = -1
    var patience: Int32 { hasMore ? 0 : 20 }
    /// The last time not all was read.
    private var hasMore = false

    var notes: [String] { instance.notes }

    /// Switches it on.
    init() throws(SystemError) {
        instance = try TraceInstance()
        let format = String(decoding: try instance.read("\(Self.event)/format"), as: UTF8.self)
        guard format.contains(" reason;") else {
            throw SystemError(
                "watch drops by tracefs", code: ENOTSUP,
                detail: "before Linux 5.17 it names neither the place of a drop nor its reason")
        }
        try instance.write("\(Self.kilobytes)", to: "buffer_size_kb")
        let filter = Self.protocols.map { "protocol == \($0)" }.joined(separator: " || ")
        try instance.write(filter, to: "\(Self.event)/filter")
        pipe = try instance.open("trace_pipe", O_RDONLY | O_NONBLOCK)
        try instance.write("1", to: "\(Self.event)/enable")
    }

    func take(_ tally: inout DropTally) {
        hasMore = false
        guard let pipe else { return }
        for _ in 0..<Self.most {
            let count = read(pipe.raw, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest += buffer.prefix(count)
            var start = 0
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                add(rest[start..<end], &tally)
                start = end + 1
            }
            rest.removeFirst(start)
            if rest.count > Self.longest { rest = [] }
        }
        hasMore = true
    }

    private func add(_ line: ArraySlice<UInt8>, _ tally: inout DropTally) {
        switch TraceLine(line) {
        case .drop(let drop):
            tally.add(MachineDrops.Place(symbol: drop.symbol, reason: drop.reason, proto: drop.proto, frames: 1))
        case .lost(let count):
            let missed = tally.machine?.missed ?? 0
            tally.machine?.missed = missed.addingReportingOverflow(count).overflow ? .max : missed + count
        case nil: break
        }
    }

    @discardableResult
    func stop() -> SystemError? {
        guard pipe != nil else { return nil }
        // Whatever becomes of the instance: it costs nobody anything any more.
        try? instance.write("0", to: "\(Self.event)/enable")
        pipe = nil
        return instance.remove()
    }

    deinit { stop() }
}
