import Addresses
import NetworkModel
import SnapshotQuery

/// Routers of the namespaces that a diagnosis meets, each built once from tables that were asked for.
public final class Roads {
    public let world: World
    private var routers: [NetnsID: Router] = [:]
    private let earlier: [NetnsID: Router]
    private var ready: Set<Key> = []
    private var met: Set<NetnsID> = []

    private var outlooks: [Outlook: Observed<RouteDecision>] = [:]

    private struct Key: Hashable {
        var netns: NetnsID
        var family: IPAddress.Family
    }

    private struct Outlook: Hashable {
        var netns: NetnsID
        var family: IPAddress.Family
        var iif: Int?
        var src: IPAddress?
    }

    /// - Parameter earlier: those of the round before.
    public init(_ world: World, after earlier: Roads? = nil) {
        self.world = world
        self.earlier = earlier.map { $0.earlier.merging($0.routers) { _, newer in newer } } ?? [:]
    }

    /// Looks a flow up in a namespace. Unknown while its tables are being fetched.
    public func lookup(_ flow: RouteFlow, in id: NetnsID) -> Observed<RouteDecision> {
        if let iif = flow.iif, case .unknown(let reason) = world.link(id, iif) { return .unknown(reason) }
        return router(id, flow.family).flatMap { $0.lookup(flow) }
    }

    /// What the namespace does with a packet that arrives.
    public func input(_ flow: RouteFlow, in id: NetnsID) -> Observed<InputDecision> {
        if let iif = flow.iif, case .unknown(let reason) = world.link(id, iif) { return .unknown(reason) }
        return router(id, flow.family).flatMap { $0.input(flow) }
    }

    /// The decision for an address that only default routes cover.
    public func outside(_ family: IPAddress.Family, from id: NetnsID, iif: Int? = nil, src: IPAddress? = nil)
        -> Observed<RouteDecision>
    {
        if let iif, case .unknown(let reason) = world.link(id, iif) { return .unknown(reason) }
        let key = Outlook(netns: id, family: family, iif: iif, src: src)
        if let known = outlooks[key] { return known }
        // Only the input device of the flow counts; the address is the router's to find.
        let flow = iif.map { RouteFlow(dst: .unspecified(family), src: src, iif: $0) }
        let before = world.lacks
        let found = router(id, family).flatMap { $0.defaultRoute(family, from: flow) }
        if world.lacks == before { outlooks[key] = found }
        return found
    }

    /// Whether a namespace is met for the first time.
    public func isNewcomer(_ id: NetnsID) -> Bool { met.insert(id).inserted }

    public func router(_ id: NetnsID, _ family: IPAddress.Family) -> Observed<Router> {
        if ready.insert(Key(netns: id, family: family)).inserted || routers[id] == nil {
            let before = world.lacks
            _ = (world.rules(id), world.routes(id, family), world.nexthops(id), world.addresses(id, family))
            if world.lacks != before {
                ready.remove(Key(netns: id, family: family))
                return .unknown(World.unread)
            }
        }
        if let router = routers[id] { return .known(router) }
        guard let namespace = world.namespace(id) else { return .unknown("namespace \(id) was not read") }
        let router = Router(namespace, kernel: world.snapshot.host.kernel, after: earlier[id])
        routers[id] = router
        return .known(router)
    }
}
