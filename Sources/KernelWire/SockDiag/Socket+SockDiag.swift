import Addresses
import CLinux
import NetworkModel

extension Socket {
    /// SOCK_DIAG_BY_FAMILY: struct inet_diag_msg, then INET_DIAG_* attributes. The message does not repeat which
    /// protocol was asked for, so the caller says it.
    public init(sockDiag message: RawSpan, proto: `Protocol`) throws(WireError) {
        let header = try message.header(inet_diag_msg(), "inet_diag_msg")
        let family = try IPAddress.Family(header.idiag_family, "inet_diag_msg")
        guard let state = State(rawValue: header.idiag_state) else { throw WireError(.badValue, "idiag_state") }
        self.init(
            proto: proto, family: family, state: state,
            src: try message.address(family, at: Self.sourceOffset), sport: UInt16(bigEndian: header.id.idiag_sport),
            dst: try message.address(family, at: Self.destinationOffset),
            dport: UInt16(bigEndian: header.id.idiag_dport), ifindex: Int(header.id.idiag_if),
            inode: header.idiag_inode, uid: header.idiag_uid, rqueue: header.idiag_rqueue, wqueue: header.idiag_wqueue)
        // 1 and 4 are the timers of retransmission and of probes.
        if [1, 4].contains(header.idiag_timer), header.idiag_retrans > 0 { retransmits = header.idiag_retrans }
        // 2 is the timer of keepalive.
        if header.idiag_timer == 2, state == .established { keepalive = header.idiag_expires }
        // A raw socket's "source port" is its protocol number (inet_sport = htons(inet_num)).
        if proto == .raw { rawProtocol = Int(sport) }
        var attributes = Attributes(in: message, after: MemoryLayout<inet_diag_msg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            // Sent for listening and unconnected IPv6 sockets.
            case INET_DIAG_SKV6ONLY: v6only = try message.flag(attribute)
            case INET_DIAG_PROTOCOL where proto == .raw: rawProtocol = Int(try message.u8(attribute))
            default: break
            }
        }
    }

    /// Both addresses have sixteen bytes of room, in network order; IPv4 uses the first four.
    private static var sourceOffset: Int { idOffset + (MemoryLayout<inet_diag_sockid>.offset(of: \.idiag_src) ?? 4) }
    private static var destinationOffset: Int {
        idOffset + (MemoryLayout<inet_diag_sockid>.offset(of: \.idiag_dst) ?? 20)
    }
    private static var idOffset: Int { MemoryLayout<inet_diag_msg>.offset(of: \.id) ?? 4 }
}
