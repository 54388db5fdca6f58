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
        case .connlimit(let match): match.matches(packet, context)
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
        case .limit(let match): match.matches(context, XtRule.words(of: self))
        case .hashlimit(let match): match.matches(packet, context, XtRule.words(of: self))
        case .quota(let quota): Self.quota(quota, packet, context)
        case .recent(let match): match.matches(packet, context)
        case .time(let match): match.matches(context)
        case .set(let match): match.matches(packet, context)
        case .owner(let match): match.matches(packet)
        case .cgroup(let match): match.matches(packet)
        case .length(let range): range.test { $0.test(packet.lengths) }
        case .ttl(let match), .hl(let match): match.matches(packet)
        case .dscp(let value): value.test { value in .on(packet.tos, "the DS field") { $0 >> 2 == value } }
        case .tos(let value): value.test { $0.test(packet.tos.map(UInt32.init), "the DS field") }
        case .ecn(let match): match.matches(packet)
        case .tcpmss(let range): range.matchesSegment(packet)
        case .cpu(let number):
            Match.either(assuming: "CPU \(number.value) works on it", otherwise: "another CPU works on it").inverted(
                number.inverted)
        case .realm(let realm):
            switch packet.realms(context) {
            case .known(let number): realm.test { $0.test(number, "the realm") }
            case .absent: .unknown(because: "the packet has no route yet")
            case .unknown(let reason): .unknown(because: reason)
            }
        // Extension headers of IPv6, which simulated packets have not; `!` does not help (ipv6_find_hdr comes first).
        case .unknown("rt", _, _), .unknown("srh", _, _), .unknown("hbh", _, _), .unknown("dst", _, _): .no
        case .socket(let match): match.matches(packet, context)
        case .policy(let match): match.matches(context)
        case .unknown: .unknown(because: "the match \(name) is not modelled")
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
