import Addresses
import NetworkModel
import Routing
import SnapshotQuery

/// Whether a namespace's policy rules still lead to its tables.
public struct PolicyHealth: Sendable {
    /// Whose rules they are.
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
    /// Subjects whose packets the namespace routes.
    public let affected: [NetnsID]
}

extension RouterCache {
    /// Unknown where rules or routes were not read.
    public func policyHealth(of id: NetnsID, _ family: IPAddress.Family, affects: [NetnsID]) -> Observed<PolicyHealth> {
        router(id, family).flatMap { router in
            router.unreachedTables(family).flatMap { unreached in
                router.missingDefaultRules(family).flatMap { missing in
                    query.routes(id, family).map { routes in
                        let found = outside(family, from: id)
                        let hasDefault = routes.contains { $0.dst.isDefault && $0.type == .unicast }
                        let builtin: Set<UInt32> = [RouteTable.local, RouteTable.main, RouteTable.default]
                        return PolicyHealth(
                            netns: id, family: family,
                            // IPv6 ignores that a rule was removed until one is added (fib6_rule_default in the kernel),
                            // so only a lookup that fails says so.
                            lacksLocalRule: family == .inet
                                && missing.contains { $0.action == .table(RouteTable.local) },
                            lacksMainRule: missing.contains { $0.action == .table(RouteTable.main) }
                                && routes.contains { $0.table == RouteTable.main && !$0.dst.address.isLinkLocal },
                            orphanTables: unreached.filter { !builtin.contains($0) },
                            losesDefault: hasDefault && found.value?.error == .networkUnreachable, affected: affects)
                    }
                }
            }
        }
    }
}
