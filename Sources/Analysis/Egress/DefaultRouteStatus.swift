import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// Whether a namespace has a way out in one family, and whether it is meant to have one.
public struct DefaultRouteStatus: Sendable {
    public let netns: NetnsID
    public let family: IPAddress.Family
    /// The namespace has a global address of this family on a link that is not loopback.
    public let hasAddress: Bool
    /// What routing decides about an address that only default routes cover.
    public let decision: Observed<RouteDecision>
    /// A default route exists in some table, reached or not.
    public let hasDefaultAnywhere: Bool
    /// An address of the node on our segment that would serve as gateway.
    public let candidate: IPAddress?
    /// The node's link on our segment: the bridge, or the far end of the pair.
    public let candidateLink: String?
    /// Where packets for it would come in.
    public let candidateRef: LinkRef?
    /// The node forwards what arrives from us, and has somewhere to forward it to.
    public let nodeForwards: Bool
    /// It has a route to the outside itself.
    public let nodeHasUplink: Bool
    /// Rules of the node, or of a router beyond it, change the source of what comes from here: nobody does that for a
    /// network that is to stay on its own.
    public let isTranslated: Bool
    /// Neighbours on the same bridge that were looked at: with and without a default route.
    public let siblingsWithDefault: Int
    /// Those of them with a global address and no default route.
    public let siblingsWithout: Int
    /// It goes out in the other family, or has a name server of its own that no connected network covers: the
    /// namespace was meant to go out.
    public let expectsOutside: Bool

    /// The route for it leads into loopback, and so nowhere.
    public let leadsIntoLoopback: Bool

    /// No route covers the outside, or one that is none; one that refuses, or a rule that does, is there, and not missing.
    public var isMissing: Bool {
        if leadsIntoLoopback { return true }
        return decision.value.map { $0.error == .networkUnreachable && $0.route == nil && $0.rule == nil }
            ?? decision.isAbsent
    }
}

extension TargetAnalysis {
    /// Neighbours whose routes are read to learn what is usual on a bridge.
    private static let siblingSample = 8

    func defaultRouteStatus(
        of id: NetnsID, _ family: IPAddress.Family, attachments: [Attachment], expectsOutside: Bool
    ) -> DefaultRouteStatus {
        let mine = attachments.filter { $0.ref.netns == id }
        let addressed = mine.filter { $0.globalAddresses.contains { $0.local.family == family } }
        let way = waysOut[id]?.first { $0.family == family }?.steps.first?.decision
        let decision = way.map { .known($0) } ?? routerCache.outside(family, from: id)
        let anywhere = (query.routes(id, family).value ?? []).contains { route in
            route.dst.isDefault && route.type == .unicast
                && !route.nexthops.allSatisfy { $0.ifindex == Devices.loopback && $0.gateway == nil }
        }
        // The rest is read only where there is something to explain.
        let isLooped = decision.value.map { $0.error == nil && !$0.isLocal && $0.oif == Devices.loopback } ?? false
        let isMissing = isLooped || (decision.value.map { $0.error != nil } ?? decision.isAbsent)
        let first = isMissing ? addressed.first { candidateGateway($0, family) != nil } ?? addressed.first : nil
        let candidate = first.flatMap { candidateGateway($0, family) }
        let device = first.flatMap { $0.bridge?.link ?? $0.outer.value }
        let node = first?.outerRef?.netns
        let siblings = first.map { siblingDefaults($0, family) } ?? (0, 0)
        return DefaultRouteStatus(
            netns: id, family: family, hasAddress: !addressed.isEmpty, decision: decision, hasDefaultAnywhere: anywhere,
            candidate: candidate, candidateLink: device?.ifname,
            candidateRef: candidate == nil ? nil : first.flatMap { $0.bridge?.ref ?? $0.outerRef },
            nodeForwards: device.map { forwards($0, family, in: node) } ?? false,
            nodeHasUplink: node.flatMap { probes.egress(of: $0, family).steps.first }.map { $0.decision.error == nil }
                ?? false,
            isTranslated: isMissing && first.map { isTranslated($0, family, in: node) } ?? false,
            siblingsWithDefault: siblings.0, siblingsWithout: siblings.1, expectsOutside: expectsOutside,
            leadsIntoLoopback: isLooped)
    }

    /// The node's own address inside our network.
    private func candidateGateway(_ attachment: Attachment, _ family: IPAddress.Family) -> IPAddress? {
        let far = attachment.bridge?.ref ?? attachment.outerRef
        guard let far, case .known(let theirs) = query.addresses(far.netns, on: far.ifindex) else { return nil }
        return theirs.first { other in
            other.local.family == family && other.address.isGlobal
                && attachment.globalAddresses.contains {
                    $0.local.family == family && $0.network.contains(other.address)
                }
        }?.address
    }

    private func forwards(_ device: Link, _ family: IPAddress.Family, in node: NetnsID?) -> Bool {
        guard family == .inet6, let node else { return device.inet?.forwarding == 1 }
        return (query.netconfOfAll(node).value ?? []).contains {
            $0.family == .inet6 && $0.forwarding == 1
        }
    }

    private func isTranslated(_ attachment: Attachment, _ family: IPAddress.Family, in node: NetnsID?) -> Bool {
        guard let node else { return false }
        let own = attachment.globalAddresses.filter { $0.local.family == family }.map(\.address)
        let routers = [node] + probes.egress(of: node, family).routers
        return routers.flatMap { routerCache.translations(in: $0) }.contains { rule in
            rule.isSourceNAT && rule.serves(family)
                && own.contains { query.admits($0, rule.conditions.sources, of: rule.reference) == true }
        }
    }

    private func siblingDefaults(_ attachment: Attachment, _ family: IPAddress.Family) -> (with: Int, without: Int) {
        guard let bridge = attachment.bridge, case .known(let ports) = query.portList(of: bridge.ref) else {
            return (0, 0)
        }
        let own = Set(attachment.globalAddresses.map(\.address))
        var counts = (with: 0, without: 0)
        for port in ports.prefix(Self.siblingSample + 1) where port != attachment.outerRef?.ifindex {
            guard case .known(let link) = query.link(bridge.ref.netns, port), link.isPair,
                let far = query.peer(of: LinkRef(bridge.ref.netns, port), link)?.to,
                case .known(let routes) = query.routes(far.netns, family)
            else { continue }
            let defaults = routes.filter { $0.dst.isDefault && $0.type == .unicast }
            // Whoever is their gateway has nothing to learn from them.
            if defaults.flatMap(\.nexthops).contains(where: { $0.gateway.map(own.contains) ?? false }) { continue }
            if !defaults.isEmpty {
                counts.with += 1
            } else if !(query.addresses(far.netns, on: far.ifindex).value ?? []).filter({ $0.address.isGlobal }).isEmpty
            {
                counts.without += 1
            }
        }
        return counts
    }
}
