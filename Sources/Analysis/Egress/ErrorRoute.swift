import Addresses
import NetworkModel
import Routing
import SnapshotQuery

/// A route or rule that answers with an error on purpose: unreachable, prohibit, blackhole.
public struct ErrorRoute: Sendable {
    public let netns: NetnsID
    /// Nil where a rule refuses.
    public let route: Route?
    /// Nil where a route refuses.
    public let rule: Rule?
    /// Which error it answers with.
    public let type: RouteType
    /// It decides the default question: nothing gets out.
    public let blocksDefault: Bool
    /// It is more specific than a connected network, so that someone on the link is cut off.
    public let cutsNeighbors: Bool
    /// It decides for one of the target's name servers.
    public let blocksNameserver: IPAddress?
    /// It lies in the subject itself and not in a router, where such routes keep traffic for absent pods from looping.
    public let isOwn: Bool
    /// Subjects whose packets it may meet.
    public let affected: [NetnsID]
}

extension RouterCache {
    /// - Parameter refused: what this namespace decided about packets that it should have passed on. Policy rules may
    ///   judge those otherwise than its own.
    public func errorRoutes(
        of id: NetnsID, isOwn: Bool, nameservers: [IPAddress], refused: [RouteDecision], affects: [NetnsID]
    ) -> [ErrorRoute] {
        var result: [ErrorRoute] = []
        // A family that nobody uses harms nobody, and its tables grow with the node.
        let used = Set(affects.flatMap { query.familiesInUse(by: $0) })
        for family in [IPAddress.Family.inet, .inet6] where used.contains(family) {
            let refusals = ([outside(family, from: id).value].compactMap { $0 } + refused).filter { $0.error != nil }
            let routes = query.routes(id, family).value ?? []
            let connected = routes.filter {
                $0.type == .unicast && !$0.dst.isDefault && $0.nexthops.contains { $0.gateway == nil }
            }
            for route in routes where route.type.isError && !isBackstop(route) {
                let hasAlternative = routes.contains {
                    $0.type == .unicast && $0.dst == route.dst && $0.table == route.table && $0.metric < route.metric
                }
                guard !hasAlternative else { continue }
                let server = nameservers.first {
                    route.dst.contains($0) && lookup(RouteFlow(dst: $0), in: id).value?.route == route
                }
                let cuts = connected.contains { $0.dst.contains(route.dst) && $0.dst.length < route.dst.length }
                result.append(
                    ErrorRoute(
                        netns: id, route: route, rule: nil, type: route.type,
                        blocksDefault: refusals.contains { $0.route == route }, cutsNeighbors: cuts,
                        blocksNameserver: server, isOwn: isOwn,
                        affected: affects))
            }
            let byRule = refusals.lazy.filter { $0.route == nil && $0.rule?.family == family }
            if let rule = byRule.compactMap(\.rule).first(where: { errorType($0) != nil }), let type = errorType(rule) {
                result.append(
                    ErrorRoute(
                        netns: id, route: nil, rule: rule, type: type, blocksDefault: true, cutsNeighbors: false,
                        blocksNameserver: nil, isOwn: isOwn, affected: affects))
            }
        }
        return result
    }

    /// IPv6 keeps `unreachable default dev lo metric 4294967295` as the end of its tables.
    private func isBackstop(_ route: Route) -> Bool {
        route.family == .inet6 && route.metric == .max || route.table == RouteTable.local
    }

    private func errorType(_ rule: Rule) -> RouteType? {
        switch rule.action {
        case .blackhole: .blackhole
        case .unreachable: .unreachable
        case .prohibit: .prohibit
        default: nil
        }
    }
}
