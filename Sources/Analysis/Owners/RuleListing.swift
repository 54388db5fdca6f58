import Netfilter
import NetworkModel
import SnapshotQuery

extension TargetAnalysis {
    /// The words of a command that shows a rule among those of its chain, by the program that whoever wrote it would
    /// use: iptables for what iptables made, with the numbers by which it deletes.
    public func listing(of rule: RuleReference?) -> [String] {
        guard let rule else { return ["nft", "-a", "list", "ruleset"] }
        if rule.backend == .legacy {
            return [rule.family == .ip6 ? "ip6tables-legacy" : "iptables-legacy"] + rule.option + Self.numbered
                + [rule.chain]
        }
        if isOfIptables(rule) {
            return [rule.family == .ip6 ? "ip6tables" : "iptables"] + rule.option + Self.numbered + [rule.chain]
        }
        return ["nft", "-a", "list", "chain", rule.family.rawValue, rule.table, rule.chain]
    }

    private static let numbered = ["--line-numbers", "-nvL"]
}
