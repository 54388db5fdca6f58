import Addresses
import Netfilter
import NetworkModel
import Routing
import RulesetText
import SnapshotQuery

/// A rule that changes addresses, as far as its words tell what it is for.
public struct TranslationRule: Hashable, Sendable {
    public var reference: RuleReference
    /// Source networks it is limited to; nil for none.
    public var source: IPPrefix?
    public var isSourceInverted = false
    public var destination: IPAddress?
    public var proto: String?
    public var dport: UInt16?
    /// `dnat to`, `--to-destination`.
    public var target: IPAddress?
    public var targetPort: UInt16?
    public var isSourceNAT: Bool

    /// Reads the words of `nft` or `iptables-save`. What they mean for a packet is decided by walking one.
    init?(_ reference: RuleReference) {
        self.reference = reference
        let words = reference.text.split(separator: " ").prefix(64).map(String.init)
        let isDestinationNAT = words.contains("dnat") || words.contains("DNAT")
        isSourceNAT = !Set(words).isDisjoint(with: ["masquerade", "MASQUERADE", "snat", "SNAT"])
        guard isDestinationNAT || isSourceNAT else { return nil }
        for (index, word) in words.enumerated() where index + 1 < words.count {
            let isInverted = words[index + 1] == "!=" || (index > 0 && words[index - 1] == "!")
            let place = words[index + 1] == "!=" ? index + 2 : index + 1
            guard place < words.count else { break }
            let value = words[place]
            switch word {
            case "tcp", "udp": proto = proto ?? word
            case "-p", "--protocol", "l4proto": if proto == nil, value == "tcp" || value == "udp" { proto = value }
            case "saddr", "-s":
                source = IPPrefix(value) ?? IPAddress(value).flatMap { IPPrefix($0, length: $0.family.width) }
                isSourceInverted = isInverted
            case "daddr", "-d":
                if !isInverted { destination = IPAddress(value.split(separator: "/").first.map(String.init) ?? value) }
            case "dport", "--dport": if !isInverted { dport = UInt16(value) }
            case "to", "--to-destination": if isDestinationNAT { readTarget(value) }
            default: break
            }
        }
    }

    private mutating func readTarget(_ text: String) {
        if let address = IPAddress(text) {
            target = address
            return
        }
        guard let colon = text.lastIndex(of: ":") else { return }
        let host = text[..<colon].trimming("[", "]")
        target = IPAddress(host)
        targetPort = UInt16(text[text.index(after: colon)...])
    }
}

extension RuleReference {
    /// Its words before what it does.
    var conditions: [Substring] {
        Array(text.split(separator: " ").prefix { $0 != "dnat" && $0 != "DNAT" }.filter { $0 != "-j" })
    }
}

extension Substring {
    fileprivate func trimming(_ first: Character, _ last: Character) -> String {
        var text = self
        if text.first == first { text.removeFirst() }
        if text.last == last { text.removeLast() }
        return String(text)
    }
}

/// A rule that leads from a port of a router to one of a subject.
public struct PublishedPort: Hashable, Sendable {
    public var rule: TranslationRule
    public var proto: String
    public var port: UInt16
    public var target: IPAddress
    public var targetPort: UInt16
}

extension RouterCache {
    /// Rules that are read to find translations, of a namespace.
    private static let ruleBudget = 2000

    /// The rules of a namespace that translate addresses, of chains that serve NAT, in both worlds of rules.
    public func translations(in id: NetnsID) -> [TranslationRule] {
        var budget = Self.ruleBudget
        return nftTranslations(id, &budget) + legacyTranslations(id, &budget)
    }

    private func nftTranslations(_ id: NetnsID, _ budget: inout Int) -> [TranslationRule] {
        var found: [TranslationRule] = []
        for table in query.ruleset(id).value?.tables.rows ?? [] {
            let bases = query.nftBaseChains(of: table, id)
            // A service proxy has a chain for each backend: those are met by packets, not searched.
            guard let family = RuleFamily(rawValue: table.family.rawValue),
                bases.contains(where: { $0.base?.type == "nat" }),
                table.chains.count - bases.count <= 64
            else { continue }
            let chains = table.chains.values.filter { $0.base == nil || $0.base?.type == "nat" }
            for chain in chains.sorted(by: { $0.handle < $1.handle }) {
                let rules = query.nftRules(id, table.ref(chain.name)).value ?? []
                for rule in rules.prefix(budget) {
                    let reference = RuleReference(
                        netns: id, backend: .nft, family: family, table: table.name, chain: chain.name,
                        place: .handle(rule.handle), text: NftText(table).rule(rule))
                    if let translation = TranslationRule(reference) { found.append(translation) }
                }
                budget -= min(budget, rules.count)
            }
        }
        return found
    }

    private func legacyTranslations(_ id: NetnsID, _ budget: inout Int) -> [TranslationRule] {
        var found: [TranslationRule] = []
        for (family, name) in [(XtFamily.ip, RuleFamily.ip), (.ip6, .ip6)] {
            guard let table = query.xtable(id, family, "nat").value else { continue }
            for chain in table.chains {
                for (index, rule) in chain.rules.prefix(budget).enumerated() {
                    let reference = RuleReference(
                        netns: id, backend: .legacy, family: name, table: "nat", chain: chain.name,
                        place: .number(index + 1), text: rule.save(chain: chain.name))
                    if let translation = TranslationRule(reference) { found.append(translation) }
                }
                budget -= min(budget, chain.rules.count)
            }
        }
        return found
    }
}
