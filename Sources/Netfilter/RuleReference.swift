import NetworkModel

/// Which rule, for people and machines.
public struct RuleReference: Hashable, Sendable {
    /// Where in the chain it stands.
    public enum Place: Hashable, Sendable {
        /// nf_tables' name for the rule.
        case handle(UInt64)
        /// Counted from 1, as `iptables -L --line-numbers` does.
        case number(Int)
        /// No rule matched.
        case policy
        /// The chain itself: it is missing, too deep or could not be read.
        case chain
    }

    public var netns: NetnsID
    /// Which engine has the rule; a rule of iptables-nft is one of `nft`.
    public var backend: BaseChain.Backend
    /// The table's own family: `inet` for rules that serve both.
    public var family: RuleFamily
    public var table: String
    /// Of the rule, not the base chain that jumped there.
    public var chain: String
    /// With table and chain it names the rule, until the ruleset changes.
    public var place: Place
    /// The rule in the words of `nft` or `iptables-save`. Hostile text.
    public var text: String

    public init(
        netns: NetnsID, backend: BaseChain.Backend, family: RuleFamily, table: String, chain: String, place: Place,
        text: String
    ) {
        self.netns = netns
        self.backend = backend
        self.family = family
        self.table = table
        self.chain = chain
        self.place = place
        self.text = text
    }
}

extension RuleReference {
    /// The same rule, whatever its words: those may be left out, and count packets.
    public static func == (a: RuleReference, b: RuleReference) -> Bool {
        a.place == b.place && a.chain == b.chain && a.table == b.table && a.family == b.family
            && a.backend == b.backend && a.netns == b.netns
    }

    /// Both stand in one table.
    public func isSameTable(as other: RuleReference) -> Bool {
        table == other.table && family == other.family && backend == other.backend && netns == other.netns
    }

    /// Over some of what is compared: enough to tell rules apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(netns)
        hasher.combine(table)
        hasher.combine(chain)
        hasher.combine(place)
    }
}

/// A rule that a packet met, in order.
public struct RuleVisit: Hashable, Sendable {
    /// What came of the rule for the packet.
    public enum Outcome: Hashable, Sendable {
        /// An expression did not match; its words, where they help.
        case noMatch(String?)
        /// Chance decides, or nobody knows, whether it matches; it comes to the same. Why.
        case immaterial(String)
        /// All matched, and the trace goes on with the next rule: counters, marks, logs.
        case passed
        case jump(String)
        case goto(String)
        case `return`
        case verdict(HookVerdict)
    }

    public var rule: RuleReference
    public var outcome: Outcome

    public init(_ rule: RuleReference, _ outcome: Outcome) {
        self.rule = rule
        self.outcome = outcome
    }
}

extension RuleReference {
    /// The text without what changes with each packet, as `nft -s` prints it.
    public var statelessText: String {
        var words = text.split(separator: " ", omittingEmptySubsequences: false)
        var place = 0
        while let counter = words[place...].firstIndex(of: "counter"), counter + 4 < words.count {
            place = counter + 1
            guard words[place] == "packets", UInt64(words[place + 1]) != nil, words[place + 2] == "bytes",
                UInt64(words[place + 3]) != nil
            else { continue }
            words.removeSubrange(place..<place + 4)
        }
        return words.joined(separator: " ")
    }
}
