import Addresses
import NetworkModel

extension NextHop {
    /// Whether lookups may use it. The kernel's dump marks a next hop without carrier as dead where the device
    /// ignores such routes (fib_nexthop_info), so the setting itself need not be known.
    func isUsable(ignoringLinkState: Bool) -> Bool {
        guard flags.contains(.dead) else { return true }
        return ignoringLinkState && flags.contains(.linkdown)
    }
}

/// fib_table_lookup: the first alias of the longest prefix that fits.
enum IPv4Table {
    static func look(in table: RoutingTable, for key: FlowKey) throws(NotKnown) -> TableAnswer {
        try look(at: table.nodes(covering: key.dst), for: key)
    }

    /// The lookup in a trie that holds two tables, as `local` and `main` share one until the rules are touched: the
    /// longer prefix wins, of equals the table with the higher number (fib_insert_alias).
    static func look(in first: RoutingTable, and second: RoutingTable, for key: FlowKey) throws(NotKnown) -> TableAnswer
    {
        let (a, b) = (first.nodes(covering: key.dst), second.nodes(covering: key.dst))
        let merged = (a.map { ($0, 0) } + b.map { ($0, 1) }).sorted { ($1.0.length, $0.1) < ($0.0.length, $1.1) }
        return try look(at: merged.map(\.0), for: key)
    }

    private static func look(
        at nodes: [(length: Int, key: UInt128, node: RoutingTable.Node)], for key: FlowKey
    ) throws(NotKnown) -> TableAnswer {
        var skippedLeaf: UInt128?
        for (_, leaf, node) in nodes where leaf != skippedLeaf {
            for entry in node.entries {
                let route = entry.route
                if route.tos != 0, route.tos != Int(DSField.compared(key.tos, .inet)) { continue }
                if route.scope < key.scope { continue }
                // RTPROT_KERNEL is 2.
                if key.ignoresAddedLocals, entry.type != .unicast, route.proto != 2 { continue }
                if let gateway = key.ignoredGateway, entry.nexthops.contains(where: { $0.gateway == gateway }) {
                    continue
                }
                if entry.type == .throw { return .thrown(route) }
                if let error = RouteError(entry.type) { return .rejected(route, error) }
                if let gap = entry.gap { throw NotKnown(gap) }
                let usable = entry.nexthops.filter { $0.isUsable(ignoringLinkState: key.ignoringLinkState) }
                let fitting = usable.filter { key.oif == nil || $0.ifindex == key.oif }
                if !fitting.isEmpty {
                    return .found(
                        FIBMatch(
                            entry: entry, nexthops: fitting,
                            groupDevices: entry.nexthops.prefix(1).compactMap(\.ifindex)))
                }
                // A nexthop object with nothing to offer ends the search in this leaf (`goto miss`), and a leaf is
                // one address with all prefix lengths that it begins.
                if entry.usesObject {
                    skippedLeaf = leaf
                    break
                }
            }
        }
        return .none
    }
}
