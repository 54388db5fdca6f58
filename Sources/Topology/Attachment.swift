import Addresses
import NetworkModel
import SnapshotQuery

/// How a namespace hangs on the rest of the node by one of its links: the link, what it is plugged into, and whose
/// that is. Most faults of a container are faults of an attachment.
public final class Attachment: Sendable {
    /// How a link is plugged in, by what is at its far end.
    public enum Manner: String, Sendable {
        /// The far end of the pair is a port of a bridge.
        case bridged
        /// The far end is routed: host routes or proxy ARP lead through it (Calico and its like).
        case routed
        /// The far end carries an address of the same network: two namespaces back to back.
        case direct
        /// The far end is in no bridge, has no address and no route leads through it.
        case detached
        /// The far end is enslaved to something that is no bridge: a bond, a VRF, Open vSwitch; or a switch that is a
        /// program takes its frames.
        case enslaved
        /// A child of another device: macvlan, ipvlan, vlan.
        case child
        /// Served by a process: tun, tap.
        case tun
        /// At the edge of sight: hardware, or a pair whose other end cannot be looked at.
        case uplink
        /// The far end could not be found or read.
        case unresolved
    }

    /// The near end.
    public let ref: LinkRef
    public let link: Link
    /// Of the near end; empty also where they were not read.
    public let addresses: [Address]
    /// From the near end to the far one; nil for hardware and what processes serve.
    public let edge: Edge?
    /// The far end of a pair or the device below.
    public let outer: Observed<Link>
    /// What the far end is enslaved to.
    public let master: Observed<Link>
    /// `unresolved` where the far end was not found or not read.
    public let manner: Manner
    /// Why the manner is unresolved.
    public let reason: String?

    init(
        ref: LinkRef, link: Link, addresses: [Address], edge: Edge?, outer: Observed<Link>,
        master: Observed<Link>, manner: Manner, reason: String?
    ) {
        self.ref = ref
        self.link = link
        self.addresses = addresses
        self.edge = edge
        self.outer = outer
        self.master = master
        self.manner = manner
        self.reason = reason
    }

    /// A program takes the frames of the far end, and gives it others: a switch in user space.
    public var isSwitchedByProgram: Bool { manner == .enslaved && master.isAbsent }

    /// The far end or the device below; nil where there is none, or it was not found.
    public var outerRef: LinkRef? { edge?.to }

    /// The bridge that the far end is a port of.
    public var bridge: (ref: LinkRef, link: Link)? {
        guard manner == .bridged, let outerRef, case .known(let link) = master else { return nil }
        return (LinkRef(outerRef.netns, link.ifindex), link)
    }

    /// Addresses that the outside talks to: global ones, usable or not.
    public var globalAddresses: [Address] { addresses.filter { $0.address.isGlobal } }
}

extension SnapshotQuery {
    /// The attachment of a link that is not enslaved; nil for links that attach to nothing (loopback, bridges, …) and
    /// for the outer end of a pair.
    public func attachment(of ref: LinkRef, _ link: Link) -> Attachment? {
        guard link.master == nil, !link.isLoopback else { return nil }
        return once(topology.attached, ref) { findAttachment(of: ref, link) }
    }

    private func findAttachment(of ref: LinkRef, _ link: Link) -> Attachment? {
        if edgeOfSight(at: ref, link) != nil { return loose(ref, link, .uplink) }
        guard let edge = peer(of: ref, link) ?? lower(of: ref, link) else {
            switch link.infoKind {
            case "tun": return loose(ref, link, .tun)
            default: return nil
            }
        }
        guard let to = edge.to else { return loose(ref, link, .unresolved, edge: edge) }
        let outer = self.link(to)
        guard case .known(let outerLink) = outer else { return loose(ref, link, .unresolved, edge: edge) }
        let addresses = self.addresses(ref.netns, on: ref.ifindex).value ?? []
        let master = self.master(of: to, outerLink).map(\.1)
        let manner = edge.kind == .lower ? .child : manner(outer: to, outerLink, master, towards: addresses)
        return Attachment(
            ref: ref, link: link, addresses: addresses, edge: edge, outer: outer, master: master, manner: manner,
            reason: edge.reason ?? master.reason)
    }

    private func loose(_ ref: LinkRef, _ link: Link, _ manner: Attachment.Manner, edge: Edge? = nil) -> Attachment {
        Attachment(
            ref: ref, link: link, addresses: addresses(ref.netns, on: ref.ifindex).value ?? [], edge: edge,
            outer: manner == .unresolved ? .unknown(edge?.reason ?? "the far end was not read") : .absent,
            master: .absent, manner: manner, reason: edge?.reason)
    }

    private func manner(
        outer: LinkRef, _ link: Link, _ master: Observed<Link>, towards addresses: [Address]
    ) -> Attachment.Manner {
        switch master {
        case .known(let master): return master.infoKind == "bridge" ? .bridged : .enslaved
        case .unknown: return .unresolved
        case .absent: break
        }
        guard case .known(let outerAddresses) = self.addresses(outer.netns, on: outer.ifindex) else {
            return .unresolved
        }
        let ours = addresses.filter { $0.address.isGlobal }
        if outerAddresses.contains(where: { far in ours.contains { shareLink(far, $0) } }) { return .direct }
        // Routed designs show in the near address (a host prefix has no link of its own), in proxying, or in a route.
        if link.inet?.proxyArp == 1 || ours.contains(where: { $0.local.isHost }) { return .routed }
        for family in Set(ours.map(\.local.family)) {
            guard case .known(let routes) = routes(outer.netns, family) else { return .unresolved }
            let leadsHere = routes.contains { route in
                route.type == .unicast && !route.dst.isDefault
                    && route.nexthops.contains { $0.ifindex == outer.ifindex }
                    && ours.contains { route.dst.contains($0.address) }
            }
            if leadsHere { return .routed }
        }
        return isSwitched(outer) ? .enslaved : .detached
    }

    /// Whether two addresses at the ends of one wire can talk without a router.
    private func shareLink(_ a: Address, _ b: Address) -> Bool {
        a.network.contains(b.address) || b.network.contains(a.address) || a.peer == b.address || b.peer == a.address
    }

    /// True where this end of a pair belongs to the namespace that is served, not to the one that serves it.
    public func isInner(_ attachment: Attachment) -> Bool {
        guard attachment.edge?.kind == .veth, let outerRef = attachment.outerRef else { return true }
        if attachment.manner == .bridged || attachment.manner == .enslaved { return true }
        let families = familiesInUse(by: attachment.ref.netns)
        let ours = hasDefaultRoute(through: attachment.ref, families)
        let theirs = hasDefaultRoute(through: outerRef, families)
        if ours != theirs { return ours }
        // Between two networks of one address such a route is how one end reaches the other, and no sign of a node.
        return isAlone(attachment.ref) && isAlone(outerRef) || !routesHosts(through: attachment.ref, to: outerRef)
    }

    private func isAlone(_ ref: LinkRef) -> Bool {
        let own = (addresses(ref.netns, on: ref.ifindex).value ?? []).filter { $0.address.isGlobal }
        return !own.isEmpty && own.allSatisfy(\.local.isHost)
    }

    private func hasDefaultRoute(through ref: LinkRef, _ families: [IPAddress.Family]) -> Bool {
        families.contains { family in
            (routes(ref.netns, family).value ?? []).contains { route in
                route.dst.isDefault && route.type == .unicast && route.nexthops.contains { $0.ifindex == ref.ifindex }
            }
        }
    }

    /// A host route through one end to an address of the other.
    private func routesHosts(through ref: LinkRef, to far: LinkRef) -> Bool {
        let theirs = Set((addresses(far.netns, on: far.ifindex).value ?? []).map(\.address))
        return (routes(ref.netns, .inet).value ?? []).contains { route in
            route.dst.isHost && route.type == .unicast && theirs.contains(route.dst.address)
                && route.nexthops.contains { $0.ifindex == ref.ifindex }
        }
    }
}
