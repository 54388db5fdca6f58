import Addresses
import NetworkModel

extension Router {
    /// fib_lookup. Until its rules are first touched, a namespace keeps tables local and main in one trie, where the
    /// longer prefix of either wins; afterwards, and for ever, local comes first (fib_unmerge). What was done in the
    /// past is not in the state, so where the two differ the answer is unknown.
    func walkIPv4(_ key: FlowKey) throws(Unseen) -> RuleVerdict {
        let verdict = try walk(key) { table throws(Unseen) in try IPv4Table.look(in: table, for: key) }
        guard verdict.table == RouteTable.local, hasDefaultRules, let main = tables[.inet]?[RouteTable.main],
            let local = verdict.route
        else { return verdict }
        switch try IPv4Table.look(in: main, for: key) {
        case .none: return verdict
        case .thrown(let route), .rejected(let route, _):
            try requireNotLonger(route, than: local)
        case .found(let match):
            try requireNotLonger(match.route, than: local)
        }
        return verdict
    }

    private func requireNotLonger(_ route: Route, than local: Route) throws(Unseen) {
        guard route.dst.length > local.dst.length else { return }
        throw Unseen(
            "\(local.dst) in table local or the longer \(route.dst) in table main wins, depending on whether rules "
                + "were ever changed here")
    }

    /// fib_select_default: among default routes of one metric the kernel takes a gateway that answers, starting with
    /// the one that it used last. Only a first gateway that is not known to be silent makes that certain.
    func requireSoleDefault(_ match: FIBMatch, in table: UInt32?, _ key: FlowKey) throws(Unseen) {
        guard match.route.dst.isDefault, match.entry.type == .unicast, let table,
            let gateway = match.nexthops.first?.gateway, let ifindex = match.nexthops.first?.ifindex,
            let node = tables[.inet]?[table]?.nodes(covering: key.dst).last?.node
        else { return }
        let rivals = node.entries.filter {
            $0.route.metric == match.route.metric && $0.route.scope == match.route.scope && $0.type == .unicast
                && ($0.route.tos == 0 || $0.route.tos == match.route.tos) && $0.nexthops.first?.gateway != nil
        }
        guard rivals.count > 1 else { return }
        guard let state = try reachability.state(gateway, ifindex), state != .reachable else { return }
        throw Unseen("several default routes of metric \(match.route.metric): which one is used depends on which "
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
