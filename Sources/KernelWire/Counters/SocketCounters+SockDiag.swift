import CLinux
import NetworkModel

/// What a socket counts, and what waits in it.
public struct SocketCounters: Sendable {
    public var socket: CountedSocket
    /// One for each field.
    public var values: [UInt64]

    /// In the words of `ss -m -i`, nearly.
    public static let fields: [CounterField] = [
        CounterField("rqueue", .level), CounterField("wqueue", .level), CounterField("drops", .narrow),
        CounterField("retrans", .narrow),
    ]

    /// SOCK_DIAG_BY_FAMILY, asked for with its counters.
    public init(sockDiag message: RawSpan, proto: Socket.`Protocol`) throws(WireError) {
        let socket = try Socket(sockDiag: message, proto: proto)
        let id = try message.header(inet_diag_msg(), "inet_diag_msg").id
        self.socket = CountedSocket(
            socket, cookie: UInt64(id.idiag_cookie.0) | UInt64(id.idiag_cookie.1) << 32)
        // That of a listener is how many connections may wait (inet_diag_msg_common_fill).
        let isWaiting = socket.state != .listen
        values = [UInt64(socket.rqueue), isWaiting ? UInt64(socket.wqueue) : 0, 0, 0]
        var attributes = Attributes(in: message, after: MemoryLayout<inet_diag_msg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case INET_DIAG_SKMEMINFO:
                let place = Int(SK_MEMINFO_DROPS) * 4
                guard attribute.count >= place + 4 else { continue }
                values[2] = UInt64(try message.native(UInt32.self, at: attribute.start + place))
            case INET_DIAG_INFO where proto == .tcp:
                let place = Int(NSD_TCP_INFO_TOTAL_RETRANS)
                guard attribute.count >= place + 4 else { continue }
                values[3] = UInt64(try message.native(UInt32.self, at: attribute.start + place))
            default: break
            }
        }
    }
}
