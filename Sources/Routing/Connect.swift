import Addresses
import NetworkModel

extension Router {
    /// A flow as a connecting socket routes it; see `output`.
    func connected(_ flow: RouteFlow) throws(NotKnown) -> RouteDecision {
        guard flow.iif == nil else { return try decide(flow) }
        let first = try sent(flow)
        guard flow.src == nil else { return first }
        return switch flow.family {
        case .inet: try again(first)
        case .inet6: try againAfterFailure(first)
        }
    }

    /// ip_route_connect: IPv4 picks a source by a first lookup and routes again with it.
    private func again(_ first: RouteDecision) throws(NotKnown) -> RouteDecision {
        guard first.error == nil else { return first }
        if let reason = first.source.reason {
            // Several next hops, each with its own address: nothing to settle on.
            guard first.paths.count > 1 else { throw NotKnown(reason) }
            return first
        }
        // Without an address IPv4 sends from 0.0.0.0.
        guard let source = first.source.value, !source.isUnspecified else { return first }
        var bound = first.flow
        bound.src = source
        return try sent(bound)
    }

    /// ip6_dst_lookup_tail: IPv6 is content with the first route it finds, so that rules with `from` do not count for
    /// senders without address. "If we had an erroneous initial result, pretend it never existed": with
    /// source-specific routes only the lookup with a source can succeed.
    private func againAfterFailure(_ first: RouteDecision) throws(NotKnown) -> RouteDecision {
        let source = first.error == nil ? first.source : sourceIPv6(nil, by: nil, FlowKey(first.flow))
        switch source {
        case .known(let address):
            guard first.error != nil, !address.isUnspecified else { return first }
            var bound = first.flow
            bound.src = address
            return try sent(bound)
        case .absent:
            // IPv6 refuses to send without an address.
            var failed = first
            failed.error = .addressNotAvailable
            return failed
        case .unknown(let reason):
            guard first.error == nil, first.paths.count > 1 else { throw NotKnown(reason) }
            return first
        }
    }

    private func sent(_ flow: RouteFlow) throws(NotKnown) -> RouteDecision {
        switch flow.family {
        case .inet: try IPv4Output(router: self).decide(flow)
        case .inet6: try IPv6Output(router: self, isBoundSocket: true).decide(flow)
        }
    }
}
