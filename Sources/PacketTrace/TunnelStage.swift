import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// ipip, sit, gre and gretap: the packet travels inside another to the far end that the device names.
    func tunnelSend(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard case .tunnel(let info) = link.info, !info.collectMetadata else {
            throw NotKnown("\(link.ifname) takes its far end from routes, which is not followed")
        }
        guard let remote = info.remote, !remote.isUnspecified, remote.family == .inet else {
            throw NotKnown("\(link.ifname) has no far end of its own")
        }
        let isGRE = link.infoKind == "gre" || link.infoKind == "gretap"
        let proto: UInt8 = isGRE ? 47 : link.infoKind == "sit" ? 41 : 4
        let options = [info.outputKey != nil, info.writesChecksum == true, info.writesSequence == true].count { $0 }
        let headers = (isGRE ? 4 + 4 * options : 0) + (link.infoKind == "gretap" ? 14 : 0)
        var outer = Packet(src: info.local ?? .unspecified(.inet), dst: remote, transport: .other(proto))
        // pmtudisc, the default, copies the DF bit.
        outer.dontFragment = true
        let hop = Hop(
            ref.netns, .tunnel, link: ref, name: link.ifname, .wrap, because: "\(link.ifname) leads to \(remote)",
            mtu: link.mtu)
        return [
            try tunnel(
                flight.with(hop), ref, link, outer, overhead: 20 + headers, oif: info.link.map(Int.init)
            ) {
                $0.key = isGRE ? info.outputKey : nil
                $0.hasChecksum = isGRE && info.writesChecksum == true
                $0.hasSequence = isGRE && info.writesSequence == true
            }
        ]
    }
}
