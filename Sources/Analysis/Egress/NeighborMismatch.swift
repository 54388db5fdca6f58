import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// A cached hardware address that is not the owner's: packets go to somebody else, or to nobody.
public struct NeighborMismatch: Sendable {
    /// The namespace that has cached the address.
    public let netns: NetnsID
    /// The link that the entry is of.
    public let ref: LinkRef
    public let link: Link
    /// The entry, with the wrong hardware address.
    public let neighbor: Neighbor
    /// Who really has the IP address.
    public let ownerName: String
    /// Hardware addresses under which the owner may be reached.
    public let expected: [LinkLayerAddress]
    /// The bridge whose address is meant, where the neighbour is the bridge itself.
    public let bridge: Link?
    /// The bridge's address is that of one of its ports: it was never pinned and moves with them.
    public let bridgeFollowsPort: Bool
    /// Someone else on the segment has the cached address.
    public let holder: String?
    /// The subject at the attachment.
    public let affected: [NetnsID]

    /// Somebody wrote the entry for good: it does not change by itself, whoever moves.
    public var isPermanent: Bool { neighbor.state.contains(.permanent) }
}

extension RouterCache {
    /// Compares cached addresses with the owners', from both sides of an attachment.
    public func neighborMismatches(of attachment: Attachment) -> [NeighborMismatch] {
        towardsOthers(attachment) + towardsUs(attachment)
    }

    /// Our own cache: the gateway and the neighbours on the bridge.
    private func towardsOthers(_ attachment: Attachment) -> [NeighborMismatch] {
        guard case .known(let neighbors) = query.neighbors(attachment.ref.netns) else { return [] }
        return neighbors.compactMap { neighbor in
            guard neighbor.ifindex == attachment.ref.ifindex, !neighbor.isProxy, let lladdr = neighbor.lladdr,
                !neighbor.state.intersection(.valid).isEmpty, !neighbor.state.contains(.noARP),
                case .known(let owner) = query.holder(of: neighbor.dst, on: attachment),
                !owner.lladdrs.isEmpty, !owner.lladdrs.contains(lladdr),
                // A namespace with several links on one segment may answer with any of them.
                !(owner.netns.map { hasLink(with: lladdr, in: $0, on: attachment) } ?? false), !proxies(attachment)
            else { return nil }
            let bridge = attachment.bridge.flatMap { $0.ref.netns == owner.netns ? $0 : nil }
            let ports = bridge.flatMap { query.ports(of: $0.ref).value } ?? []
            return NeighborMismatch(
                netns: attachment.ref.netns, ref: attachment.ref, link: attachment.link, neighbor: neighbor,
                ownerName: name(of: owner.place), expected: owner.lladdrs.eachOnce, bridge: bridge?.link,
                bridgeFollowsPort: bridge.map { bridge in ports.contains { $0.address == bridge.link.address } }
                    ?? false,
                holder: holder(of: lladdr, on: attachment), affected: [attachment.ref.netns])
        }
    }

    /// What the node has cached for our addresses.
    private func towardsUs(_ attachment: Attachment) -> [NeighborMismatch] {
        guard let mac = attachment.link.address, attachment.manner != .child, attachment.manner != .uplink,
            let device = attachment.bridge?.ref ?? attachment.outerRef, case .known(let link) = query.link(device)
        else { return [] }
        return attachment.globalAddresses.compactMap { address in
            guard case .known(let neighbor) = query.neighbor(device, address.address), let lladdr = neighbor.lladdr,
                !neighbor.state.intersection(.valid).isEmpty, !neighbor.state.contains(.noARP), lladdr != mac,
                !hasLink(with: lladdr, in: attachment.ref.netns, on: attachment)
            else { return nil }
            return NeighborMismatch(
                netns: device.netns, ref: device, link: link, neighbor: neighbor, ownerName: name(of: attachment.ref),
                expected: [mac], bridge: nil, bridgeFollowsPort: false,
                holder: holder(of: lladdr, on: attachment), affected: [attachment.ref.netns])
        }
    }

    /// The far end answers for addresses that are not its own.
    private func proxies(_ attachment: Attachment) -> Bool {
        let device = attachment.bridge?.link ?? attachment.outer.value
        return device?.inet?.proxyArp == 1 || device?.inet?.proxyArpPvlan == 1
    }

    private func hasLink(with lladdr: LinkLayerAddress, in id: NetnsID, on attachment: Attachment) -> Bool {
        // Rows that happen to be known are enough: an answer from a link that we never met stays a mismatch only if
        // that link is on this segment, and those were read.
        query.namespace(id)?.links.rows.contains { link in
            link.address == lladdr && !link.isBrief && link.infoKind != "veth"
                && !isElsewhere(LinkRef(id, link.ifindex), link, lladdr, attachment)
        } ?? false
    }

    /// Another bridge, which nobody on this segment leads to: the entry is from when the link was plugged in there.
    private func isElsewhere(
        _ ref: LinkRef, _ link: Link, _ lladdr: LinkLayerAddress, _ attachment: Attachment
    ) -> Bool {
        guard link.infoKind == "bridge", link.master == nil, let bridge = attachment.bridge, bridge.ref != ref else {
            return false
        }
        return holder(of: lladdr, on: attachment) == nil
    }

    private func holder(of lladdr: LinkLayerAddress, on attachment: Attachment) -> String? {
        guard let bridge = attachment.bridge, case .known(let segment) = query.segment(of: bridge.ref, bridge.link)
        else {
            return nil
        }
        return segment.members.first { $0.link.address == lladdr && $0.place != .at(attachment.ref) }.map {
            name(of: $0.place)
        }
    }
}

extension [LinkLayerAddress] {
    /// A bridge mostly has the address of one of its ports.
    fileprivate var eachOnce: [LinkLayerAddress] {
        var seen: Set<LinkLayerAddress> = []
        return filter { seen.insert($0).inserted }
    }
}
