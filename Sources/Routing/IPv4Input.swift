import Addresses
import NetworkModel

/// ip_route_input_slow: a received IPv4 packet's way to a socket, onwards, or into the void.
struct IPv4Input {
    let router: Router
    let flow: RouteFlow
    let iif: Int
    let source: IPAddress

    init(router: Router, flow: RouteFlow, iif: Int) {
        self.router = router
        self.flow = flow
        self.iif = iif
        source = flow.src ?? .unspecified(.inet)
    }

    private var validation: SourceValidation { SourceValidation(router: router, flow: flow, iif: iif, source: source) }

    func decide() throws(NotKnown) -> InputDecision {
        let dst = flow.dst
        guard try router.devices.link(iif) != nil else { return InputDecision(.dropped(.noRoute(.noDevice))) }
        if dst.isMulticast { return try multicast() }
        if source.isMulticast || source.isLimitedBroadcast { return InputDecision(.dropped(.invalidSource)) }
        if dst.isLimitedBroadcast || (source.isUnspecified && dst.isUnspecified) { return try broadcast(nil) }
        if source.isZeroNet { return InputDecision(.dropped(.invalidSource)) }
        if dst.isZeroNet { return InputDecision(.dropped(.invalidDestination)) }
        if dst.isLoopback || source.isLoopback, try !router.conf.either(.routeLocalnet, iif) {
            return InputDecision(.dropped(.loopbackAddress), setting: setting(.routeLocalnet, 0))
        }
        return try routed(try router.decideInput(flow))
    }

    private func routed(_ route: RouteDecision) throws(NotKnown) -> InputDecision {
        if let error = route.error {
            // A device that does not forward answers every failure alike.
            if try router.conf.require(.forwarding, iif) == 0 {
                return InputDecision(.dropped(.forwardingOff), route: route, setting: setting(.forwarding, 0))
            }
            return InputDecision(.dropped(.noRoute(error)), route: route)
        }
        switch route.type {
        case .broadcast: return try broadcast(route)
        case .local: return try validation.check(to: flow.dst, by: nil, onPass: .local, route)
        default: break
        }
        if try router.conf.require(.forwarding, iif) == 0 {
            return InputDecision(.dropped(.forwardingOff), route: route, setting: setting(.forwarding, 0))
        }
        guard route.type == .unicast else { return InputDecision(.dropped(.invalidDestination), route: route) }
        return try forwarded(route)
    }

    /// __mkroute_input: the source is validated as for a packet that goes back by the output device.
    private func forwarded(_ route: RouteDecision) throws(NotKnown) -> InputDecision {
        guard let first = route.paths.first else { return InputDecision(.forward, route: route) }
        let decision = try validation.check(to: flow.dst, by: first.ifindex, onPass: .forward, route)
        for other in route.paths.dropFirst() where other.ifindex != first.ifindex {
            let second = try validation.check(to: flow.dst, by: other.ifindex, onPass: .forward, route)
            guard second.verdict == decision.verdict else {
                throw NotKnown("whether the source passes depends on the next hop, which a hash of the flow picks")
            }
        }
        return decision
    }

    private func broadcast(_ route: RouteDecision?) throws(NotKnown) -> InputDecision {
        if let route, router.conf.value(.bcForwarding, iif) == 1, router.conf.value(.bcForwarding, NetConf.all) == 1 {
            return try forwarded(route)
        }
        var route = route
        route?.paths = [RoutePath(ifindex: Devices.loopback)]
        if source.isZeroNet { return InputDecision(.local, route: route) }
        return try validation.check(to: .unspecified(.inet), by: nil, onPass: .local, route)
    }

    /// ip_mc_validate_source. Who has joined the group is not in the state.
    private func multicast() throws(NotKnown) -> InputDecision {
        if source.isMulticast || source.isLimitedBroadcast { return InputDecision(.dropped(.invalidSource)) }
        if source.isLoopback, try !router.conf.either(.routeLocalnet, iif) {
            return InputDecision(.dropped(.loopbackAddress), setting: setting(.routeLocalnet, 0))
        }
        if source.isZeroNet {
            let isQuery = flow.dst.isLocalMulticast || flow.proto == 2
            return InputDecision(isQuery ? .local : .dropped(.invalidSource))
        }
        return try validation.check(to: .unspecified(.inet), by: nil, onPass: .local, nil)
    }

    private func setting(_ key: DeviceConf.Key, _ value: Int) -> InputDecision.Setting {
        InputDecision.Setting(name: router.conf.path(key, iif), value: value)
    }
}
