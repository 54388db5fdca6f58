import Addresses
import Netfilter
import NetworkModel
import Routing
import RulesetText
import SnapshotQuery

/// A rule that changes addresses, with what it asks of a packet; of one with a map one for each element.
public struct TranslationRule: Hashable, Sendable {
    /// Which rule it is; of one with a map several share it.
    public var reference: RuleReference
    /// What a packet must be to be translated.
    public var conditions: RuleConditions
    /// What becomes of it.
    public var translation: RuleTranslation
    /// What it asks for stands in the chains that lead to it: one endpoint of a service.
    public var isService = false

    /// Nil for a rule that changes neither the source nor the destination to another host's.
    init?(_ reference: RuleReference, _ meaning: RuleMeaning) {
        guard let translation = meaning.translation else { return nil }
        switch (translation.side, translation.target) {
        case (.source?, _), (.destination?, .addresses), (.destination?, .prefix): break
        // NETMAP maps networks onto each other, REDIRECT leads here.
        default: return nil
        }
        self.reference = reference
        conditions = meaning.conditions
        self.translation = translation
    }

    /// SNAT or masquerade; else DNAT.
    public var isSourceNAT: Bool { translation.side == .source }

    /// `dnat to`, `--to-destination`: where it leads, if that is one host.
    public var target: IPAddress? { isSourceNAT ? nil : translation.address }
    /// The port that it leads to; nil where the packet's own stays, or several are possible.
    public var targetPort: UInt16? { isSourceNAT ? nil : translation.port }

    /// The one address that packets must be for.
    public var destination: IPAddress? { conditions.destinations.lazy.flatMap(\.wanted).compactMap(\.host).first }

    /// An address that packets may be for.
    ///
    /// - Parameter own: one that is as good as any, where the rule does not mind.
    func destination(orElse own: IPAddress?) -> IPAddress? {
        if let destination { return destination }
        let doesOwn = own.map { own in conditions.destinations.allSatisfy { $0.holds { $0.contains(own) } != false } }
        if doesOwn == true { return own }
        return conditions.destinations.lazy.flatMap(\.wanted).first?.example
    }

    func serves(_ family: IPAddress.Family) -> Bool { conditions.family == nil || conditions.family == family }

    /// The single ports that packets must be for.
    var destinationPorts: [UInt16] {
        let ports = conditions.destinationPorts.flatMap(\.wanted).filter { $0.lowerBound == $0.upperBound }
        return ports.map(\.lowerBound).filter { port in
            conditions.destinationPorts.allSatisfy { $0.holds { $0.contains(port) } != false }
        }
    }

    /// Of TCP and UDP those whose packets it asks for by name.
    private var protocols: [Socket.`Protocol`] {
        let wanted = Set(conditions.protocols.flatMap(\.wanted))
        let known: [Socket.`Protocol`] = [.tcp, .udp]
        return known.filter { wanted.contains($0.rawValue) }
    }

    /// The ports that it publishes; none where it does not say all of it.
    var published: [PublishedPort] {
        guard let target, translation.ports == nil || targetPort != nil else { return [] }
        return protocols.flatMap { proto in
            destinationPorts.map { port in
                PublishedPort(rule: self, proto: proto, port: port, target: target, targetPort: targetPort ?? port)
            }
        }
    }
}

/// A rule that leads from a port of a router to one of a subject.
public struct PublishedPort: Hashable, Sendable {
    /// The rule that translates.
    public var rule: TranslationRule
    /// TCP or UDP.
    public var proto: Socket.`Protocol`
    /// Where clients connect to.
    public var port: UInt16
    /// The address that it leads to.
    public var target: IPAddress
    /// Where it leads; `port` itself where the rule names none.
    public var targetPort: UInt16
}

extension SnapshotQuery {
    /// Whether packets of a source pass a rule's tests of it; nil where that is not known.
    func admits(_ source: IPAddress, _ tests: [RuleTest<AddressPattern>], of rule: RuleReference) -> Bool? {
        var isSure = true
        for test in tests {
            switch test.holds({ $0.contains(source) }, isMember: { self.contains(source, $0, of: rule) }) {
            case false?: return false
            case nil: isSure = false
            case true?: break
            }
        }
        return isSure ? true : nil
    }
}

extension RouterCache {
    /// Rules that are read to find translations, of a namespace.
    private static let ruleBudget = 2048

    /// The rules of a namespace that translate addresses, of chains that serve NAT, in both worlds of rules.
    public func translations(in id: NetnsID) -> [TranslationRule] {
        var budget = Self.ruleBudget
        return nftTranslations(id, &budget) + legacyTranslations(id, &budget)
    }

    private func nftTranslations(_ id: NetnsID, _ budget: inout Int) -> [TranslationRule] {
        var found: [TranslationRule] = []
        for table in query.ruleset(id).value?.tables.rows ?? [] {
            let bases = query.nftBaseChains(of: table, id)
            // A service proxy has a chain for each backend. What is more than one dump reads is met by packets, not
            // searched.
            guard let family = RuleFamily(rawValue: table.family.rawValue),
                bases.contains(where: { $0.base?.type == "nat" }), table.use <= Self.ruleBudget
            else { continue }
            let chains = table.chains.values.filter { $0.base == nil || $0.base?.type == "nat" }
            let sorted = chains.sorted { $0.handle < $1.handle }
            let before = found.count
            for chain in sorted {
                let rules = query.nftRules(id, table.ref(chain.name)).value ?? []
                for rule in rules.prefix(budget) where rule.translates {
                    let reference = RuleReference(
                        netns: id, backend: .nft, family: family, table: table.name, chain: chain.name,
                        place: .handle(rule.handle), text: NftText(table).rule(rule))
                    found += query.meanings(of: rule, table, id).compactMap { TranslationRule(reference, $0) }
                }
                budget -= min(budget, rules.count)
            }
            let own = found[before...]
            found.replaceSubrange(before..., with: reached(own) { callers(in: table, sorted, id) })
        }
        return found
    }

    /// Where a service proxy translates, each rule once for each way to it.
    private func reached(_ rules: some Sequence<TranslationRule>, by callers: () -> ChainCallers) -> [TranslationRule] {
        var known: ChainCallers?
        return rules.flatMap { rule -> [TranslationRule] in
            guard rule.isEndpoint else { return [rule] }
            let all = known ?? callers()
            known = all
            let ways = rule.reached(by: all)
            return ways.isEmpty ? [rule] : ways
        }
    }

    private func callers(in table: NftTable, _ chains: [NftChain], _ id: NetnsID) -> ChainCallers {
        let bases = chains.filter { $0.base?.hook == .prerouting }.map(\.name)
        var callers = ChainCallers(bases: Set(bases))
        for chain in chains {
            for rule in (query.nftRules(id, table.ref(chain.name)).value ?? []).prefix(Self.ruleBudget) {
                for meaning in query.meanings(of: rule, table, id, openingMaps: true) {
                    callers.add(meaning, of: chain.name)
                }
            }
        }
        return callers
    }

    private func callers(in table: XtTable, _ family: IPAddress.Family) -> ChainCallers {
        // NF_INET_PRE_ROUTING
        var callers = ChainCallers(bases: Set(table.chains.filter { $0.hook == 0 }.map(\.name)))
        for chain in table.chains {
            for rule in chain.rules.prefix(Self.ruleBudget) { callers.add(RuleMeaning(rule, family), of: chain.name) }
        }
        return callers
    }

    private func legacyTranslations(_ id: NetnsID, _ budget: inout Int) -> [TranslationRule] {
        var found: [TranslationRule] = []
        for (family, name) in [(XtFamily.ip, RuleFamily.ip), (.ip6, .ip6)] {
            guard let table = query.xtable(id, family, "nat").value else { continue }
            let before = found.count
            for chain in table.chains {
                for (index, rule) in chain.rules.prefix(budget).enumerated() where rule.target.translates {
                    let reference = RuleReference(
                        netns: id, backend: .legacy, family: name, table: "nat", chain: chain.name,
                        place: .number(index + 1), text: rule.save(chain: chain.name))
                    let meaning = RuleMeaning(rule, family == .ip6 ? .inet6 : .inet)
                    if let translation = TranslationRule(reference, meaning) { found.append(translation) }
                }
                budget -= min(budget, chain.rules.count)
            }
            let own = found[before...]
            found.replaceSubrange(before..., with: reached(own) { callers(in: table, family == .ip6 ? .inet6 : .inet) })
        }
        return found
    }
}

extension NftRule {
    /// Whether it is worth reading: most rules change no address.
    fileprivate var translates: Bool {
        expressions.contains { expression in
            switch expression {
            case .nat, .masq, .target("DNAT", _, _), .target("SNAT", _, _), .target("MASQUERADE", _, _): true
            default: false
            }
        }
    }
}

extension XtTarget {
    fileprivate var translates: Bool {
        switch self {
        case .dnat, .snat, .masquerade: true
        default: false
        }
    }
}
