import Addresses
import NetworkModel

/// The rules that every namespace is born with: fib_default_rules_init, fib6_rules_net_init.
enum DefaultRules {
    static func of(_ family: IPAddress.Family) -> [Rule] {
        let pairs: [(UInt32, UInt32)] = [
            (0, RouteTable.local), (32766, RouteTable.main), (32767, RouteTable.default),
        ]
        // IPv6 has no table `default`.
        return pairs.prefix(family == .inet ? 3 : 2).map {
            Rule(family: family, priority: $0.0, action: .table($0.1))
        }
    }

    static func isUntouched(_ rules: [Rule]) -> Bool {
        rules.map(plain) == of(.inet)
    }

    /// Some of them are missing, and there are no others.
    static func isOnlyReduced(_ rules: [Rule], _ family: IPAddress.Family) -> Bool {
        let expected = of(family)
        return rules.count < expected.count && rules.map(plain).allSatisfy(expected.contains)
    }

    /// Without who made the rule, and with selectors that select everything taken away.
    private static func plain(_ rule: Rule) -> Rule {
        var rule = rule
        rule.proto = nil
        if rule.src?.length == 0 { rule.src = nil }
        if rule.dst?.length == 0 { rule.dst = nil }
        if rule.tos == 0 { rule.tos = nil }
        return rule
    }
}
