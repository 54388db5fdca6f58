import Addresses
import NetworkModel

extension Router {
    /// inet_addr_type and its IPv6 twin: what an address is here, with a device only by that device.
    public func addressType(_ address: IPAddress, on ifindex: Int?) -> Observed<RouteType> {
        observe { () throws(NotKnown) in
            if address.isMulticast { return .multicast }
            switch address.family {
            case .inet: return try addressType4(address, on: ifindex)
            case .inet6: return try addressType6(address, on: ifindex)
            }
        }
    }

    /// A lookup in the table `local` alone.
    private func addressType4(_ address: IPAddress, on ifindex: Int?) throws(NotKnown) -> RouteType {
        if address.bits >> 24 == 0 || address.bits == 0xffff_ffff { return .broadcast }
        if let gap = fib.routesGap[.inet] { throw NotKnown(gap) }
        guard let table = fib.tables[.inet]?[RouteTable.local] else { return .unicast }
        let key = FlowKey(RouteFlow(dst: address, proto: 0, sport: 0, dport: 0, uid: 0))
        guard case .found(let match) = try IPv4Table.look(in: table, for: key) else { return .unicast }
        if let ifindex, match.nexthops.first?.ifindex != ifindex { return .unicast }
        return match.entry.type
    }

    private func addressType6(_ address: IPAddress, on ifindex: Int?) throws(NotKnown) -> RouteType {
        if let ifindex, !addresses.holders(of: address).contains(where: { $0.ifindex == ifindex }) {
            try addresses.requireAll()
        }
        let decision = try decide(RouteFlow(dst: address, oif: ifindex))
        if decision.error != nil { return .unreachable }
        switch decision.type {
        case .local, .anycast: return decision.type
        default: return .unicast
        }
    }
}
