import Addresses
import NetworkModel

/// What one table says about a flow.
enum TableAnswer {
    case none
    case thrown(Route)
    /// A route that is an error for the sender.
    case rejected(Route, RouteError)
    case found(FIBMatch)
}

/// The route that won in one table, with the next hops that may carry the flow.
struct FIBMatch {
    var entry: FIBEntry
    /// In the order of the route; IPv4 takes the first where the caller asks for no balancing.
    var nexthops: [NextHop]
    /// The devices that suppress_ifgroup may look at: of the route's first next hop in IPv4, of the chosen in IPv6.
    var groupDevices: [Int]

    var route: Route { entry.route }
}

/// Where the walk over the rules ended.
struct RuleVerdict {
    enum Ending {
        case found(FIBMatch)
        case failed(RouteError, Route?)
    }

    var rule: Rule?
    var table: UInt32?
    var ending: Ending
    var considered: [ConsideredRule]
}

/// fib_rules_lookup: the rules in order of priority, until one decides.
struct RuleWalk {
    let rules: [Rule]
    let devices: Devices
    /// Shortest and longest prefix of the IPv6 routes that point to a nexthop object.
    let sharedLengths: [UInt32: ClosedRange<Int>]
    let lookUp: (UInt32) throws(NotKnown) -> TableAnswer

    func run(_ key: FlowKey) throws(NotKnown) -> RuleVerdict {
        let selectors = RuleSelectors(devices: devices)
        var considered: [ConsideredRule] = []
        var index = 0
        // Each rule is visited at most once: the kernel refuses a goto that does not lead forward, a snapshot may not.
        while index < rules.count {
            let rule = rules[index]
            index += 1
            var openReason: String?
            switch selectors.match(rule, key) {
            case .mismatch(let selector):
                considered.append(ConsideredRule(rule, .mismatch(selector)))
                continue
            case .open(let reason): openReason = reason
            case .matches: break
            }
            if case .goto(let target) = rule.action {
                if let openReason { throw NotKnown(openReason) }
                guard let next = rules[index...].firstIndex(where: { $0.priority == target }) else {
                    considered.append(ConsideredRule(rule, .unresolvedGoto(target)))
                    continue
                }
                considered.append(ConsideredRule(rule, .jumped(to: target)))
                index = next
                continue
            }
            let (outcome, table, ending) = try apply(rule, key)
            guard let ending else {
                considered.append(ConsideredRule(rule, openReason.map { .immaterial($0) } ?? outcome))
                continue
            }
            if let openReason { throw NotKnown(openReason) }
            considered.append(ConsideredRule(rule, .decided))
            return RuleVerdict(rule: rule, table: table, ending: ending, considered: considered)
        }
        return RuleVerdict(ending: .failed(.networkUnreachable, nil), considered: considered)
    }

    private func apply(
        _ rule: Rule, _ key: FlowKey
    ) throws(NotKnown) -> (ConsideredRule.Outcome, UInt32?, RuleVerdict.Ending?) {
        switch rule.action {
        case .nop, .goto: return (.nop, nil, nil)
        case .unreachable: return (.decided, nil, .failed(.networkUnreachable, nil))
        case .prohibit: return (.decided, nil, .failed(.accessDenied, nil))
        // fib4_rule_action: blackhole is also what an action the kernel does not know comes to.
        case .blackhole, .other: return (.decided, nil, .failed(.invalid, nil))
        case .table(let named):
            let table: UInt32
            if rule.l3mdev, let vrf = key.l3mdev {
                guard let own = try devices.vrfTable(vrf) else { return (.mismatch("l3mdev"), nil, nil) }
                table = own
            } else {
                table = named
            }
            switch try lookUp(table) {
            case .none: return (.noRoute, table, nil)
            case .thrown(let route): return (.thrown(route), table, nil)
            case .rejected(let route, let error): return (.decided, table, .failed(error, route))
            case .found(let match):
                if try isSuppressed(match, by: rule) { return (.suppressed(match.route), table, nil) }
                return (.decided, table, .found(match))
            }
        }
    }

    /// fib4_rule_suppress, fib6_rule_suppress. Error routes are never suppressed.
    private func isSuppressed(_ match: FIBMatch, by rule: Rule) throws(NotKnown) -> Bool {
        if let limit = rule.suppressPrefixlength {
            let isShort = match.route.dst.length <= limit
            if let nhid = match.route.nhid, let lengths = sharedLengths[nhid],
                (lengths.lowerBound <= limit) != isShort || (lengths.upperBound <= limit) != isShort
            {
                // rt6_get_pcpu_route: the prefix that is looked at is that of whichever route filled the cache.
                throw NotKnown(
                    "IPv6 routes by nexthop \(nhid) share cache entries, and suppress_prefixlength reads those")
            }
            if isShort { return true }
        }
        guard let group = rule.suppressIfgroup, let first = match.groupDevices.first else { return false }
        let isSuppressed = try isIn(Int(group), first)
        for other in match.groupDevices.dropFirst() {
            guard try isIn(Int(group), other) == isSuppressed else {
                throw NotKnown("suppress_ifgroup depends on the next hop, which a hash of the flow picks")
            }
        }
        return isSuppressed
    }

    private func isIn(_ group: Int, _ ifindex: Int) throws(NotKnown) -> Bool {
        guard let link = try devices.link(ifindex) else { return false }
        guard let own = link.group else { throw NotKnown("the group of \(link.ifname) was not read") }
        return own == group
    }
}
