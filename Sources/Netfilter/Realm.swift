import Addresses
import NetworkModel
import Routing
import SnapshotQuery

extension Packet {
    /// `dst->tclassid`: the realm of the route that the packet takes, in the lower half, and in the upper one that of the
    /// route back to its source. Absent before routing.
    func realms(_ context: HookContext) -> Observed<UInt32> {
        // IPv6 has none.
        guard family == .inet else { return .known(0) }
        return realm.flatMap { own in
            switch context.query.rules(context.point.netns) {
            case .unknown(let reason): return .unknown(reason)
            case .known(let rules) where rules.contains(where: { $0.realms != nil }):
                return .unknown("realms of policy rules are not modelled")
            case .known, .absent: break
            }
            // fib_validate_source looks at what comes in, set_class_tag keeps what the route has.
            guard input.value != nil, own >> 16 == 0 else { return .known(own) }
            // LOOPBACK_IFINDEX where the packet stays here.
            let back = RouteFlow(dst: src, src: dst, iif: output.value?.ifindex ?? 1)
            return context.router.lookup(back).flatMap { decision in
                let realms = Set(decision.paths.map { decision.realm(of: $0) & 0xffff })
                guard realms.count < 2 else { return .unknown("the realm of the way back depends on the next hop") }
                return .known(own | (realms.first ?? 0) << 16)
            }
        }
    }
}

extension RouteDecision {
    /// RTA_FLOW of a next hop; 0 for none.
    public func realm(of path: RoutePath) -> UInt32 {
        route?.nexthops.first { $0.ifindex == path.ifindex && $0.gateway == path.gateway }?.realms ?? 0
    }
}
