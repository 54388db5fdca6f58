import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// A counter that rose while it was watched, and what that means on the target's way.
public struct WatchedRise: Sendable {
    public let source: WatchedCounters.Source
    /// In the words of `ip -s`, nstat, `tc -s`, `conntrack -S`.
    public let counter: String
    /// At least so much was counted.
    public let rise: UInt64
    public let meaning: CounterMeaning
    /// The rule that counted, if one did.
    public let rule: RuleReference?
    /// The simulated packets that end at it.
    public let stopped: [AskedPath]

    /// How often another took the place of the source, where that is what it is about.
    public static let replacements = "replacements"
}

extension TargetAnalysis {
    /// In the order in which packets of the target pass what counts, then what the machine has once.
    func findWatchedRises() -> [WatchedRise] {
        guard let watched = query.snapshot.watched else { return [] }
        return watched.sources.flatMap { source in
            let rules = countingRules(source.source)
            let rule = rules.count == 1 ? rules[0] : nil
            let stopped = asked.filter { path in path.stopped?.dropPoint?.rule.map(rules.contains) ?? false }
            let rises = source.rises.map { rise in
                WatchedRise(
                    source: source, counter: rise.name, rise: rise.rise,
                    meaning: meaning(of: source.source, rise.name), rule: rule, stopped: stopped)
            }
            guard source.replacements > 0 else { return rises }
            return rises + [
                WatchedRise(
                    source: source, counter: WatchedRise.replacements, rise: UInt64(clamping: source.replacements),
                    meaning: .event, rule: rule, stopped: stopped)
            ]
        }
    }

    /// Those whose packets it counts; none of what is no rule's.
    private func countingRules(_ source: CounterSource) -> [RuleReference] {
        if case .counter(let id, let counter) = source { return rules(countingWith: counter, in: id).rules }
        return RuleReference(source).map { [$0] } ?? []
    }

    /// How many packets a rule counted while counters were watched, or packets captured; nil where that is not known.
    public func counted(_ rule: RuleReference) -> UInt64? {
        let snapshot = query.snapshot
        let sources = [snapshot.watched, snapshot.capture?.counters].compactMap { $0?.sources }.joined()
        return sources.first { RuleReference($0.source) == rule }?.rise("packets")
    }

    /// How much a counter rose while it was watched; nil where it was not.
    func risen(_ counter: String, of source: CounterSource) -> UInt64? {
        query.snapshot.watched?[source].map { $0.rise(counter) }
    }

    /// What it means that a counter rises, which depends on the kind of the link, and on what the rule does.
    public func meaning(of source: CounterSource, _ counter: String) -> CounterMeaning {
        switch source {
        case .link(let id, let ifname):
            let link = query.snapshot.namespaces[id]?.links.rows.first { $0.ifname == ifname }
            return CounterMeaning(source, counter, linkKind: link?.infoKind)
        case .rule where counter == "packets":
            guard let rule = RuleReference(source), drops(rule, behindCounter: nil) else { return .traffic }
            return .loss(rule.place == .policy ? "the policy drops them" : "the rule drops them")
        case .counter(let id, let named) where counter == "packets": return meaning(of: named, in: id)
        default: return CounterMeaning(source, counter)
        }
    }

    /// What it matches ends here, whatever else the packet is.
    public func drops(_ rule: RuleReference) -> Bool {
        guard rule.place != .policy else { return policyDrops(rule) }
        let actions = query.meanings(of: rule, asking: false).flatMap(\.actions)
        return !actions.isEmpty && actions.allSatisfy { $0 == .drop || $0 == .reject }
    }

    private func policyDrops(_ rule: RuleReference) -> Bool {
        guard let family = NftFamily(rawValue: rule.family.rawValue) else { return false }
        if rule.backend == .nft {
            let chain = query.snapshot.namespaces[rule.netns]?.ruleset?.chain(NftRef(family, rule.table, rule.chain))
            return chain?.base?.accepts == false
        }
        let tables = query.snapshot.namespaces[rule.netns]?.xtables[family == .ip6 ? .ip6 : .ip]
        return tables?.tables[rule.table]?.value?.chains.first { $0.name == rule.chain }?.policy == .drop
    }
}

extension RuleReference {
    /// The rule that counts; nil for other sources.
    init?(_ source: CounterSource) {
        guard case .rule(let id, let counted) = source,
            let family = RuleFamily(rawValue: counted.chain.family.rawValue)
        else { return nil }
        let place: Place =
            switch counted.place {
            case .handle(let handle): .handle(handle)
            case .number(let number): .number(number)
            case .policy: .policy
            }
        self.init(
            netns: id, backend: counted.isLegacy ? .legacy : .nft, family: family, table: counted.chain.table,
            chain: counted.chain.name, place: place, text: "")
    }
}
