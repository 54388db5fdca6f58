import Addresses
import NetworkModel

/// fib_validate_source: is a packet from this source believable on this device?
struct SourceValidation {
    let router: Router
    let flow: RouteFlow
    let iif: Int
    let source: IPAddress

    private enum Outcome {
        case pass(RouteDecision?)
        case fail(InputDrop, RouteDecision?)
    }

    /// - Parameters:
    ///   - dst: what the reverse lookup uses as its source; zero for broadcasts.
    ///   - oif: the device the packet would be forwarded by.
    func check(
        to dst: IPAddress, by oif: Int?, onPass verdict: InputDecision.Verdict, _ route: RouteDecision?
    ) throws(NotKnown) -> InputDecision {
        let mode = try router.conf.highest(.rpFilter, iif)
        switch try outcome(dst, oif, mode) {
        case .pass(let reverse):
            return InputDecision(verdict, route: route, reverse: reverse)
        case .fail(let drop, let reverse):
            var decision = InputDecision(.dropped(drop), route: route, reverse: reverse)
            if case .reversePath = drop {
                let own = router.conf.value(.rpFilter, iif)
                decision.setting = InputDecision.Setting(
                    name: router.conf.path(.rpFilter, own == mode ? iif : NetConf.all), value: mode)
            } else if case .localSource = drop {
                decision.setting = InputDecision.Setting(name: router.conf.path(.acceptLocal, iif), value: 0)
            }
            return decision
        }
    }

    private func outcome(_ dst: IPAddress, _ oif: Int?, _ mode: Int) throws(NotKnown) -> Outcome {
        if mode == 0, try isShortcut(oif) {
            if try router.conf.either(.acceptLocal, iif) { return .pass(nil) }
            if router.fib.hasDefaultRules, !router.fib.hasCustomLocalRoutes {
                // inet_lookup_ifaddr_rcu: configured anywhere, be it on a device that is down.
                if !router.addresses.holders(of: source).isEmpty { return .fail(.localSource, nil) }
                try router.addresses.requireAll()
                return .pass(nil)
            }
        }
        let (found, reverse) = try reverseLookup(dst, oif)
        guard let found else { return lastResort(mode, reverse) }
        if found.type != .unicast {
            guard found.type == .local, try router.conf.either(.acceptLocal, iif) else {
                return .fail(.localSource, reverse)
            }
            if iif == Devices.loopback { return .pass(reverse) }
        }
        if try uses(found, iif) { return .pass(reverse) }
        // A device without any address cannot be expected to have routes of its own.
        if try router.addresses.on(iif, .inet).isEmpty { return lastResort(mode, reverse) }
        return mode == 1 ? .fail(.reversePath(strict: true), reverse) : .pass(reverse)
    }

    private func lastResort(_ mode: Int, _ reverse: RouteDecision?) -> Outcome {
        mode == 0 ? .pass(reverse) : .fail(.reversePath(strict: mode == 1), reverse)
    }

    /// Without rp_filter the kernel spares itself the lookup where it can: sources of our own are all that is left to
    /// ask about, and without rules or local routes of somebody's making the address list answers that. Not so if the
    /// packet goes back by the device it came from, with send_redirects on.
    private func isShortcut(_ oif: Int?) throws(NotKnown) -> Bool {
        guard oif == iif else { return true }
        return try !router.conf.either(.sendRedirects, iif)
    }

    /// The lookup from the destination's side: addresses and ports swapped, coming in by the device the packet
    /// leaves by.
    private func reverseLookup(_ dst: IPAddress, _ oif: Int?) throws(NotKnown) -> (FIBEntry?, RouteDecision?) {
        var mark: UInt32 = 0
        if flow.mark != 0, try router.conf.either(.srcValidMark, iif) { mark = flow.mark }
        let back = RouteFlow(
            dst: source, src: dst, iif: oif ?? Devices.loopback, mark: mark, tos: flow.tos, proto: flow.proto,
            sport: flow.dport, dport: flow.sport, uid: flow.uid)
        var key = FlowKey(back)
        key.l3mdev = try router.devices.l3Master(of: iif)
        let verdict = try router.walkIPv4(key)
        var decision = RouteDecision(
            flow: back, rule: verdict.rule, table: verdict.table, route: verdict.route,
            type: verdict.route?.type ?? .unicast, considered: verdict.considered)
        switch verdict.ending {
        case .failed(let error, _):
            decision.error = error
            return (nil, decision)
        case .found(let match):
            decision.paths = match.nexthops.map {
                RoutePath(ifindex: $0.ifindex, gateway: $0.gateway, weight: $0.weight)
            }
            return (match.entry, decision)
        }
    }

    /// fib_info_nh_uses_dev: any next hop of the route will do, even a dead one; so will any port of the same VRF.
    private func uses(_ entry: FIBEntry, _ ifindex: Int) throws(NotKnown) -> Bool {
        if let gap = entry.gap { throw NotKnown(gap) }
        for nexthop in entry.nexthops {
            guard let device = nexthop.ifindex else { continue }
            if device == ifindex { return true }
            if let master = try router.devices.l3Master(of: device), master == ifindex { return true }
        }
        return false
    }
}
