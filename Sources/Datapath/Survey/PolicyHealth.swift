import Addresses
import NetworkModel
import Topology

/// Whether a namespace's policy rules still lead to its tables.
public struct PolicyHealth: Sendable {
    public let netns: NetnsID
    public let family: IPAddress.Family
    /// No rule leads to table 255: even own addresses are unreachable.
    public let lacksLocalRule: Bool
    /// No rule leads to table 254.
    public let lacksMainRule: Bool
    /// Tables with routes that no rule and no VRF leads to.
    public let orphanTables: [UInt32]
    /// The default question ends without a route although a table has one.
    public let losesDefault: Bool
    public let affected: [NetnsID]
}

extension Roads {
    public func policyHealth(of id: NetnsID, _ family: IPAddress.Family, affects: [NetnsID]) -> Observed<PolicyHealth> {
        world.rules(id).flatMap { rules in
            world.routes(id, family).map { routes in
                let rules = rules.filter { $0.family == family }
                let reached = Set(rules.compactMap { if case .table(let table) = $0.action { table } else { nil } })
                // A VRF's table is reached by an l3mdev rule, through the device and not by number.
                let vrfs = (world.namespace(id)?.links.rows ?? []).compactMap { link -> UInt32? in
                    if case .vrf(let table) = link.info { table } else { nil }
                }
                let builtin: Set<UInt32> = [RouteTable.local, RouteTable.main, RouteTable.default]
                let orphans = Set(routes.map(\.table)).subtracting(reached).subtracting(vrfs).subtracting(builtin)
                let hasDefault = routes.contains { $0.dst.isDefault && $0.type == .unicast }
                let found = outside(family, from: id)
                return PolicyHealth(
                    netns: id, family: family,
                    lacksLocalRule: !reached.contains(RouteTable.local) && routes.contains { $0.table == RouteTable.local },
                    lacksMainRule: !reached.contains(RouteTable.main) && routes.contains { $0.table == RouteTable.main && !$0.dst.address.isLinkLocal },
                    orphanTables: orphans.sorted(),
                    losesDefault: hasDefault && (found.isAbsent || found.value?.error != nil), affected: affects)
            }
        }
    }
}
