import Addresses
import NetworkModel

extension Router {
    /// __ip_dev_find: the device that owns an IPv4 address, by configuration or by a local route. Nil: it is not ours.
    /// - Throws: where the tables that decide were not read.
    public func localDevice(of address: IPAddress) throws(NotKnown) -> Int? {
        if let holder = addresses.holders(of: address).first { return holder.ifindex }
        if let gap = fib.routesGap[.inet] { throw NotKnown(gap) }
        let key = FlowKey(RouteFlow(dst: address))
        guard let table = fib.tables[.inet]?[RouteTable.local] else { return nil }
        let alone = Self.localDevice(try IPv4Table.look(in: table, for: key))
        // In the joint trie of untouched rules the lookup in `local` meets the routes of `main`, too.
        guard fib.hasDefaultRules, Self.localDevice(try jointTrie(key)) != alone else { return alone }
        throw NotKnown("whether \(address) is local depends on whether rules were ever changed here")
    }

    private static func localDevice(_ answer: TableAnswer) -> Int? {
        guard case .found(let match) = answer, match.entry.type == .local else { return nil }
        return match.nexthops.first?.ifindex
    }

    /// rt_set_nexthop: a gateway is used only where it was on-link when the route was added. One that is an address
    /// of our own is none: such a route is on-link itself. The dump does not tell that scope, but fib_check_nh took it
    /// from the lookup repeated here, in the route's own table first unless that is main. What changed since is not seen.
    func usedGateway(_ nexthop: NextHop, of entry: FIBEntry) -> IPAddress? {
        guard let gateway = nexthop.gateway, gateway.family == .inet, !nexthop.flags.contains(.onlink)
        else { return nexthop.gateway }
        let table = entry.usesObject ? nil : entry.route.table
        // The gateway has to be nearer than the destinations behind it.
        let nearer = entry.usesObject ? Self.scopeLink : max(Self.scopeLink, entry.route.scope + 1)
        guard let scope = scope(of: gateway, atLeast: nearer, by: nexthop.ifindex, in: table) else { return gateway }
        return scope == Self.scopeLink ? gateway : nil
    }

    private static var scopeLink: Int { 253 }

    /// Nil: nothing on-link or local leads there any more.
    private func scope(of gateway: IPAddress, atLeast nearer: Int, by ifindex: Int?, in table: UInt32?) -> Int? {
        // The kernel asks for the gateway as nobody in particular: all zeros.
        var key = FlowKey(RouteFlow(dst: gateway, oif: ifindex, proto: 0, sport: 0, dport: 0, uid: 0))
        key.scope = nearer
        // Had such a route been there before, the kernel would hardly have taken the gateway.
        key.ignoresAddedLocals = true
        key.ignoredGateway = gateway
        if let table, table != RouteTable.main, let own = fib.tables[.inet]?[table],
            let answer = try? IPv4Table.look(in: own, for: key), case .found(let match) = answer
        {
            return match.route.scope
        }
        if fib.hasDefaultRules {
            guard let answer = try? jointTrie(key), case .found(let match) = answer else { return nil }
            return match.route.scope
        }
        let verdict = try? walk(key) { table throws(NotKnown) in try IPv4Table.look(in: table, for: key) }
        guard let verdict, case .found(let match) = verdict.ending else { return nil }
        return match.route.scope
    }
}
