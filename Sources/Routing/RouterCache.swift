import Addresses
import NetworkModel
import SnapshotQuery

/// Routers of the namespaces that a diagnosis meets, each built once from tables that were asked for.
public final class RouterCache {
    /// Who is asked for the tables, and remembers what is lacking.
    public let query: SnapshotQuery
    private var routers: [NetnsID: Router] = [:]
    private let earlier: [NetnsID: Router]
    private var ready: Set<Key> = []
    private var met: Set<NetnsID> = []

    private var defaultRoutes: [DefaultRouteKey: Observed<RouteDecision>] = [:]

    private struct Key: Hashable {
        var netns: NetnsID
        var family: IPAddress.Family
    }

    private struct DefaultRouteKey: Hashable {
        var netns: NetnsID
        var family: IPAddress.Family
        var iif: Int?
        var src: IPAddress?
    }

    /// - Parameter earlier: those of the round before.
    public init(_ query: SnapshotQuery, after earlier: RouterCache? = nil) {
        self.query = query
        self.earlier = earlier.map { $0.earlier.merging($0.routers) { _, newer in newer } } ?? [:]
    }

    /// Looks a flow up in a namespace. Unknown while its tables are being fetched.
    public func lookup(_ flow: RouteFlow, in id: NetnsID) -> Observed<RouteDecision> {
        if let iif = flow.iif, case .unknown(let reason) = query.link(id, iif) { return .unknown(reason) }
        return router(id, flow.family).flatMap { $0.lookup(flow) }
    }

    /// What the namespace does with a packet that arrives.
    public func input(_ flow: RouteFlow, in id: NetnsID) -> Observed<InputDecision> {
        if let iif = flow.iif, case .unknown(let reason) = query.link(id, iif) { return .unknown(reason) }
        return router(id, flow.family).flatMap { $0.input(flow) }
    }

    /// The decision for an address that only default routes cover.
    public func outside(_ family: IPAddress.Family, from id: NetnsID, iif: Int? = nil, src: IPAddress? = nil)
        -> Observed<RouteDecision>
    {
        if let iif, case .unknown(let reason) = query.link(id, iif) { return .unknown(reason) }
        let key = DefaultRouteKey(netns: id, family: family, iif: iif, src: src)
        if let known = defaultRoutes[key] { return known }
        // Only the input device of the flow counts; the address is the router's to find.
        let flow = iif.map { RouteFlow(dst: .unspecified(family), src: src, iif: $0) }
        let before = query.lacks
        let found = router(id, family).flatMap { $0.defaultRoute(family, from: flow) }
        if query.lacks == before { defaultRoutes[key] = found }
        return found
    }

    /// Whether a namespace is met for the first time.
    public func isNewcomer(_ id: NetnsID) -> Bool { met.insert(id).inserted }

    /// The router of a namespace, for lookups of one family. Unknown while a table that these need is being fetched.
    public func router(_ id: NetnsID, _ family: IPAddress.Family) -> Observed<Router> {
        if ready.insert(Key(netns: id, family: family)).inserted || routers[id] == nil {
            let tables = [.rules, .routes(in: family), .nexthops, .addresses(in: family)] as [Need.Fact]
            guard query.has(tables.map { .table(id, $0) }) else {
                ready.remove(Key(netns: id, family: family))
                return .unknown(SnapshotQuery.unread)
            }
        }
        if let router = routers[id] { return .known(router) }
        guard let namespace = query.namespace(id) else { return .unknown("namespace \(id) was not read") }
        let router = Router(namespace, kernel: query.snapshot.host.kernel, after: earlier[id])
        routers[id] = router
        return .known(router)
    }
}
