import Addresses
import Analysis
import CEL
import NetworkModel
import Netfilter
import RulesetText
import SnapshotQuery

/// A rule of a firewall as expressions see it, of either backend. What it means is worked out when somebody asks.
final class FirewallRuleView: Sendable {
    enum Value: Sendable {
        case nft(NftRule, NftTable)
        case legacy(XtRule, IPAddress.Family)
    }

    let chain: FirewallChainView
    /// Counted from 1 in its chain.
    let number: Int
    let value: Value
    private let late: Late<FirewallRuleParts>

    init(_ value: Value, number: Int, in chain: FirewallChainView) {
        self.chain = chain
        self.number = number
        self.value = value
        late = Late { FirewallRuleParts(value, in: chain) }
    }

    var parts: FirewallRuleParts { late.value }
    var analysis: TargetAnalysis { chain.analysis }

    /// The kernel's name for it; nil in xtables.
    var handle: UInt64? { if case .nft(let rule, _) = value { rule.handle } else { nil } }

    var reference: RuleReference {
        RuleReference(
            netns: chain.id, backend: chain.backend, family: RuleFamily(rawValue: chain.family) ?? .inet,
            table: chain.table, chain: chain.name, place: handle.map { .handle($0) } ?? .number(number), text: "")
    }

    /// In the words of `nft` or `iptables-save`.
    var text: String {
        switch value {
        case .nft(let rule, let table):
            // Sets that are the rule's own words are read with what it means.
            return withExtendedLifetime(parts) { NftText(table).rule(rule) }
        case .legacy(let rule, _): return rule.save(chain: chain.name, sets: sets(of: rule))
        }
    }

    /// Packets and bytes that it has counted; nil where it does not count.
    var counter: NftCounter? {
        switch value {
        case .legacy(let rule, _): return NftCounter(packets: rule.packets, bytes: rule.bytes)
        case .nft(let rule, _):
            for case .counter(let packets, let bytes) in rule.expressions {
                return NftCounter(packets: packets, bytes: bytes)
            }
            return nil
        }
    }

    /// Names of ipsets by number, where the rule has any.
    private func sets(of rule: XtRule) -> [UInt16: String] {
        let isAsking = rule.matches.contains { if case .set = $0 { true } else { false } }
        guard isAsking else { return [:] }
        let sets = analysis.query.ipsets(chain.id).value ?? []
        return Dictionary(sets.map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A chain of a firewall as expressions see it.
final class FirewallChainView: Sendable {
    let analysis: TargetAnalysis
    let id: NetnsID
    let backend: BaseChain.Backend
    /// ip, ip6, inet, arp, bridge or netdev.
    let family: String
    let table: String
    let name: String
    let handle: UInt64?
    let base: Base?

    /// Where a chain is called from.
    struct Base: Sendable {
        let type: String
        let hook: String
        let priority: Int
        let policy: String
        let devices: [String]
    }

    /// A chain of nf_tables.
    init(_ chain: NftChain, of table: NftTable, in analysis: TargetAnalysis, _ id: NetnsID) {
        self.analysis = analysis
        self.id = id
        backend = .nft
        family = table.family.rawValue
        self.table = table.name
        name = chain.name
        handle = chain.handle
        base = chain.base.map {
            Base(
                type: $0.type, hook: $0.hook.word, priority: Int($0.priority), policy: $0.accepts ? "accept" : "drop",
                devices: $0.devices)
        }
    }

    /// A chain of iptables-legacy.
    init(_ chain: XtChain, of table: String, _ family: XtFamily, in analysis: TargetAnalysis, _ id: NetnsID) {
        self.analysis = analysis
        self.id = id
        backend = .legacy
        self.family = family.rawValue
        self.table = table
        name = chain.name
        handle = nil
        base = chain.hook.map { hook in
            Base(
                type: table == "nat" ? "nat" : table == "mangle" && chain.name == "OUTPUT" ? "route" : "filter",
                hook: chain.name.lowercased(), priority: Self.priority(of: table, hook: hook),
                policy: (chain.policy?.rawValue ?? "").lowercased(), devices: [])
        }
    }

    /// Priorities of the tables' hooks: NF_IP_PRI_* (linux/netfilter_ipv4.h).
    private static func priority(of table: String, hook: Int) -> Int {
        switch table {
        case "raw": -300
        case "mangle": -150
        // NF_INET_PRE_ROUTING and NF_INET_LOCAL_OUT translate destinations.
        case "nat": hook == 0 || hook == 3 ? -100 : 100
        case "security": 50
        default: 0
        }
    }
}

extension NftChain.Hook {
    fileprivate var word: String {
        switch self {
        case .prerouting: "prerouting"
        case .input: "input"
        case .forward: "forward"
        case .output: "output"
        case .postrouting: "postrouting"
        case .ingress: "ingress"
        case .egress: "egress"
        case .other(let number): String(number)
        }
    }
}
