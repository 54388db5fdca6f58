import CLinux
import Glibc
import KernelWire
import NetworkModel

/// A netlink socket over libmnl. It keeps the network namespace of the thread that opened it, wherever it is used.
public final class NetlinkSocket {
    public enum Bus: Int32, Sendable {
        /// NETLINK_ROUTE
        case route = 0
        /// NETLINK_SOCK_DIAG
        case sockDiag = 4
        /// NETLINK_XFRM
        case xfrm = 6
        /// NETLINK_NETFILTER
        case netfilter = 12
        /// NETLINK_GENERIC
        case generic = 16
    }

    /// How a dump ended.
    public enum Completeness: Hashable, Sendable {
        case complete
        /// NLM_F_DUMP_INTR: the table changed while it was read, five times in a row.
        case interrupted
    }

    private let line: any NetlinkLine
    private var sequence: UInt32 = 0

    /// Larger than the 32 KiB that the kernel puts into one datagram of a dump, and than any single object we know.
    private static let bufferSize = 256 * 1024
    private static let attempts = 5
    /// A dump that goes on beyond these will not end, or not in this memory: a full table of the Internet's routes has a
    /// million rows, 150 MB.
    private static let mostBytes = 512 << 20
    private static let mostRows = 1 << 22

    public init(_ bus: Bus) throws(SystemError) { line = try MnlLine(bus.rawValue) }

    /// With something else than the kernel at the other end.
    package init(_ line: any NetlinkLine) { self.line = line }

    /// For ioctls, which need some socket of a namespace.
    var descriptor: Int32 { line.descriptor }

    /// The ports of a bridge in this socket's namespace by their ifindex, ascending. A bridge has at most 1024
    /// (BR_MAX_PORTS); asking costs the same for each number of them, and no privilege.
    public func bridgePorts(of bridge: String) throws(SystemError) -> [Int] {
        var ports = [Int32](repeating: 0, count: 1024)
        let filled = nsd_bridge_ports(line.descriptor, bridge, &ports, Int32(ports.count))
        guard filled >= 0 else { throw SystemError("list the ports of \(bridge)", code: -filled) }
        return ports.filter { $0 > 0 }.map(Int.init).sorted()
    }

    /// What a device does for the kernel; the ioctl needs some socket of its namespace.
    public func offloads(of ifname: String) throws(SystemError) -> Offloads {
        var raw = nsd_offloads()
        let status = nsd_offloads(line.descriptor, ifname, &raw)
        guard status >= 0 else { throw SystemError("ask \(ifname) for its offloads", code: -status) }
        let driver = withUnsafeBytes(of: raw.driver) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return Offloads(
            driver: driver, txChecksum: raw.tx_checksum != 0, tso: raw.tso != 0, gso: raw.gso != 0, gro: raw.gro != 0,
            lro: raw.lro != 0)
    }

    /// Asks for one object. A kernel error, ENODEV or ENOENT for "no such row", is thrown.
    public func get<Value>(
        _ request: [UInt8], _ decode: (MessageHeader, RawSpan) throws(WireError) -> Value?
    ) throws(SystemError) -> Value? {
        var found: Value?
        _ = try exchange(request) { (header: MessageHeader, payload: RawSpan) throws(WireError) in
            if let value = try decode(header, payload) { found = value }
        }
        return found
    }

    /// Asks for a whole table. An interrupted dump is thrown away and asked for again, at most five times with growing
    /// pauses; the last attempt's rows are kept and marked.
    /// - Parameter begin: called before each attempt, by those who count in `decode`.
    public func dump<Row>(
        _ request: [UInt8], begin: () -> Void = {},
        _ decode: (MessageHeader, RawSpan) throws(WireError) -> Row?
    ) throws(SystemError) -> (rows: [Row], completeness: Completeness) {
        for attempt in 1... {
            var rows: [Row] = []
            begin()
            let interrupted = try exchange(request) { (header: MessageHeader, payload: RawSpan) throws(WireError) in
                guard let row = try decode(header, payload) else { return }
                guard rows.count < Self.mostRows else { throw .init(.tooMany, "rows of a dump") }
                rows.append(row)
            }
            if !interrupted { return (rows, .complete) }
            if attempt == Self.attempts { return (rows, .interrupted) }
            usleep(UInt32(10_000 << (attempt - 1)))
        }
        return ([], .interrupted)
    }

    /// Sends one request and reads its answer to the end. True if the kernel said that a dump was interrupted.
    private func exchange(
        _ request: [UInt8], _ body: (MessageHeader, RawSpan) throws(WireError) -> Void
    ) throws(SystemError) -> Bool {
        sequence &+= 1
        var message = request
        Netlink.address(&message, sequence: sequence, port: line.port)
        _ = try checkedErrno("send a netlink request") {
            message.withUnsafeBytes { line.send($0) }
        }
        // Not kept: a node view has two sockets open for each of a thousand namespaces.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferSize, alignment: 16)
        defer { buffer.deallocate() }
        var answer = Answer(sequence: sequence)
        var bytes = 0
        while !answer.isFinished {
            let count = try checkedErrno("receive a netlink answer") { line.receive(into: buffer) }
            bytes += count
            guard bytes <= Self.mostBytes else {
                throw SystemError("read a netlink answer", code: EFBIG, detail: "it goes on beyond 512 MiB")
            }
            let datagram = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])
            do throws(WireError) {
                try answer.read(datagram.bytes, body)
            } catch {
                throw SystemError("read a netlink answer", code: EBADMSG, detail: error.description)
            }
            if let failure = answer.failure {
                throw SystemError("netlink request", code: failure.errno, detail: failure.message)
            }
        }
        return answer.interrupted
    }
}

/// State of one answer, which may span datagrams.
private struct Answer {
    let sequence: UInt32
    var isFinished = false
    var interrupted = false
    var failure: NetlinkFailure?

    mutating func read(
        _ datagram: RawSpan, _ body: (MessageHeader, RawSpan) throws(WireError) -> Void
    ) throws(WireError) {
        var state = self
        try Netlink.forEachMessage(in: datagram) { (header: MessageHeader, payload: RawSpan) throws(WireError) in
            // An answer to an earlier request that was given up.
            guard header.sequence == state.sequence else { return }
            if header.isInterrupted { state.interrupted = true }
            if header.isDone || header.isError {
                state.isFinished = true
                if let failure = try NetlinkFailure(header, payload), !failure.isAcknowledgement {
                    state.failure = failure
                }
            } else {
                try body(header, payload)
                if !header.isMultipart { state.isFinished = true }
            }
        }
        self = state
    }
}
