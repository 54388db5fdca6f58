import Addresses
import NetworkModel
import Routing
import SnapshotQuery
import Topology

/// Why the addresses of a link lead to nobody, though both ends of its cable have some.
public enum Stranding: String, Sendable {
    /// Those of the bridge or of the other end are of another network.
    case otherNetwork = "other-network"
    /// Each end is a network of one address, and no route leads through this one.
    case alone
}

extension TargetAnalysis {
    /// Nil where somebody can be reached, or may be: IPv4 alone is judged, and silence is better than a guess.
    public func stranding(of attachment: Attachment) -> Stranding? {
        let far = attachment.bridge?.ref ?? attachment.outerRef
        guard attachment.link.isUp, let far, let theirs = query.addresses(far.netns, on: far.ifindex).value else {
            return nil
        }
        let ours = attachment.globalAddresses.filter(\.isUsable)
        let others = theirs.filter { $0.isUsable && $0.address.isGlobal }
        let isPlain = (ours + others).allSatisfy { $0.local.family == .inet && $0.peer == nil }
        guard !ours.isEmpty, !others.isEmpty, isPlain, !leadsOn(attachment.ref, ours) else { return nil }
        func isNear(_ address: Address) -> Bool {
            ours.contains { $0.network.contains(address.address) || address.network.contains($0.address) }
        }
        switch attachment.manner {
        case .detached: return others.contains(where: isNear) ? nil : .otherNetwork
        case .routed:
            let areHosts = (ours + others).allSatisfy(\.local.isHost)
            let isAnswered = attachment.outer.value?.inet?.proxyArp != 0
            return areHosts && !isAnswered && !others.contains(where: isNear) ? .alone : nil
        case .bridged:
            guard let bridge = attachment.bridge, let segment = query.segment(of: bridge.ref, bridge.link).value,
                segment.isClosed
            else { return nil }
            let neighbors = segment.members.filter { !$0.isSame(as: attachment) }.flatMap(\.addresses)
            return neighbors.contains { $0.address.family == .inet && isNear($0) } ? nil : .otherNetwork
        default: return nil
        }
    }

    /// Whether routes lead through a link, besides those to its own networks.
    private func leadsOn(_ ref: LinkRef, _ own: [Address]) -> Bool {
        [IPAddress.Family.inet, .inet6].contains { family in
            guard case .known(let routes) = query.routes(ref.netns, family) else { return true }
            return routes.contains { route in
                route.type == .unicast && !route.dst.address.isLinkLocal && !route.dst.address.isMulticast
                    && route.nexthops.contains { $0.ifindex == ref.ifindex }
                    && !own.contains { $0.network == route.dst }
            }
        }
    }

    /// The address, with its length, that the other end of a cable should have: the next hop that is asked for there, else
    /// one that is free.
    public func farAddress(of attachment: Attachment) -> IPPrefix? {
        let own = attachment.globalAddresses.first {
            $0.local.family == .inet && $0.isUsable && $0.local.length < 31
        }
        guard let own else { return nil }
        let hops = (query.routes(attachment.ref.netns, .inet).value ?? []).flatMap(\.nexthops)
        let asked = hops.filter { $0.ifindex == attachment.ref.ifindex }.compactMap(\.gateway).first {
            own.network.contains($0) && $0 != own.address
        }
        return asked.flatMap { IPPrefix($0, length: own.local.length) }
            ?? freeAddress(beside: own, on: nil, nil, besides: attachment.addresses.map(\.address))
    }

    /// The name for a bridge that is to be made where the other end of a cable lies; nil where there is one already, or
    /// where one is not needed since no other cable there waits for one with the same network behind it.
    public func bridgeToMake(for attachment: Attachment) -> String? {
        guard attachment.manner == .detached, let outer = attachment.outerRef,
            let links = query.links(outer.netns).value, !links.contains(where: { $0.infoKind == "bridge" })
        else { return nil }
        let ours = attachment.globalAddresses
        let waiting = links.filter { $0.isPair && $0.master == nil && $0.ifindex != outer.ifindex }
            .prefix(SnapshotQuery.siblingBudget)
        let isNeeded = waiting.contains { link in
            let behind = query.farEnd(of: LinkRef(outer.netns, link.ifindex))?.addresses ?? []
            return behind.contains { other in ours.contains { $0.network.contains(other.address) } }
        }
        guard isNeeded else { return nil }
        return (0..<10).map { "br\($0)" }.first { name in !links.contains { $0.ifname == name } }
    }
}
