import Addresses
import NetworkModel

extension Router {
    /// A flow as a connecting socket routes it; see `output`.
    func connected(_ flow: RouteFlow) throws(Unseen) -> RouteDecision {
        guard flow.iif == nil else { return try decide(flow) }
        let first = try sent(flow)
        guard flow.src == nil else { return first }
        // "If we had an erroneous initial result, pretend it never existed" (ip6_dst_lookup_tail): with
        // source-specific routes only the second lookup can succeed. IPv4 gives up after the first.
        if first.error != nil, flow.family == .inet { return first }
        // An error route has a device, too: lo.
        let source = first.error == nil
            ? first.source : sourceIPv6(first.route, by: first.route?.nexthops.first, FlowKey(flow))
        if let address = source.value {
            guard !address.isUnspecified else { return first }
            var bound = flow
            bound.src = address
            return try sent(bound)
        }
        if let reason = source.reason {
            // Several next hops, each with its own address: nothing to settle on.
            if first.error == nil, first.paths.count > 1 { return first }
            throw Unseen(reason)
        }
        // IPv6 refuses to send without an address; IPv4 sends from 0.0.0.0.
        guard first.error == nil, flow.family == .inet6 else { return first }
        var failed = first
        failed.error = .addressNotAvailable
        return failed
    }

    private func sent(_ flow: RouteFlow) throws(Unseen) -> RouteDecision {
        switch flow.family {
        case .inet: try IPv4Output(router: self).decide(flow)
        case .inet6: try IPv6Output(router: self, isBoundSocket: true).decide(flow)
        }
    }
}
