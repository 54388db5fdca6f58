import Addresses
import NetworkModel

/// fib6_table_lookup and fib6_select_path.
struct IPv6Table {
    let reachability: Reachability
    /// RT6_LOOKUP_F_IFACE: only routes by the asked device will do.
    let strictDevice: Bool
    /// RT6_LOOKUP_F_REACHABLE: hosts, not routers, avoid gateways that do not answer.
    let avoidsFailed: Bool
    /// The output device asked for, or the input device: routes by it are preferred.
    let device: Int?

    func look(in table: RoutingTable, for key: FlowKey) throws(NotKnown) -> TableAnswer {
        let nodes = table.nodes(covering: key.dst).map(\.node)
        let answer = try look(in: Self.places(in: nodes, for: key), for: key)
        guard nodes.contains(where: \.mayHideSubtree) else { return answer }
        let hiding = try look(in: Self.places(in: nodes, for: key, hiding: true), for: key)
        guard hiding.route == answer.route else {
            throw NotKnown(
                "whether the kernel finds a source-specific route here depends on the order in which they came")
        }
        return answer
    }

    private func look(in places: [[FIBEntry]], for key: FlowKey) throws(NotKnown) -> TableAnswer {
        // A second round takes unreachable gateways after all.
        for careful in avoidsFailed ? [true, false] : [false] {
            for entries in places {
                guard let match = try select(entries, careful, key) else { continue }
                let entry = match.entry
                if entry.type == .throw { return .thrown(entry.route) }
                if let error = RouteError(entry.type) { return .rejected(entry.route, error) }
                return .found(match)
            }
        }
        return .none
    }

    /// fib6_node_lookup and fib6_backtrack: the route lists to try, in order. The node found first is the longest
    /// destination whose subtree fits the source; one whose subtree does not fit is passed over even if it also holds
    /// routes for any source, but on the way back up such routes count.
    private static func places(
        in nodes: [RoutingTable.Node], for key: FlowKey, hiding: Bool = false
    ) -> [[FIBEntry]] {
        let src = key.srcOrAny
        var places: [[FIBEntry]] = []
        for node in nodes {
            let subtree = node.subtree.filter { $0.src.contains(src) }.map(\.entries)
            let isPassedOver = subtree.isEmpty || hiding && node.mayHideSubtree
            if places.isEmpty, isPassedOver, !node.subtree.isEmpty, !node.isRoot { continue }
            places += subtree
            if !node.entries.isEmpty { places.append(node.entries) }
        }
        return places
    }

    private struct Candidate {
        var entry: FIBEntry
        var nexthop: NextHop?
        var score: Int
    }

    /// find_rr_leaf: the best score within the lowest metric; failing all of those, the best among all the rest.
    private func select(_ entries: [FIBEntry], _ careful: Bool, _ key: FlowKey) throws(NotKnown) -> FIBMatch? {
        guard let metric = entries.first?.route.metric else { return nil }
        let groups = [entries.prefix { $0.route.metric == metric }, entries.drop { $0.route.metric == metric }]
        for group in groups {
            var best: Candidate?
            for entry in group {
                if let gap = entry.gap { throw NotKnown(gap) }
                if entry.usesObject, entry.type == .blackhole {
                    best = Candidate(entry: entry, nexthop: nil, score: .max)
                    break
                }
                for nexthop in entry.nexthops {
                    guard let score = try score(entry, nexthop, careful, key), score > (best?.score ?? -1) else {
                        continue
                    }
                    best = Candidate(entry: entry, nexthop: nexthop, score: score)
                    if entry.usesObject { break }
                }
            }
            if let best { return try spread(best, careful, key) }
        }
        return nil
    }

    /// find_match and rt6_score_route. Nil: not to be used.
    private func score(_ entry: FIBEntry, _ nexthop: NextHop, _ careful: Bool, _ key: FlowKey) throws(NotKnown) -> Int?
    {
        guard nexthop.isUsable(ignoringLinkState: key.ignoringLinkState) else { return nil }
        return try scoreAlone(entry, nexthop, careful)
    }

    private func scoreAlone(_ entry: FIBEntry, _ nexthop: NextHop, _ careful: Bool) throws(NotKnown) -> Int? {
        var score = 0
        if device == nil || nexthop.ifindex == device { score = 2 }
        if score == 0, strictDevice { return nil }
        score |= preference(entry.route) << 2
        if careful, let gateway = nexthop.gateway, let ifindex = nexthop.ifindex {
            if try reachability.hasFailed(gateway, ifindex) { return nil }
        }
        return score
    }

    /// IPV6_DECODE_PREF: high 3, medium 2, low 1 (RFC 4191).
    private func preference(_ route: Route) -> Int {
        switch route.pref ?? 0 {
        case 1: 3
        case 3: 1
        case 2: 0
        default: 2
        }
    }

    /// fib6_select_path: all siblings that the flow's hash may pick instead.
    private func spread(_ best: Candidate, _ careful: Bool, _ key: FlowKey) throws(NotKnown) -> FIBMatch {
        var nexthops = best.nexthop.map { [$0] } ?? []
        if best.entry.nexthops.count > 1, best.nexthop != nil {
            nexthops = []
            for nexthop in best.entry.nexthops where nexthop.isUsable(ignoringLinkState: key.ignoringLinkState) {
                // A group of nexthop objects is spread without asking for the device.
                let fits = try scoreAlone(best.entry, nexthop, careful) != nil
                if fits || best.entry.usesObject { nexthops.append(nexthop) }
            }
        }
        return FIBMatch(entry: best.entry, nexthops: nexthops, groupDevices: nexthops.compactMap(\.ifindex))
    }
}
