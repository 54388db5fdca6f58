import Addresses
import NetworkModel

/// ip6_route_output_flags: how IPv6 routes what the namespace sends itself.
struct IPv6Output {
    let router: Router
    /// A socket bound to a device takes no route by another (RT6_LOOKUP_F_IFACE), whatever its source.
    var isBoundSocket = false

    func decide(_ flow: RouteFlow) throws(NotKnown) -> RouteDecision {
        var key = FlowKey(flow)
        let needsStrict = key.dst.needsStrictDevice || (key.oif != nil && (key.src == nil || isBoundSocket))
        try router.updateVRF(&key)
        let verdict = try router.walkIPv6(key, device: key.oif, strict: needsStrict)
        return try router.decisionIPv6(flow, key, verdict)
    }
}

extension IPAddress {
    /// rt6_need_strict: the device is part of such an address.
    var needsStrictDevice: Bool { family == .inet6 && (isMulticast || isLinkLocal || isLoopback) }
}

extension Router {
    func walkIPv6(_ key: FlowKey, device: Int?, strict: Bool) throws(NotKnown) -> RuleVerdict {
        // Hosts look for routers that answer; routers believe their tables (ip6_pol_route).
        let forwarding = conf.value(.forwarding6, NetConf.all)
        let table = { [reachability] (careful: Bool) in
            IPv6Table(reachability: reachability, strictDevice: strict, avoidsFailed: careful, device: device)
        }
        let lookUp = { [conf] (routes: RoutingTable) throws(NotKnown) -> TableAnswer in
            if let forwarding { return try table(forwarding == 0).look(in: routes, for: key) }
            let answer = try table(false).look(in: routes, for: key)
            guard try table(true).look(in: routes, for: key).route == answer.route else {
                throw NotKnown("\(conf.path(.forwarding6, NetConf.all)) was not read")
            }
            return answer
        }
        let verdict = try walk(key, lookUp)
        guard fib.hasReducedRules6 else { return verdict }
        // IPv6 does not look at its rules until one was added (fib6_has_custom_rules): those that were only removed
        // go on as before.
        let before = try walk(key, by: DefaultRules.of(.inet6), lookUp)
        guard before.route == verdict.route else {
            throw NotKnown("rules were removed, which has no effect on IPv6 unless a rule was ever added")
        }
        return verdict
    }

    func decisionIPv6(_ flow: RouteFlow, _ key: FlowKey, _ verdict: RuleVerdict) throws(NotKnown) -> RouteDecision {
        var decision = RouteDecision(
            flow: flow, rule: verdict.rule, table: verdict.table, route: verdict.route,
            type: verdict.route?.type ?? .unicast, considered: verdict.considered)
        switch verdict.ending {
        case .failed(let error, _): decision.error = error
        case .found(let match):
            decision.type = match.entry.type
            for nexthop in match.nexthops {
                let source: Observed<IPAddress> =
                    flow.iif != nil ? .absent : sourceIPv6(match.route, by: nexthop, key)
                decision.paths.append(
                    RoutePath(
                        ifindex: try deviceIPv6(match.route, match.entry.type, nexthop), gateway: nexthop.gateway,
                        weight: nexthop.weight, source: source))
            }
        }
        return decision
    }

    /// ip6_rt_get_dev_rcu: local delivery goes by the loopback device, or by the VRF. An anycast route is only
    /// delivered where the kernel made it (RTF_ANYCAST, RTPROT_KERNEL); one that was added by hand leaves the node.
    private func deviceIPv6(_ route: Route, _ type: RouteType, _ nexthop: NextHop) throws(NotKnown) -> Int? {
        let isLocal = type == .local || type == .anycast && route.proto == 2
        guard isLocal, let ifindex = nexthop.ifindex else { return nexthop.ifindex }
        return try devices.l3Master(of: ifindex) ?? Devices.loopback
    }

    /// ip6_route_get_saddr
    func sourceIPv6(_ route: Route?, by nexthop: NextHop?, _ key: FlowKey) -> Observed<IPAddress> {
        if let src = key.src { return .known(src) }
        let sources = IPv6Sources(addresses: addresses, devices: devices, conf: conf)
        let found = observe { () throws(NotKnown) -> IPAddress? in
            let device = nexthop?.ifindex
            if let l3mdev = key.l3mdev {
                let own: Int? = if let device { try devices.l3Master(of: device) } else { nil }
                if own != l3mdev { return try sources.select(for: key.dst, on: l3mdev) }
            }
            if let prefsrc = route?.prefsrc { return prefsrc }
            return try sources.select(for: key.dst, on: device)
        }
        return found.flatMap { $0.map(Observed.known) ?? .absent }
    }
}

extension TableAnswer {
    var route: Route? {
        switch self {
        case .none: nil
        case .thrown(let route), .rejected(let route, _): route
        case .found(let match): match.route
        }
    }
}
