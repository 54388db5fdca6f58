/// A field of a protocol header, as nft names it. Offsets and lengths in bits.
struct NftHeaderField: Hashable {
    var name: String
    var offset: Int
    var length: Int
    var type: NftType

    init(_ name: String, _ offset: Int, _ length: Int, _ type: NftType = .integer) {
        self.name = name
        self.offset = offset
        self.length = length
        self.type = type
    }
}

/// A protocol whose header fields rules can name.
enum NftProtocol: String, Hashable {
    case ether, vlan, arp, ip, ip6, tcp, udp, udplite, sctp, dccp, icmp, icmpv6, igmp, ah, esp, comp, th

    /// Where it begins, in bits behind the beginning of its base: the VLAN tag stands behind the Ethernet addresses.
    var start: Int { self == .vlan ? 112 : 0 }

    var fields: [NftHeaderField] {
        switch self {
        case .ether:
            [.init("daddr", 0, 48, .lladdr), .init("saddr", 48, 48, .lladdr), .init("type", 96, 16, .etherType)]
        case .vlan:
            [.init("pcp", 0, 3), .init("dei", 3, 1), .init("id", 4, 12), .init("type", 16, 16, .etherType)]
        case .arp:
            [
                .init("htype", 0, 16), .init("ptype", 16, 16, .etherType), .init("hlen", 32, 8), .init("plen", 40, 8),
                .init("operation", 48, 16, .arpOp), .init("saddr ether", 64, 48, .lladdr),
                .init("saddr ip", 112, 32, .ipv4),
                .init("daddr ether", 144, 48, .lladdr), .init("daddr ip", 192, 32, .ipv4),
            ]
        case .ip:
            [
                .init("version", 0, 4), .init("hdrlength", 4, 4), .init("dscp", 8, 6, .dscp), .init("ecn", 14, 2, .ecn),
                .init("length", 16, 16), .init("id", 32, 16), .init("frag-off", 48, 16), .init("ttl", 64, 8),
                .init("protocol", 72, 8, .protocolNumber), .init("checksum", 80, 16), .init("saddr", 96, 32, .ipv4),
                .init("daddr", 128, 32, .ipv4),
            ]
        case .ip6:
            [
                .init("version", 0, 4), .init("dscp", 4, 6, .dscp), .init("ecn", 10, 2, .ecn),
                .init("flowlabel", 12, 20),
                .init("length", 32, 16), .init("nexthdr", 48, 8, .protocolNumber), .init("hoplimit", 56, 8),
                .init("saddr", 64, 128, .ipv6), .init("daddr", 192, 128, .ipv6),
            ]
        case .tcp:
            Self.ports + [
                .init("sequence", 32, 32), .init("ackseq", 64, 32), .init("doff", 96, 4), .init("reserved", 100, 4),
                .init("flags", 104, 8, .tcpFlag), .init("window", 112, 16), .init("checksum", 128, 16),
                .init("urgptr", 144, 16),
            ]
        case .udp: Self.ports + [.init("length", 32, 16), .init("checksum", 48, 16)]
        case .udplite: Self.ports + [.init("checksum", 48, 16)]
        case .sctp: Self.ports + [.init("vtag", 32, 32), .init("checksum", 64, 32)]
        case .dccp: Self.ports + [.init("type", 67, 4, .dccpType)]
        case .icmp:
            [
                .init("type", 0, 8, .icmpType), .init("code", 8, 8, .icmpCode), .init("checksum", 16, 16),
                .init("id", 32, 16),
                .init("sequence", 48, 16), .init("gateway", 32, 32), .init("mtu", 48, 16),
            ]
        case .icmpv6:
            [
                .init("type", 0, 8, .icmpv6Type), .init("code", 8, 8, .icmpv6Code), .init("checksum", 16, 16),
                .init("id", 32, 16), .init("sequence", 48, 16), .init("mtu", 32, 32), .init("max-delay", 32, 16),
            ]
        case .igmp:
            [
                .init("type", 0, 8, .igmpType), .init("mrt", 8, 8), .init("checksum", 16, 16),
                .init("group", 32, 32, .ipv4),
            ]
        case .ah:
            [
                .init("nexthdr", 0, 8, .protocolNumber), .init("hdrlength", 8, 8), .init("reserved", 16, 16),
                .init("spi", 32, 32), .init("sequence", 64, 32),
            ]
        case .esp: [.init("spi", 0, 32), .init("sequence", 32, 32)]
        case .comp: [.init("nexthdr", 0, 8, .protocolNumber), .init("flags", 8, 8), .init("cpi", 16, 16)]
        case .th: Self.ports
        }
    }

    private static let ports = [NftHeaderField("sport", 0, 16, .port), NftHeaderField("dport", 16, 16, .port)]

    /// By IPPROTO_*.
    init?(transport number: UInt64) {
        switch number {
        case 1: self = .icmp
        case 2: self = .igmp
        case 6: self = .tcp
        case 17: self = .udp
        case 33: self = .dccp
        case 50: self = .esp
        case 51: self = .ah
        case 58: self = .icmpv6
        case 108: self = .comp
        case 132: self = .sctp
        case 136: self = .udplite
        default: return nil
        }
    }

    /// By ETH_P_*.
    init?(network number: UInt64) {
        switch number {
        case 0x0800: self = .ip
        case 0x0806: self = .arp
        case 0x86dd: self = .ip6
        case 0x8100: self = .vlan
        default: return nil
        }
    }
}
