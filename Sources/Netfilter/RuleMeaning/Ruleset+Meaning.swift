import Addresses
import KernelWire
import NetworkModel
import SnapshotQuery

extension SnapshotQuery {
    /// What a rule means: of one with a map a meaning for each element. Empty for policies, for what was not read, and for
    /// rules that never match.
    ///
    /// - Parameter asking: for elements of sets that are the rule's own words, and of maps, where those were not read.
    public func meanings(of rule: RuleReference, asking: Bool = true) -> [RuleMeaning] {
        switch value(of: rule) {
        case .nft(let value, let table) where asking: meanings(of: value, table, rule.netns)
        case .nft(let value, let table):
            RuleMeaning.all(value, of: table) { name in
                table.sets[name].flatMap { $0.elements.isComplete ? $0.elements.rows : nil }
            }
        case .xt(let value, let family): [RuleMeaning(value, family)]
        case nil: []
        }
    }

    /// Of a rule of nf_tables.
    ///
    /// - Parameter openingMaps: whether maps of verdicts with a name are taken apart, by what is in them just now.
    public func meanings(of rule: NftRule, _ table: NftTable, _ id: NetnsID, openingMaps: Bool = false)
        -> [RuleMeaning]
    {
        RuleMeaning.all(rule, of: table, openingMaps: openingMaps) { self.nftElements(id, table.ref($0)).value }
    }

    /// What somebody wrote beside a rule; hostile text. It is for people: nothing is decided by it.
    public func comment(of rule: RuleReference) -> String? {
        switch value(of: rule) {
        case .nft(let value, _): value.comment ?? value.expressions.lazy.compactMap(\.comment).first
        case .xt(let value, _): value.matches.lazy.compactMap(\.comment).first
        case nil: nil
        }
    }

    private enum RuleValue {
        case nft(NftRule, NftTable)
        case xt(XtRule, IPAddress.Family)
    }

    private func value(of rule: RuleReference) -> RuleValue? {
        switch rule.place {
        case .handle(let handle):
            guard let family = NftFamily(rawValue: rule.family.rawValue),
                let table = ruleset(rule.netns).value?.table(family, rule.table)
            else { return nil }
            let found = table.chains[rule.chain]?.rules.rows.first { $0.handle == handle }
            return found.map { .nft($0, table) }
        case .number(let number):
            let family: XtFamily = rule.family == .ip6 ? .ip6 : .ip
            guard let rules = xtChains(rule.netns, family, rule.table).value?[rule.chain]?.rules,
                rules.indices.contains(number - 1)
            else { return nil }
            return .xt(rules[number - 1], family == .ip6 ? .inet6 : .inet)
        case .policy, .chain: return nil
        }
    }

    // MARK: Sets

    /// Whether an address is in a set that a rule names; nil where that is not known.
    public func contains(_ address: IPAddress, _ set: SetReference, of rule: RuleReference) -> Bool? {
        switch set {
        case .nft(let name):
            guard let family = NftFamily(rawValue: rule.family.rawValue) else { return nil }
            return contains(address, NftRef(family, rule.table, name), rule.netns)
        case .ipset(let index):
            return ipset(rule.netns, index: index).value.flatMap { contains(address, $0, rule.netns) }
        }
    }

    private func contains(_ address: IPAddress, _ ref: NftRef, _ id: NetnsID) -> Bool? {
        guard let set = ruleset(id).value?.set(ref), set.keyLength * 8 == UInt32(address.family.width) else {
            return nil
        }
        let key = NftData(address.bytes)
        guard set.elements.isComplete else {
            switch nftElement(id, ref, key: key) {
            case .known: return true
            case .absent: return false
            case .unknown: return nil
            }
        }
        let index = nftSetIndex(id, ref, of: set.elements.rows)
        switch NftSetLookup(set: set, index: index).find(KnownBytes(key.bytes)) {
        case .element: return true
        case .none: return false
        case .unknown: return nil
        }
    }

    /// Of sets of addresses alone; the longest network decides, and may say no.
    private func contains(_ address: IPAddress, _ set: Ipset, _ id: NetnsID) -> Bool? {
        guard set.isOfAddresses, let members = ipsetMembers(id, set).value else { return nil }
        guard set.family == address.family else { return false }
        let part = IpsetPart.address(address, isSecond: false)
        let found = members.filter { part.isIn($0, netmask: set.netmask) }
        return found.max { ($0.prefixLength ?? .max) < ($1.prefixLength ?? .max) }.map { !$0.isNomatch } ?? false
    }
}

extension Ipset {
    /// hash:ip, hash:net, bitmap:ip: one address or network a member, and nothing beside it.
    public var isOfAddresses: Bool { ["hash:ip", Self.hashNet, "bitmap:ip"].contains(typename) }

    /// Sets of networks, of which the longest that covers an address decides.
    public static let hashNet = "hash:net"
}

extension NftExpression {
    /// Of iptables-nft's `-m comment`.
    fileprivate var comment: String? {
        guard case .match("comment", let revision, let info) = self, let revision = UInt8(exactly: revision) else {
            return nil
        }
        return XtMatch(xtables: info.bytes.span.bytes, name: "comment", revision: revision, family: .inet).comment
    }
}

extension XtMatch {
    fileprivate var comment: String? { if case .comment(let text) = self { text } else { nil } }
}
