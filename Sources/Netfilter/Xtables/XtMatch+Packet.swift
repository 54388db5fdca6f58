import Addresses
import NetworkModel

extension XtMatch {
    /// Does a packet pass? What the match functions of net/netfilter/xt_*.c return.
    public func matches(_ packet: Packet, _ context: HookContext) -> Match {
        switch self {
        case .tcp(let match): match.matches(packet)
        case .udp(let match): match.matches(packet, proto: 17)
        case .udplite(let match): match.matches(packet, proto: 136)
        case .sctp(let match): match.matches(packet)
        case .icmp(let match): match.matches(packet, isIPv6: false)
        case .icmp6(let match): match.matches(packet, isIPv6: true)
        case .multiport(let match): match.matches(packet)
        case .esp(let range): range.matchesIndex(packet, proto: 50)
        case .ah(let range): range.matchesIndex(packet, proto: 51)
        case .conntrack(let match): match.matches(packet)
        case .connmark(let mark): packet.tracking.matches(mark)
        case .helper(let name): packet.tracking.matchesHelper(name)
        case .connbytes: .unknown(because: "how much the connection has carried is not known")
        case .connlimit(let match):
            .either(assuming: match.words(holds: true), otherwise: match.words(holds: false))
        case .addrtype(let match): match.matches(packet, context)
        case .iprange(let match):
            .all(match.src?.test { Match($0.contains(packet.src)) }, match.dst?.test { Match($0.contains(packet.dst)) })
        case .mac(let address): Self.matches(address, packet)
        case .pkttype(let type): type.test { Match($0 == packet.packetType) }
        case .physdev(let match): match.matches(packet)
        case .devgroup(let match): match.matches(packet)
        case .rpfilter(let match): match.matches(packet, context)
        case .mark(let mark): mark.test { $0.test(packet.mark, "the packet's mark") }
        case .comment: .yes
        case .statistic(let match): match.matches()
        case .limit, .hashlimit: rate
        case .quota(let quota):
            Match.either(assuming: "the quota is not used up", otherwise: "the quota is used up").inverted(
                quota.inverted)
        case .recent(let match): match.matches()
        case .set(let match): match.matches(packet, context)
        case .owner(let match): match.matches(packet)
        case .cgroup(let match): match.matches(packet)
        case .length(let range):
            range.test { range in .on(packet.length, "the packet's length") { range.contains(UInt32(clamping: $0)) } }
        case .ttl(let match), .hl(let match): match.matches(packet)
        case .dscp(let value): value.test { value in .on(packet.tos, "the DS field") { $0 >> 2 == value } }
        case .tos(let value): value.test { $0.test(packet.tos.map(UInt32.init), "the DS field") }
        case .ecn(let match): match.matches(packet)
        case .tcpmss(let range): range.matchesSegment(packet)
        case .cpu(let number):
            Match.either(assuming: "CPU \(number.value) works on it", otherwise: "another CPU works on it").inverted(
                number.inverted)
        case .realm, .socket, .policy, .unknown: .unknown(because: "the match \(name) is not modelled")
        }
    }

    private var rate: Match {
        let words = XtRule.words(of: self)
        switch self {
        // XT_HASHLIMIT_INVERT
        case .hashlimit(let match) where match.mode & 16 != 0:
            return .either(assuming: "the rate is above \(words)", otherwise: "the rate is within \(words)")
        default: return .either(assuming: "the rate is within \(words)", otherwise: "the rate is above \(words)")
        }
    }

    /// mac_mt: a packet without an Ethernet header does not even pass an inverted match.
    private static func matches(_ address: Invertible<LinkLayerAddress>, _ packet: Packet) -> Match {
        switch packet.sourceMAC {
        case .known(let mac): Match(mac == address.value).inverted(address.inverted)
        case .absent: .no
        case .unknown(let reason): .unknown(because: reason)
        }
    }
}

extension Packet {
    /// pkttype_mt: of what was looped back, the address tells.
    fileprivate var packetType: UInt32 {
        guard kind == .loopback else { return UInt32(kind.rawValue) }
        return UInt32((dst.isMulticast ? Kind.multicast : .broadcast).rawValue)
    }
}
