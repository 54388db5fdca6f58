import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import RulesetText
import SnapshotQuery

/// What a rule asks of packets and does with them, in values that expressions compare. All meanings of a rule with a map
/// are taken together.
struct FirewallRuleParts: Sendable {
    let saddr, daddr: AskedField<IPPrefix>
    let sport, dport: AskedField<ClosedRange<UInt16>>
    let proto: AskedField<String>
    let iif, oif: AskedField<String>
    let meanings: [RuleMeaning]

    init(_ value: FirewallRuleView.Value, in chain: FirewallChainView) {
        let query = chain.analysis.query
        let table: NftTable?
        switch value {
        case .nft(let rule, let owner):
            table = owner
            meanings = query.meanings(of: rule, owner, chain.id)
        case .legacy(let rule, let family):
            table = nil
            meanings = [RuleMeaning(rule, family)]
        }
        let addresses = AskedField.Reading<AddressPattern>(
            members: { query.addressMembers(of: $0, table, chain.id) }, values: \.prefixes,
            meet: { $0.contains($1) ? $1 : $1.contains($0) ? $0 : nil },
            anything: { conditions in
                [IPAddress.Family.inet, .inet6].filter { conditions.family == nil || conditions.family == $0 }.map {
                    .everything($0)
                }
            })
        saddr = AskedField(meanings, \.sources, addresses)
        daddr = AskedField(meanings, \.destinations, addresses)
        let ports = AskedField<ClosedRange<UInt16>>.Reading<ClosedRange<UInt16>>(
            members: { query.portMembers(of: $0, table, chain.id) }, values: { [$0] },
            meet: { $0.overlaps($1) ? $0.clamped(to: $1) : nil }, anything: { _ in [0...UInt16.max] })
        sport = AskedField(meanings, \.sourcePorts, ports)
        dport = AskedField(meanings, \.destinationPorts, ports)
        proto = AskedField(
            meanings, \.protocols,
            AskedField.Reading(
                members: { query.protocolMembers(of: $0, table, chain.id) },
                values: { [XtRule.protocolName(UInt16($0))] }, meet: { $0 == $1 ? $0 : nil },
                anything: { _ in ["all"] }))
        let interfaces = AskedField<String>.Reading<InterfacePattern>(
            members: { query.interfaceMembers(of: $0, table, chain.id) },
            values: { pattern in
                switch pattern {
                case .named(let interface): [interface.name + (interface.isPrefix ? "*" : "")]
                case .index(let index): query.link(chain.id, index).value.map { [$0.ifname] }
                }
            }, meet: { $0 == $1 ? $0 : nil }, anything: { _ in ["*"] })
        iif = AskedField(meanings, \.inputs, interfaces)
        oif = AskedField(meanings, \.outputs, interfaces)
    }

    /// Whether nothing of it is beyond us.
    var isUnderstood: Bool {
        meanings.allSatisfy { $0.conditions.isKnown && !$0.actions.contains(.unknown) }
    }
}

/// What a rule asks of one field of a packet.
struct AskedField<Value: Hashable & Sendable>: Sendable {
    /// The field must be one of these. A rule that does not ask has all that there is here.
    let wanted: Observed<[Value]>
    /// The field must be none of these.
    let excluded: Observed<[Value]>

    /// How the tests of a rule become values.
    struct Reading<Pattern: Hashable & Sendable> {
        /// What is in a set.
        let members: (SetReference) -> Observed<[Pattern]>
        /// A pattern in values; nil where none say the same.
        let values: (Pattern) -> [Value]?
        /// What is in both of two values.
        let meet: (Value, Value) -> Value?
        /// What a rule that does not ask lets pass.
        let anything: (RuleConditions) -> [Value]

        func all(_ test: RuleTest<Pattern>) -> Observed<[Value]> {
            let patterns: Observed<[Pattern]> =
                switch test.choice {
                case .values(let values): .known(values)
                case .members(let set): members(set)
                }
            return patterns.flatMap { patterns in
                let found = patterns.map(values)
                return found.contains { $0 == nil }
                    ? .unknown("it cannot be said in simple values") : .known(found.flatMap { $0 ?? [] })
            }
        }
    }

    init<Pattern>(
        _ meanings: [RuleMeaning], _ tests: (RuleConditions) -> [RuleTest<Pattern>], _ reading: Reading<Pattern>
    ) {
        guard !meanings.isEmpty else {
            wanted = .unknown("the rule never matches, or was not read")
            excluded = wanted
            return
        }
        wanted = Self.union(meanings.map { Self.wanted($0.conditions, tests($0.conditions), reading) })
        excluded = Self.common(
            meanings.map { meaning in
                Self.union(tests(meaning.conditions).filter(\.isInverted).map(reading.all))
            })
    }

    /// Of one meaning: what passes each of its tests.
    private static func wanted<Pattern>(
        _ conditions: RuleConditions, _ tests: [RuleTest<Pattern>], _ reading: Reading<Pattern>
    ) -> Observed<[Value]> {
        let asked = tests.filter { !$0.isInverted }.map(reading.all)
        guard var values = asked.first else {
            return conditions.isKnown
                ? .known(reading.anything(conditions)) : .unknown("a part of the rule is not understood")
        }
        for other in asked.dropFirst() {
            values = values.flatMap { left in
                other.map { right in left.flatMap { value in right.compactMap { reading.meet(value, $0) } } }
            }
        }
        return values
    }

    private static func union(_ all: [Observed<[Value]>]) -> Observed<[Value]> {
        if let reason = all.lazy.compactMap(\.reason).first { return .unknown(reason) }
        return .known(unique(all.flatMap { $0.value ?? [] }))
    }

    private static func common(_ all: [Observed<[Value]>]) -> Observed<[Value]> {
        guard var values = all.first else { return .known([]) }
        for other in all.dropFirst() { values = values.flatMap { left in other.map { left.filter($0.contains) } } }
        return values
    }

    private static func unique(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }
}

extension AddressPattern {
    /// The fewest prefixes that hold just these addresses; nil for a mask with holes.
    var prefixes: [IPPrefix]? {
        switch self {
        case .masked(let pattern):
            guard let length = pattern.prefixLength, let prefix = IPPrefix(pattern.address, length: length) else {
                return nil
            }
            return [prefix.network]
        case .range(let range): return Self.prefixes(range)
        }
    }

    static func prefixes(_ range: ClosedRange<IPAddress>) -> [IPPrefix] {
        let family = range.lowerBound.family
        var (low, prefixes): (UInt128, [IPPrefix]) = (range.lowerBound.bits, [])
        let high = range.upperBound.bits
        while low <= high {
            // As many host bits as the beginning has room for, and the end.
            var host = min(low == 0 ? family.width : low.trailingZeroBitCount, family.width)
            while host > 0, high - low < (host == 128 ? UInt128.max : (1 << UInt128(host)) - 1) { host -= 1 }
            guard let prefix = IPPrefix(IPAddress(family: family, bits: low), length: family.width - host) else {
                break
            }
            prefixes.append(prefix)
            let size = host == 128 ? UInt128.max : (1 << UInt128(host)) - 1
            let (last, isOver) = low.addingReportingOverflow(size)
            guard !isOver, last < high else { break }
            low = last + 1
        }
        return prefixes
    }
}
