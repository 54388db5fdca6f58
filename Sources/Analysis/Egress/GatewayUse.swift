import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// A next hop that a namespace would hand packets to, with what is known about reaching it.
public final class GatewayUse: Sendable {
    /// The namespace that sends.
    public let netns: NetnsID
    /// The route that names it; of several the one with the shortest prefix.
    public let route: Route
    /// The gateway's address.
    public let via: IPAddress
    /// The link that it is reached by.
    public let ref: LinkRef
    public let link: Link
    /// How that link hangs on the rest; nil where it attaches to nothing.
    public let attachment: Attachment?
    /// Whether a link-scope route of the same device covers it.
    public let onLink: Observed<Bool>
    /// The kernel's entry for it; absent where it has none.
    public let neighbor: Observed<Neighbor>
    /// Absent: proved that nobody on the segment would answer.
    public let owner: Observed<NextHopOwner>
    /// Whether packets to the outside go here.
    public let isDefault: Bool

    init(
        netns: NetnsID, route: Route, via: IPAddress, ref: LinkRef, link: Link, attachment: Attachment?,
        onLink: Observed<Bool>, neighbor: Observed<Neighbor>, owner: Observed<NextHopOwner>, isDefault: Bool
    ) {
        self.netns = netns
        self.route = route
        self.via = via
        self.ref = ref
        self.link = link
        self.attachment = attachment
        self.onLink = onLink
        self.neighbor = neighbor
        self.owner = owner
        self.isDefault = isDefault
    }
}

extension GatewayUse {
    /// The other next hops of a route that has several, as `ip route` takes them; empty where there is none, or where one
    /// cannot be spelled.
    /// - Parameter name: of the link with a number.
    public func otherHops(_ name: (Int) -> String) -> [String] {
        let others = route.nexthops.filter { $0.gateway != via || $0.ifindex != ref.ifindex }
        guard route.nhid == nil, route.nexthops.count > others.count else { return [] }
        let words = others.compactMap { hop -> [String]? in
            guard let ifindex = hop.ifindex, hop.encapType == nil else { return nil }
            let gateway =
                hop.gateway.map { $0.family == via.family ? ["via", "\($0)"] : ["via", "inet6", "\($0)"] } ?? []
            return gateway + ["dev", name(ifindex)] + (hop.flags.contains(.onlink) ? ["onlink"] : [])
        }
        guard words.count == others.count else { return [] }
        return words.count == 1 ? words.flatMap { $0 } : words.flatMap { ["nexthop"] + $0 }
    }
}

extension Probes {
    /// Next hops whose state is worth looking at in one namespace; a router with a full table has thousands.
    private static let gatewayBudget = 16

    /// The gateways of a namespace, those of default routes first, each (link, gateway) once.
    ///
    /// - Parameter areAsked: each is asked for on its link, as `PacketTracer.owner` says; else only that of a default
    ///   route is.
    func gateways(
        of id: NetnsID, _ families: [IPAddress.Family] = [.inet, .inet6], areAsked: Bool
    ) -> [GatewayUse] {
        var seen: Set<String> = []
        var uses: [GatewayUse] = []
        for family in families {
            // Of a node's thousands of routes few have a gateway, and few of those one that is new; only they are
            // compared with all the others.
            let unreached = Set(routerCache.router(id, family).flatMap { $0.unreachedTables(family) }.value ?? [])
            let routes = (query.routes(id, family).value ?? []).filter {
                $0.type == .unicast && $0.mayHaveGateway && !unreached.contains($0.table)
            }
            for route in routes.sorted(by: { ($0.dst.length, $0.metric) < ($1.dst.length, $1.metric) }) {
                let fresh = hops(of: route, in: id).filter { hop in key(of: hop).map { !seen.contains($0) } ?? false }
                guard !fresh.isEmpty, seen.count < Self.gatewayBudget, !isShadowed(route, in: id) else { continue }
                for hop in fresh {
                    guard let via = hop.gateway, let ifindex = hop.ifindex, let key = key(of: hop),
                        seen.count < Self.gatewayBudget, seen.insert(key).inserted,
                        case .known(let link) = query.link(id, ifindex)
                    else { continue }
                    uses.append(use(of: via, route, LinkRef(id, ifindex), link, isAsked: areAsked))
                }
            }
        }
        return uses
    }

    /// Link and gateway of a hop; nil where it has no gateway.
    private func key(of hop: NextHop) -> String? {
        guard let via = hop.gateway, let ifindex = hop.ifindex else { return nil }
        return "\(via) \(ifindex)"
    }

    private func use(of via: IPAddress, _ route: Route, _ ref: LinkRef, _ link: Link, isAsked: Bool) -> GatewayUse {
        let attachment = query.attachment(of: ref, link)
        return GatewayUse(
            netns: ref.netns, route: route, via: via, ref: ref, link: link, attachment: attachment,
            onLink: routerCache.router(ref.netns, via.family).flatMap {
                Self.holds($0.isOnLink(via, oif: ref.ifindex))
            },
            neighbor: query.neighbor(ref, via),
            owner: owner(of: via, on: ref, link, isAsked: tracer.aim.judgesRules && (isAsked || route.dst.isDefault)),
            isDefault: route.dst.isDefault)
    }

    /// Absence of a covering route is an answer too.
    private static func holds(_ onLink: Observed<OnLink>) -> Observed<Bool> {
        if let reason = onLink.reason { return .unknown(reason) }
        return .known(onLink.value != nil)
    }

    /// The next hops of a route, those of its nexthop object included.
    private func hops(of route: Route, in id: NetnsID) -> [NextHop] {
        guard let nhid = route.nhid, route.nexthops.isEmpty, case .known(let objects) = query.nexthops(id) else {
            return route.nexthops
        }
        let byID = Dictionary(objects.map { ($0.id, $0) }) { first, _ in first }
        guard let object = byID[nhid] else { return [] }
        let members = object.group.isEmpty ? [object] : object.group.compactMap { byID[$0.id] }
        return members.map { NextHop(ifindex: $0.ifindex, gateway: $0.gateway, flags: $0.flags) }
    }

    /// A route that loses against another for the same destination in the same table carries nothing.
    private func isShadowed(_ route: Route, in id: NetnsID) -> Bool {
        (query.routes(id, route.family).value ?? []).contains {
            $0.dst == route.dst && $0.table == route.table && $0.tos == route.tos && $0.src == route.src
                && $0.metric < route.metric && !$0.nexthops.allSatisfy { $0.flags.contains(.dead) }
        }
    }
}

extension Route {
    fileprivate var mayHaveGateway: Bool { nhid != nil || nexthops.contains { $0.gateway != nil } }
}
