/// The header after IP, as far as rules look at it.
public enum Transport: Hashable, Sendable {
    case tcp(TCP)
    case udp(Ports)
    case icmp(ICMP)
    case icmpv6(ICMP)
    /// SCTP, DCCP, UDP-Lite: ports where all of them have theirs.
    case ported(UInt8, Ports)
    /// Any other IP protocol, by IPPROTO_* number.
    case other(UInt8)
    /// No IP packet: ARP.
    case none

    /// In host byte order.
    public struct Ports: Hashable, Sendable {
        /// Nil: an ephemeral port that nobody knows yet.
        public var source: UInt16?
        /// Nil where it is not known.
        public var destination: UInt16?

        public init(source: UInt16?, destination: UInt16?) {
            self.source = source
            self.destination = destination
        }

        /// Those of an answer.
        public var swapped: Ports { Ports(source: destination, destination: source) }
    }

    /// A TCP header, as far as rules look at it.
    public struct TCP: Hashable, Sendable {
        public var ports: Ports
        /// The flag byte: 0x01 FIN, 0x02 SYN, 0x04 RST, 0x08 PSH, 0x10 ACK, 0x20 URG.
        public var flags: UInt8
        /// The MSS option; nil where the packet has none or it is not known.
        public var maximumSegment: UInt16?

        public init(ports: Ports, flags: UInt8, maximumSegment: UInt16? = nil) {
            self.ports = ports
            self.flags = flags
            self.maximumSegment = maximumSegment
        }

        /// The first packet of a connection.
        public static let syn: UInt8 = 0x02
        /// The answer to it.
        public static let synAck: UInt8 = 0x12
        /// The confirmation of that, and whatever follows.
        public static let ack: UInt8 = 0x10
        /// A refusal.
        public static let rst: UInt8 = 0x04
    }

    /// The header of ICMP or ICMPv6: which of them, the case says.
    public struct ICMP: Hashable, Sendable {
        /// ICMP_* or ICMPV6_*: 8 and 128 are echo requests, 0 and 129 their replies.
        public var type: UInt8
        /// 0 for echoes; of an error it says which.
        public var code: UInt8
        /// Of an echo; nil where it is not known.
        public var id: UInt16?

        public init(type: UInt8, code: UInt8 = 0, id: UInt16? = nil) {
            self.type = type
            self.code = code
            self.id = id
        }
    }

    /// IPPROTO_*; nil for ARP.
    public var proto: UInt8? {
        switch self {
        case .tcp: 6
        case .udp: 17
        case .icmp: 1
        case .icmpv6: 58
        case .ported(let proto, _), .other(let proto): proto
        case .none: nil
        }
    }

    /// Nil for protocols without ports. Setting them there changes nothing, nor does setting nil.
    public var ports: Ports? {
        get {
            switch self {
            case .tcp(let tcp): tcp.ports
            case .udp(let ports), .ported(_, let ports): ports
            case .icmp, .icmpv6, .other, .none: nil
            }
        }
        set {
            guard let newValue else { return }
            switch self {
            case .tcp(var tcp):
                tcp.ports = newValue
                self = .tcp(tcp)
            case .udp: self = .udp(newValue)
            case .ported(let proto, _): self = .ported(proto, newValue)
            case .icmp, .icmpv6, .other, .none: break
            }
        }
    }

    /// As rules and `ss` call it.
    public var name: String {
        switch self {
        case .tcp: "tcp"
        case .udp: "udp"
        case .icmp: "icmp"
        case .icmpv6: "icmpv6"
        case .ported(132, _): "sctp"
        case .ported(33, _): "dccp"
        case .ported(136, _): "udplite"
        case .ported(let proto, _), .other(let proto): "protocol \(proto)"
        case .none: "arp"
        }
    }
}
