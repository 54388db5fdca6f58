import Addresses
import NetworkModel

extension Router {
    /// __ip_dev_find: the device that owns an address, by configuration or by a local route. Nil: it is not ours.
    func localDevice(of address: IPAddress) throws(Unseen) -> Int? {
        if let holder = addresses.holders(of: address).first { return holder.ifindex }
        if let gap = routesGap[.inet] { throw Unseen(gap) }
        guard let table = tables[.inet]?[RouteTable.local] else { return nil }
        let answer = try IPv4Table.look(in: table, for: FlowKey(RouteFlow(dst: address)))
        guard case .found(let match) = answer, match.entry.type == .local else { return nil }
        return match.nexthops.first?.ifindex
    }

    /// rt_set_nexthop: a gateway is used only where it was on-link when the route was added. One that is an address
    /// of our own is none: such a route is on-link itself. The dump does not tell that scope, but fib_check_nh took it
    /// from the lookup repeated here, in the route's own table first. What changed since is not seen.
    func usedGateway(_ nexthop: NextHop, of entry: FIBEntry) -> IPAddress? {
        guard let gateway = nexthop.gateway, gateway.family == .inet, !nexthop.flags.contains(.onlink)
        else { return nexthop.gateway }
        guard let scope = scope(of: gateway, by: nexthop.ifindex, in: entry.usesObject ? RouteTable.main : entry.route.table)
        else { return gateway }
        return scope == Self.scopeLink ? gateway : nil
    }

    private static var scopeLink: Int { 253 }

    /// Nil: nothing on-link or local leads there any more.
    private func scope(of gateway: IPAddress, by ifindex: Int?, in table: UInt32) -> Int? {
        var key = FlowKey(RouteFlow(dst: gateway, oif: ifindex))
        key.scope = Self.scopeLink
        if let own = tables[.inet]?[table], let answer = try? IPv4Table.look(in: own, for: key),
            case .found(let match) = answer
        {
            return match.route.scope
        }
        let verdict = try? walk(key) { table throws(Unseen) in try IPv4Table.look(in: table, for: key) }
        guard let verdict, case .found(let match) = verdict.ending else { return nil }
        return match.route.scope
    }
}
