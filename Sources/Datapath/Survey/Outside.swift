import Addresses
import NetworkModel
import Topology

/// Questions about "the outside", which no single address stands for: an address is searched that the namespace
/// treats like any other unknown one.
extension Roads {
    /// Routes this short count as default routes: VPNs split 0.0.0.0/0 in two, IPv6 set-ups route 2000::/3.
    static let shortestSpecific = 4

    /// The decision for an address that only default routes cover.
    public func outside(
        _ family: IPAddress.Family, from id: NetnsID, iif: Int? = nil
    ) -> Observed<RouteDecision> {
        guard case .known(let routes) = world.routes(id, family) else {
            return lookup(RouteFlow(dst: Self.candidate(0, family), iif: iif), in: id)
        }
        guard let address = outsideAddress(family, avoiding: routes) else {
            return .unknown("every address that was tried has a route of its own")
        }
        return lookup(RouteFlow(dst: address, iif: iif), in: id)
    }

    private func outsideAddress(_ family: IPAddress.Family, avoiding routes: [Route]) -> IPAddress? {
        let specific = routes.filter { $0.dst.length >= Self.shortestSpecific }
        return (0..<64).lazy.map { Self.candidate($0, family) }.first { candidate in
            !specific.contains { $0.dst.contains(candidate) }
        }
    }

    /// Public addresses spread over the whole space, so that no one network covers many: multiples of a large odd
    /// number, moved into the unicast range.
    private static func candidate(_ index: Int, _ family: IPAddress.Family) -> IPAddress {
        let spread = UInt128(UInt64(index + 1) &* 0x9e37_79b9_7f4a_7c15)
        switch family {
        case .inet:
            // 11.0.0.0 to 99.255.255.255 has no private, shared, loopback or multicast networks.
            let first = 11 + (spread >> 56) % 89
            return IPAddress(family: .inet, bits: first << 24 | (spread >> 24) & 0xff_ffff)
        case .inet6:
            // 2a00::/12 is delegated for ordinary use.
            return IPAddress(family: .inet6, bits: (0x2a0 << 116) | (spread << 48))
        }
    }

    /// Whether a link-scope route of this device covers the gateway; its own default route does not count.
    public func isOnLink(_ gateway: IPAddress, _ ifindex: Int, in id: NetnsID) -> Observed<Bool> {
        if gateway.family == .inet6 && gateway.isLinkLocal { return .known(true) }
        return world.routes(id, gateway.family).map { routes in
            routes.contains { route in
                route.type == .unicast && route.dst.length > 0 && route.dst.contains(gateway)
                    && route.nexthops.contains { $0.ifindex == ifindex && $0.gateway == nil }
            }
        }
    }
}
