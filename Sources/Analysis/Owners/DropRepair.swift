import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

extension TargetAnalysis {
    /// A command that takes away what stops a packet, in words, to be run in `repairPlace`; nil where none is known. What it
    /// does to others only a trial can tell.
    public func repair(of path: AskedPath) -> [String]? {
        guard let trace = path.ending, let dropPoint = trace.dropPoint else { return nil }
        if let rule = dropPoint.rule { return repair(rule, trace, isReply: path.isReplyStopped) }
        if let rule = timeToLiveRule(of: path) { return deletion(of: rule) }
        if let setting = dropPoint.setting, let value = setting.passing {
            return ["sysctl", "-w", "\(dropPoint.name)=\(value)"]
        }
        if dropPoint.object == .link, let ref = dropPoint.link, let link = query.link(ref).value, !link.isUp {
            return ["ip", "link", "set", link.ifname, "up"]
        }
        if dropPoint.object == .neighbor { return strayRoute(trace) }
        if trace.disposition == .noRoute, dropPoint.netns != path.subject,
            let link = downLink(of: dropPoint.netns, path.answer.flow.dst.family)
        {
            return ["ip", "link", "set", link.ifname, "up"]
        }
        return nil
    }

    /// Where that command is to be run: where the packet is stopped, or where a rule is that it has passed before.
    public func repairPlace(of path: AskedPath) -> NetnsID {
        timeToLiveRule(of: path)?.netns ?? path.ending?.dropPoint?.netns ?? path.subject
    }

    /// A route to everything by a link on which everybody is asked for every address, where there is another one.
    private func strayRoute(_ trace: Trace) -> [String]? {
        guard let passage = trace.lastPassage, let route = passage.decision.route, let path = passage.path,
            path.gateway == nil, let oif = path.ifindex, route.dst.length <= OutsideSpace.widest(route.family)
        else { return nil }
        let others = (query.routes(passage.netns, route.family).value ?? []).filter { other in
            other != route && other.type == .unicast && other.table == route.table
                && other.dst.length <= OutsideSpace.widest(route.family)
                && other.nexthops.contains { $0.ifindex != oif && $0.ifindex != Devices.loopback }
        }
        guard !others.isEmpty else { return nil }
        let table = route.table == RouteTable.main ? [] : ["table", RouteTable.name(route.table)]
        return ["ip"] + (route.family == .inet6 ? ["-6"] : []) + ["route", "del", RouteWords.name(route)]
            + ["dev", routerCache.linkName(passage.netns, oif)] + table
    }

    private func repair(_ rule: RuleReference, _ trace: Trace, isReply: Bool) -> [String]? {
        switch rule.place {
        case .policy: return accepting(rule, trace, isReply)
        case .chain: return nil
        case .number: return deletion(of: rule)
        case .handle:
            // What drops all that gets there ends a list of what is accepted.
            let isLast = query.meanings(of: rule).allSatisfy { $0.conditions == RuleConditions() }
            return isLast ? accepting(rule, trace, isReply) : deletion(of: rule)
        }
    }

    /// The error that a router sends, and that a rule stops.
    public func errorRepair(of path: AskedPath) -> [String]? {
        path.stopped?.errorDropPoint?.rule.flatMap { deletion(of: $0) }
    }

    /// The rule that changed the destination.
    public func natRepair(of path: AskedPath) -> [String]? {
        path.way?.forward.destinationNAT?.rule.flatMap { deletion(of: $0) }
    }

    /// The words of a command that deletes this rule and no other; nil for policies and chains, which are none.
    public func deletion(of rule: RuleReference) -> [String]? {
        switch rule.place {
        case .policy, .chain: return nil
        case .number(let number):
            // Of xtables.
            return [rule.family == .ip6 ? "ip6tables-legacy" : "iptables-legacy"] + rule.option
                + ["-D", rule.chain, "\(number)"]
        case .handle(let handle):
            guard isOfIptables(rule), let number = number(of: handle, in: rule) else {
                return ["nft", "delete", "rule", rule.family.rawValue, rule.table, rule.chain, "handle", "\(handle)"]
            }
            return [rule.family == .ip6 ? "ip6tables" : "iptables"] + rule.option + ["-D", rule.chain, "\(number)"]
        }
    }

    /// The words of a command that lets UDP to a port through a chain whose policy, or last rule, drops the rest.
    public func opening(_ rule: RuleReference, udp port: Int) -> [String] {
        let tool = rule.family == .ip6 ? "ip6tables" : "iptables"
        let words = ["-I", rule.chain, "-p", "udp", "--dport", "\(port)", "-j", "ACCEPT"]
        if rule.backend == .legacy { return ["\(tool)-legacy"] + rule.option + words }
        if isOfIptables(rule) { return [tool] + rule.option + words }
        return [
            "nft", "insert", "rule", rule.family.rawValue, rule.table, rule.chain, "udp", "dport", "\(port)", "accept",
        ]
    }

    /// A rule ahead of all others for what comes in, or leaves, by the packet's link; answers by their state.
    private func accepting(_ rule: RuleReference, _ trace: Trace, _ isReply: Bool) -> [String]? {
        let hook = trace.hops.last?.hook
        let input = trace.packet.input.value?.name
        let link = hook == .output || hook == .postrouting ? trace.packet.output.value?.name : input
        let option = hook == .output || hook == .postrouting ? "-o" : "-i"
        if rule.backend == .legacy {
            guard rule.place == .policy else { return nil }
            return [rule.family == .ip6 ? "ip6tables-legacy" : "iptables-legacy"] + rule.option
                + ["-P", rule.chain, "ACCEPT"]
        }
        if isOfIptables(rule), rule.place == .policy || XtChain.builtInNames.contains(rule.chain) {
            let matches =
                isReply
                ? ["-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED"] : link.map { [option, $0] } ?? []
            return [rule.family == .ip6 ? "ip6tables" : "iptables"] + rule.option + ["-I", rule.chain] + matches
                + ["-j", "ACCEPT"]
        }
        let matches =
            isReply
            ? ["ct", "state", "established,related"]
            : link.map { [option == "-o" ? "oifname" : "iifname", $0] } ?? []
        return ["nft", "insert", "rule", rule.family.rawValue, rule.table, rule.chain] + matches + ["accept"]
    }

    /// iptables-nft made the table: its base chains have the names that only iptables gives them.
    func isOfIptables(_ rule: RuleReference) -> Bool {
        guard rule.backend == .nft, rule.family == .ip || rule.family == .ip6,
            let family = NftFamily(rawValue: rule.family.rawValue),
            ["filter", "nat", "mangle", "raw", "security"].contains(rule.table),
            let table = query.ruleset(rule.netns).value?.table(family, rule.table)
        else { return false }
        let bases = table.chains.values.filter { $0.base != nil }
        return !bases.isEmpty && bases.allSatisfy { XtChain.builtInNames.contains($0.name) }
    }

    private func number(of handle: UInt64, in rule: RuleReference) -> Int? {
        guard let family = NftFamily(rawValue: rule.family.rawValue),
            let table = query.ruleset(rule.netns).value?.table(family, rule.table)
        else { return nil }
        let rules = query.nftRules(rule.netns, table.ref(rule.chain)).value ?? []
        return rules.firstIndex { $0.handle == handle }.map { $0 + 1 }
    }
}

extension RuleReference {
    /// `-t nat`; filter is what iptables takes without being told.
    var option: [String] { table == "filter" ? [] : ["-t", table] }
}

extension SysctlKey {
    /// The value with which it stops nobody; nil where another setting decides as well.
    fileprivate var passing: String? {
        switch self {
        case .ipForward, .forwarding, .routeLocalnet, .acceptLocal: "1"
        case .rpFilter: "2"
        case .arpIgnore, .arpFilter, .disableIPv6, .icmpEchoIgnoreAll, .echoIgnoreAll: "0"
        default: nil
        }
    }
}
