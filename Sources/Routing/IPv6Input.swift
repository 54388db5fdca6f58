import Addresses
import NetworkModel

/// ip6_rcv_core, ip6_route_input and ip6_forward, as far as routing goes. IPv6 has no rp_filter of its own.
struct IPv6Input {
    let router: Router
    let flow: RouteFlow
    let iif: Int
    let source: IPAddress

    init(router: Router, flow: RouteFlow, iif: Int) {
        self.router = router
        self.flow = flow
        self.iif = iif
        source = flow.src ?? .unspecified(.inet6)
    }

    func decide() throws(NotKnown) -> InputDecision {
        guard let link = try router.devices.link(iif) else { return InputDecision(.dropped(.noRoute(.noDevice))) }
        if router.conf.value(.disableIpv6, iif) == 1 {
            return InputDecision(.dropped(.disabled), setting: setting(.disableIpv6, iif, 1))
        }
        if !link.isLoopback {
            // RFC 4291, 2.5.3: a loopback address must never be on a wire.
            if source.isLoopback || flow.dst.isLoopback { return InputDecision(.dropped(.loopbackAddress)) }
        }
        if source.isMulticast { return InputDecision(.dropped(.invalidSource)) }
        if flow.dst.isUnspecified { return InputDecision(.dropped(.invalidDestination)) }
        // Scopes 0 and 1 (reserved, interface-local) do not exist on a link.
        if flow.dst.isMulticast, IPv6Scope.of(flow.dst) <= 1, !link.isLoopback {
            return InputDecision(.dropped(.invalidDestination))
        }
        let route = try router.decideInput(flow)
        if let error = route.error { return InputDecision(.dropped(.noRoute(error)), route: route) }
        if route.isLocal || flow.dst.isMulticast { return InputDecision(.local, route: route) }
        return try forwarded(route)
    }

    private func forwarded(_ route: RouteDecision) throws(NotKnown) -> InputDecision {
        // K7: only conf.all counts; since 6.17 force_forwarding can open a single device.
        let all = try router.conf.require(.forwarding6, NetConf.all)
        let isForced = router.conf.value(.forceForwarding6, iif) == 1
        if all == 0, !isForced {
            return InputDecision(
                .dropped(.forwardingOff), route: route, setting: setting(.forwarding6, NetConf.all, 0))
        }
        if source.isUnspecified || source.isLoopback { return InputDecision(.dropped(.invalidSource), route: route) }
        if source.isLinkLocal { return InputDecision(.dropped(.beyondScope), route: route) }
        return InputDecision(.forward, route: route)
    }

    private func setting(_ key: DeviceConf.Key, _ ifindex: Int, _ value: Int) -> InputDecision.Setting {
        InputDecision.Setting(name: router.conf.path(key, ifindex), value: value)
    }
}
