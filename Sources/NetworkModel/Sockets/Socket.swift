import Addresses

/// A socket as sock_diag(7) reports it. Names follow `ss`.
public struct Socket: Hashable, Sendable, Codable {
    public enum `Protocol`: UInt8, Hashable, Sendable, Codable {
        case tcp = 6
        case udp = 17
        case raw = 255
        case sctp = 132
        case dccp = 33
        case udplite = 136
        case mptcp = 106
    }

    /// TCP_* (net/tcp_states.h); UDP and raw sockets are ESTABLISHED (connected) or CLOSE (unconnected).
    public enum State: UInt8, Hashable, Sendable, Codable {
        case established = 1, synSent, synRecv, finWait1, finWait2, timeWait, close, closeWait, lastAck, listen, closing
        case newSynRecv, boundInactive

        /// As `ss` prints it.
        public var name: String {
            switch self {
            case .established: "ESTAB"
            case .synSent: "SYN-SENT"
            case .synRecv, .newSynRecv: "SYN-RECV"
            case .finWait1: "FIN-WAIT-1"
            case .finWait2: "FIN-WAIT-2"
            case .timeWait: "TIME-WAIT"
            case .close: "UNCONN"
            case .closeWait: "CLOSE-WAIT"
            case .lastAck: "LAST-ACK"
            case .listen: "LISTEN"
            case .closing: "CLOSING"
            case .boundInactive: "BOUND-INACTIVE"
            }
        }
    }

    public var proto: `Protocol`
    public var family: IPAddress.Family
    public var state: State
    public var src: IPAddress
    public var sport: UInt16
    public var dst: IPAddress
    public var dport: UInt16
    /// Bound device, 0 for none.
    public var ifindex: Int
    public var inode: UInt32
    public var uid: UInt32
    public var rqueue: UInt32
    public var wqueue: UInt32
    /// How often what was sent last was sent again without an answer (icsk_retransmits, and probes of a closed window);
    /// nil for never, and where the kernel did not say.
    public var retransmits: UInt8?
    /// Milliseconds until the kernel asks whether a silent connection is still there; nil where no program wants that.
    public var keepalive: UInt32?
    /// IPV6_V6ONLY; nil where the kernel did not say.
    public var v6only: Bool?
    /// For raw sockets: the IP protocol number.
    public var rawProtocol: Int?
    public init(
        proto: `Protocol`, family: IPAddress.Family, state: State, src: IPAddress, sport: UInt16, dst: IPAddress,
        dport: UInt16, ifindex: Int = 0, inode: UInt32 = 0, uid: UInt32 = 0, rqueue: UInt32 = 0, wqueue: UInt32 = 0
    ) {
        self.proto = proto
        self.family = family
        self.state = state
        self.src = src
        self.sport = sport
        self.dst = dst
        self.dport = dport
        self.ifindex = ifindex
        self.inode = inode
        self.uid = uid
        self.rqueue = rqueue
        self.wqueue = wqueue
    }

    /// Ready to take a first packet from anyone: a TCP listener or an unconnected UDP or raw socket.
    public var isListening: Bool { state == .listen || (state == .close && proto != .tcp && sport != 0) }
}
