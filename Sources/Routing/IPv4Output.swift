import Addresses
import NetworkModel

/// ip_route_output_key_hash_rcu: how IPv4 routes what the namespace sends itself.
struct IPv4Output {
    let router: Router

    private var sources: IPv4Sources {
        IPv4Sources(addresses: router.addresses, devices: router.devices, conf: router.conf)
    }

    private static let scopeLink = 253
    private static let scopeHost = 254

    func decide(_ flow: RouteFlow) throws(NotKnown) -> RouteDecision {
        var key = FlowKey(flow)
        if let src = key.src {
            if src.isMulticast || src.isLimitedBroadcast { return RouteDecision(flow: flow, error: .invalid) }
            let holder = try router.localDevice(of: src)
            guard holder != nil || flow.takesAnySource else {
                return RouteDecision(flow: flow, error: .networkUnreachable)
            }
            // Multicast and limited broadcast leave by the device that has the source address.
            if let holder, key.oif == nil, key.dst.isMulticast || key.dst.isLimitedBroadcast {
                guard Set(router.addresses.holders(of: src).map(\.ifindex)).count < 2 else {
                    throw NotKnown("\(src) is on several devices, and the kernel takes the one that got it last")
                }
                return try unrouted(flow, key, by: holder, type: .unicast)
            }
        }
        if let oif = key.oif {
            guard let link = try router.devices.link(oif) else { return RouteDecision(flow: flow, error: .noDevice) }
            guard link.isUp else { return RouteDecision(flow: flow, error: .networkUnreachable) }
            if key.dst.isLocalMulticast || key.dst.isLimitedBroadcast || key.proto == 2 {
                return try unrouted(flow, key, by: oif, type: .unicast)
            }
            if key.src == nil, key.dst.isMulticast {
                key.src = try sources.select(on: oif, near: nil, scope: 0)
            } else if key.src == nil, key.dst.isUnspecified {
                key.src = try sources.select(on: oif, near: nil, scope: Self.scopeHost)
            }
        }
        if key.dst.isUnspecified {
            // "This host": what is sent to 0.0.0.0 goes to the source, else to 127.0.0.1.
            let dst = key.src ?? IPAddress(family: .inet, bits: 0x7f00_0001)
            let path = RoutePath(ifindex: Devices.loopback, source: .known(dst))
            return RouteDecision(flow: flow, type: .local, paths: [path])
        }
        return try routed(flow, key)
    }

    private func routed(_ flow: RouteFlow, _ asked: FlowKey) throws(NotKnown) -> RouteDecision {
        var key = asked
        try router.updateVRF(&key)
        let verdict = try router.walkIPv4(key)
        switch verdict.ending {
        case .failed(let error, let route):
            // With a device given, the kernel assumes the destination to be on its link: "WHY? DW."
            if let oif = key.oif, key.l3mdev == nil || key.dst.isMulticast {
                var decision = try unrouted(flow, key, by: oif, type: .unicast)
                decision.considered = verdict.considered
                return decision
            }
            return RouteDecision(
                flow: flow, rule: verdict.rule, table: verdict.table, route: route, type: route?.type ?? .unicast,
                error: error, considered: verdict.considered)
        case .found(let match):
            var decision = RouteDecision(
                flow: flow, rule: verdict.rule, table: verdict.table, route: match.route, type: match.entry.type,
                considered: verdict.considered)
            if match.entry.type == .local {
                let master: Int? =
                    if let first = match.groupDevices.first { try router.devices.l3Master(of: first) } else { nil }
                let source = key.src ?? match.route.prefsrc ?? key.dst
                decision.paths = [RoutePath(ifindex: master ?? Devices.loopback, source: .known(source))]
                return decision
            }
            decision.paths = try paths(of: match, table: verdict.table, key)
            return try finish(decision, key)
        }
    }

    /// fib_select_path: which next hops are possible, and the source address that goes with each.
    private func paths(of match: FIBMatch, table: UInt32?, _ key: FlowKey) throws(NotKnown) -> [RoutePath] {
        var nexthops = match.nexthops
        if key.oif != nil || match.entry.nexthops.count < 2 {
            nexthops = Array(nexthops.prefix(1))
            if key.oif == nil { try router.requireSoleDefault(match, in: table, key) }
        }
        let all = nexthops.map { nexthop in
            let found = observe { () throws(NotKnown) in try source(of: match.route, by: nexthop, key) }
            return RoutePath(
                ifindex: nexthop.ifindex, gateway: router.usedGateway(nexthop, of: match.entry), weight: nexthop.weight,
                source: found.flatMap { $0.map(Observed.known) ?? .absent })
        }
        // Since 6.15 a next hop whose own address is the sender's is preferred (fib_select_multipath).
        guard let src = key.src, all.count > 1, !match.entry.usesObject,
            router.kernel >= KernelRelease(major: 6, minor: 15)
        else { return all }
        var matching: [RoutePath] = []
        for (path, nexthop) in zip(all, nexthops) {
            if try ownSource(of: match.route, by: nexthop) == src { matching.append(path) }
        }
        return matching.isEmpty ? all : matching
    }

    /// fib_result_prefsrc
    private func source(of route: Route, by nexthop: NextHop, _ key: FlowKey) throws(NotKnown) -> IPAddress? {
        if let src = key.src { return src }
        if let l3mdev = key.l3mdev, let ifindex = nexthop.ifindex,
            try router.devices.l3Master(of: ifindex) != l3mdev
        {
            return try sources.select(on: l3mdev, near: nil, scope: Self.scopeLink)
        }
        if let prefsrc = route.prefsrc { return prefsrc }
        return try ownSource(of: route, by: nexthop)
    }

    private func ownSource(of route: Route, by nexthop: NextHop) throws(NotKnown) -> IPAddress? {
        guard let ifindex = nexthop.ifindex else { return nil }
        return try sources.select(on: ifindex, near: nexthop.gateway, scope: route.scope)
    }

    /// The make_route shortcut: no table is asked, the destination is taken to be on the link.
    private func unrouted(
        _ flow: RouteFlow, _ key: FlowKey, by ifindex: Int, type: RouteType
    ) throws(NotKnown) -> RouteDecision {
        let source = observe { () throws(NotKnown) in
            if let src = key.src { return Optional(src) }
            return try sources.select(on: ifindex, near: nil, scope: Self.scopeLink)
        }
        let path = RoutePath(ifindex: ifindex, source: source.flatMap { $0.map(Observed.known) ?? .absent })
        return try finish(RouteDecision(flow: flow, type: type, paths: [path]), key)
    }

    /// A loopback source stays inside, but for devices with route_localnet and VRFs.
    private func refusesLoopback(_ path: RoutePath, _ key: FlowKey) throws(NotKnown) -> Bool {
        guard let src = key.src ?? path.source.value, src.isLoopback, let oif = path.ifindex else { return false }
        if oif == Devices.loopback || router.devices.seen(oif)?.isLoopback == true { return false }
        if try router.devices.isVRF(oif) { return false }
        return try !router.conf.either(.routeLocalnet, oif)
    }

    /// __mkroute_output: what the destination address itself says about the route.
    private func finish(_ decision: RouteDecision, _ key: FlowKey) throws(NotKnown) -> RouteDecision {
        var decision = decision
        var refusing = 0
        for path in decision.paths {
            if try refusesLoopback(path, key) { refusing += 1 }
        }
        if refusing > 0 {
            guard refusing == decision.paths.count else {
                throw NotKnown(
                    "whether a loopback source may leave depends on the next hop, which a hash of the flow picks")
            }
            decision.error = .invalid
        }
        if key.dst.isLimitedBroadcast {
            decision.type = .broadcast
        } else if key.dst.isMulticast {
            decision.type = .multicast
        } else if key.dst.isZeroNet {
            decision.error = .invalid
        }
        // Broadcast is never sent to a gateway; multicast only by a route that is meant for it.
        let isByDefault = (decision.route?.dst.length ?? 0) < 4
        if decision.type == .broadcast && key.dst.isLimitedBroadcast || decision.type == .multicast && isByDefault {
            for index in decision.paths.indices { decision.paths[index].gateway = nil }
        }
        return decision
    }
}
