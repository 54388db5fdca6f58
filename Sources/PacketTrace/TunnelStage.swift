import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

/// What kinds of tunnels differ in that need no port and no table.
private struct TunnelKind {
    let name: String

    init?(_ link: Link) {
        guard let name = link.infoKind else { return nil }
        self.name = name
    }

    var isGRE: Bool { name.contains("gre") }
    var hasFrames: Bool { name == "gretap" || name == "ip6gretap" }
    /// The family of outer packets.
    var family: IPAddress.Family { name.hasPrefix("ip6") ? .inet6 : .inet }

    /// IPPROTO_* of a packet as tunnels without a header of their own carry it.
    static func carried(_ packet: Packet) -> UInt8 { packet.family == .inet ? 4 : 41 }

    /// ipip_tunnel_xmit, sit_tunnel_xmit, ipxip6_tnl_xmit: what the device was not made for it does not take.
    func carries(_ packet: Packet, _ info: TunnelInfo) -> Bool {
        guard !isGRE else { return true }
        let proto = Self.carried(packet)
        if name == "ipip", proto != 4 { return false }
        guard let told = info.carries else { return name != "sit" || proto == 41 }
        return told == 0 || told == proto
    }
}

extension PacketTracer {
    /// ipip, sit, GRE, and the same over IPv6: the packet travels inside another to the far end that the device names.
    func tunnelSend(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard let kind = TunnelKind(link), case .tunnel(let info) = link.info, !info.collectMetadata else {
            throw NotKnown("\(link.ifname) takes its far end from routes, which is not followed")
        }
        guard let remote = info.remote, !remote.isUnspecified, remote.family == kind.family else {
            throw NotKnown("\(link.ifname) has no far end of its own")
        }
        guard kind.carries(flight.packet, info) else {
            let name = flight.packet.family == .inet ? "IPv4" : "IPv6"
            var dropPoint = DropPoint(
                ref.netns, .device, .link, link.ifname, "\(link.ifname) is not made for \(name), and drops it",
                link: ref)
            dropPoint.tunnel = Encapsulation(ref, link, flight)
            return flight.dropped(dropPoint)
        }
        let proto: UInt8 = kind.isGRE ? 47 : TunnelKind.carried(flight.packet)
        let options = [info.outputKey != nil, info.writesChecksum == true, info.writesSequence == true].count { $0 }
        // The option that says how often it may be wrapped again takes eight bytes.
        let outerHeader = kind.family == .inet ? 20 : info.encapLimit == nil ? 40 : 48
        let overhead = outerHeader + (kind.isGRE ? 4 + 4 * options : 0) + (kind.hasFrames ? 14 : 0)
        var outer = Packet(
            src: info.local ?? .unspecified(kind.family), dst: remote, transport: .other(proto))
        outer.dontFragment = isWhole(flight.packet, kind, info)
        let hop = Hop(
            ref.netns, .tunnel, link: ref, name: link.ifname, .wrap, because: "\(link.ifname) leads to \(remote)",
            mtu: link.mtu)
        return [
            try tunnel(flight.with(hop), ref, link, outer, overhead: overhead, oif: info.link.map(Int.init)) {
                $0.key = kind.isGRE ? info.outputKey : nil
                $0.hasChecksum = kind.isGRE && info.writesChecksum == true
                $0.hasSequence = kind.isGRE && info.writesSequence == true
                $0.tellsOfSize = kind.family == .inet6 || info.discoversMtu != false
            }
        ]
    }

    /// Whether an outer packet may not be cut: never over IPv6 (ip6_fragment cuts for sockets only), over IPv4 where
    /// the device looks for the path's MTU, or the packet inside says so (ip_tunnel_xmit, ipip6_tunnel_xmit).
    private func isWhole(_ packet: Packet, _ kind: TunnelKind, _ info: TunnelInfo) -> Bool {
        guard kind.family == .inet else { return true }
        if kind.name == "sit", packet.family == .inet6 {
            // What every link must take is cut rather than refused.
            return info.discoversMtu != false && packet.length ?? 0 > Self.leastIPv6
        }
        if info.discoversMtu != false { return true }
        return info.ignoresDf != true && packet.hasDF
    }

    /// IPV6_MIN_MTU
    private static let leastIPv6 = 1280
}

extension Packet {
    /// IPv4's DF bit, which nothing else has.
    fileprivate var hasDF: Bool { etherType == 0x0800 && dontFragment }

    /// VXLAN_DF_*, GENEVE_DF_*: outer packets of IPv4 may not be cut, or as the packet inside says; those of IPv6 never
    /// are.
    func isWhole(inside family: IPAddress.Family, df: UInt8?) -> Bool {
        guard family == .inet else { return true }
        return df == 1 || df == 2 && (etherType == 0x86dd || hasDF)
    }
}
