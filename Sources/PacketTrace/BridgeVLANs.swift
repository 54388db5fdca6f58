import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

// What a bridge with vlan_filtering lets in and out, br_vlan.c. Ports are in VLANs, and so is the bridge itself, for what
// is for it or comes from it.

extension PacketTracer {
    /// br_allowed_ingress: the VLAN that a frame then belongs to; nil where the port does not take it.
    func ingressVLAN(_ tag: UInt16?, _ port: LinkRef, _ name: String, _ site: BridgeSite) throws(NotKnown) -> UInt16? {
        let vlans = try vlans(of: port, name)
        // A tag of another kind than the bridge's own is part of what is in the frame.
        if tag != nil, let kind = site.info.vlanProtocol, kind != 0x8100 {
            throw NotKnown("\(site.link.ifname) counts tags of 802.1ad, and how it takes others is not followed")
        }
        if let tag { return vlans.contains { $0.contains(Int(tag)) } ? tag : nil }
        return vlans.first(where: \.pvid).map { UInt16(truncatingIfNeeded: $0.first) }
    }

    /// br_allowed_egress; nil where the port is not in the VLAN.
    func vlanRule(_ vlan: UInt16, _ port: LinkRef, _ name: String) throws(NotKnown) -> BridgeVLAN? {
        try vlans(of: port, name).first { $0.contains(Int(vlan)) }
    }

    private func vlans(of port: LinkRef, _ name: String) throws(NotKnown) -> [BridgeVLAN] {
        try known(query.bridgeVLANs(of: port), "the VLANs of \(name)") ?? []
    }

    /// vlan_do_receive: a device for just this VLAN on the link takes the frame before a bridge does.
    func vlanChild(_ flight: PacketInFlight, _ ref: LinkRef) throws(NotKnown) -> LinkRef? {
        guard let tag = flight.packet.vlan else { return nil }
        let links = try known(query.links(ref.netns), "links") ?? []
        let child = links.first { candidate in
            guard candidate.linkIndex == ref.ifindex, candidate.linkNetnsid == nil,
                case .vlan(let id, _) = candidate.info
            else { return false }
            return id == Int(tag)
        }
        return child.map { LinkRef(ref.netns, $0.ifindex) }
    }
}
