import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

// What a bridge with vlan_filtering lets in and out, br_vlan.c. Ports are in VLANs, and so is the bridge itself, for what
// is for it or comes from it.

extension PacketTracer {
    /// br_allowed_ingress: puts a frame into the VLAN of its tag, or else into the port's own; false where the port does
    /// not take it. A tag of another kind than the bridge's is part of what is in the frame.
    func enterVLAN(_ packet: inout Packet, _ port: LinkRef, _ name: String, _ site: BridgeSite) throws(NotKnown) -> Bool
    {
        let vlans = try vlans(of: port, name)
        let own = site.info.vlanProtocol ?? 0x8100
        if let tag = packet.tag, tag.proto == own { return vlans.contains { $0.contains(Int(tag.id)) } }
        guard let pvid = vlans.first(where: \.pvid) else { return false }
        packet.push(VLANTag(id: UInt16(truncatingIfNeeded: pvid.first), proto: own))
        return true
    }

    /// br_allowed_egress; nil where the port is not in the VLAN.
    func vlanRule(_ vlan: UInt16, _ port: LinkRef, _ name: String) throws(NotKnown) -> BridgeVLAN? {
        try vlans(of: port, name).first { $0.contains(Int(vlan)) }
    }

    private func vlans(of port: LinkRef, _ name: String) throws(NotKnown) -> [BridgeVLAN] {
        try known(query.bridgeVLANs(of: port), "the VLANs of \(name)") ?? []
    }

    /// vlan_do_receive: a device for just this tag on the link takes the frame before a bridge does.
    func vlanChild(_ flight: PacketInFlight, _ ref: LinkRef, isBridgePort: Bool) throws(NotKnown) -> LinkRef? {
        guard let tag = flight.packet.tag else { return nil }
        try require(query.links(ref.netns), "links")
        let child = riders(on: ref).first { $0.link.info == .vlan(id: Int(tag.id), protocol: tag.proto) }
        if let child { return child.ref }
        // It may have been moved, and the link does not tell.
        if !isBridgePort, let all = try known(query.namespaces(), "namespaces") { try requireLinks(of: all) }
        return nil
    }
}
