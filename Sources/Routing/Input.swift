import Addresses
import NetworkModel

extension Router {
    /// The table lookup of a received packet, without the checks around it.
    public func decideInput(_ flow: RouteFlow) throws(NotKnown) -> RouteDecision {
        var key = FlowKey(flow)
        try updateVRF(&key)
        if flow.family == .inet6 {
            let verdict = try walkIPv6(key, device: flow.iif, strict: flow.dst.needsStrictDevice)
            return try decisionIPv6(flow, key, verdict)
        }
        let verdict = try walkIPv4(key)
        var decision = RouteDecision(
            flow: flow, rule: verdict.rule, table: verdict.table, route: verdict.route,
            type: verdict.route?.type ?? .unicast, considered: verdict.considered)
        switch verdict.ending {
        case .failed(let error, _): decision.error = error
        case .found(let match):
            decision.type = match.entry.type
            if match.entry.type == .local {
                let master: Int? =
                    if let first = match.groupDevices.first { try devices.l3Master(of: first) } else { nil }
                decision.paths = [RoutePath(ifindex: master ?? Devices.loopback)]
            } else {
                let spread = match.entry.nexthops.count > 1 ? match.nexthops : Array(match.nexthops.prefix(1))
                decision.paths = spread.map {
                    RoutePath(ifindex: $0.ifindex, gateway: usedGateway($0, of: match.entry), weight: $0.weight)
                }
            }
        }
        return decision
    }
}

extension Router {
    /// A packet received on `flow.iif`: delivered here, forwarded, or dropped, and by what.
    public func input(_ flow: RouteFlow) -> Observed<InputDecision> {
        guard let iif = flow.iif else { return .unknown("the flow has no input device") }
        return observe { () throws(NotKnown) in
            switch flow.family {
            case .inet: try IPv4Input(router: self, flow: flow, iif: iif).decide()
            case .inet6: try IPv6Input(router: self, flow: flow, iif: iif).decide()
            }
        }
    }
}
