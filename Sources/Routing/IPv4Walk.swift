import Addresses
import NetworkModel

extension Router {
    /// fib_lookup. Until its rules are first touched, a namespace keeps tables local and main in one trie, where the
    /// longer prefix of either wins; afterwards, and for ever, local comes first (fib_unmerge). What was done in the
    /// past is not in the state, so where the two differ the answer is unknown.
    func walkIPv4(_ key: FlowKey) throws(NotKnown) -> RuleVerdict {
        let verdict = try walk(key) { table throws(NotKnown) in try IPv4Table.look(in: table, for: key) }
        guard fib.hasDefaultRules, let local = fib.tables[.inet]?[RouteTable.local],
            let first = local.nodes(covering: key.dst).first?.node.entries.first?.route
        else { return verdict }
        let joint = try jointAnswer(key)
        guard joint.route != verdict.route else { return verdict }
        let other = joint.route.map { "the longer \($0.dst) in table \(RouteTable.name($0.table))" } ?? "nothing"
        throw NotKnown(
            "\(verdict.route?.dst ?? first.dst) in table local or \(other) wins, depending on whether rules were ever "
                + "changed here")
    }

    /// The lookup with untouched rules: the joint trie, then table default.
    private func jointAnswer(_ key: FlowKey) throws(NotKnown) -> TableAnswer {
        let answer = try jointTrie(key)
        switch answer {
        case .found, .rejected: return answer
        case .none, .thrown: break
        }
        guard let last = fib.tables[.inet]?[RouteTable.default] else { return .none }
        let final = try IPv4Table.look(in: last, for: key)
        if case .thrown = final { return .none }
        return final
    }

    func jointTrie(_ key: FlowKey) throws(NotKnown) -> TableAnswer {
        let empty = RoutingTable(family: .inet, entries: [])
        return try IPv4Table.look(
            in: fib.tables[.inet]?[RouteTable.local] ?? empty, and: fib.tables[.inet]?[RouteTable.main] ?? empty,
            for: key)
    }

    /// fib_select_default: among default routes of one metric the kernel takes a gateway that answers, starting with
    /// the one that it used last. Only a first gateway that is not known to be silent makes that certain.
    func requireSoleDefault(_ match: FIBMatch, in table: UInt32?, _ key: FlowKey) throws(NotKnown) {
        guard match.route.dst.isDefault, match.entry.type == .unicast, let table,
            let gateway = match.nexthops.first?.gateway, let ifindex = match.nexthops.first?.ifindex,
            let node = fib.tables[.inet]?[table]?.nodes(covering: key.dst).last?.node
        else { return }
        let rivals = node.entries.filter {
            $0.route.metric == match.route.metric && $0.route.scope == match.route.scope && $0.type == .unicast
                && ($0.route.tos == 0 || $0.route.tos == match.route.tos) && $0.nexthops.first?.gateway != nil
        }
        guard rivals.count > 1 else { return }
        guard let state = try reachability.state(gateway, ifindex), state != .reachable else { return }
        throw NotKnown(
            "several default routes of metric \(match.route.metric): which one is used depends on which "
                + "gateway answered last")
    }
}

extension RuleVerdict {
    var route: Route? {
        switch ending {
        case .found(let match): match.route
        case .failed(_, let route): route
        }
    }
}
