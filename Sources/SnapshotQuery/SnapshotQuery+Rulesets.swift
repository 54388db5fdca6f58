import Addresses
import NetworkModel

// Rules of both worlds, piece by piece: first what there is, then single chains, sets and tables.

extension SnapshotQuery {
    /// What there is; its rules and elements count only through the two questions below.
    public func ruleset(_ id: NetnsID) -> Observed<Ruleset> {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        guard let ruleset = index.namespace.ruleset else { return missing(.ruleset(id)) }
        switch ruleset.tables.coverage {
        case .complete: return .known(ruleset)
        case .incomplete(let reason): return .unknown(reason)
        case .unread: return missing(.ruleset(id))
        }
    }

    /// The base chains of all tables that are not dormant, in no order. Other chains may be ten thousand.
    public func nftBaseChains(_ id: NetnsID) -> Observed<[NftRef]> { nftIndex(id).map(\.bases) }

    private func nftIndex(_ id: NetnsID) -> Observed<NftIndex> {
        if let known = nftIndexes[id] { return .known(known) }
        return ruleset(id).map { ruleset in
            let index = earlierNftIndexes[id].flatMap { $0.serves(ruleset) ? $0 : nil } ?? NftIndex(ruleset)
            nftIndexes[id] = index
            return index
        }
    }

    /// The base chains of one table; none where the ruleset was not read, or the table is dormant.
    public func nftBaseChains(of table: NftTable, _ id: NetnsID) -> [NftChain] {
        (nftBaseChains(id).value ?? []).filter { $0.family == table.family && $0.table == table.name }.compactMap {
            table.chains[$0.name]
        }
    }

    /// The rules of a chain in their order; absent if there is no such chain.
    public func nftRules(_ id: NetnsID, _ ref: NftRef) -> Observed<[NftRule]> {
        ruleset(id).flatMap { ruleset in
            guard let chain = ruleset.chain(ref) else { return .absent }
            return rows(chain.rules, need: .nftRules(id, ref))
        }
    }

    /// The elements of a set; absent if there is no such set.
    public func nftElements(_ id: NetnsID, _ ref: NftRef) -> Observed<[NftElement]> {
        ruleset(id).flatMap { ruleset in
            guard let set = ruleset.set(ref) else { return .absent }
            return rows(set.elements, need: .nftElements(id, ref))
        }
    }

    /// What a set has for a key, be it the catch-all; absent where it has nothing.
    public func nftElement(_ id: NetnsID, _ ref: NftRef, key: NftData) -> Observed<NftElement> {
        ruleset(id).flatMap { ruleset in
            guard let set = ruleset.set(ref) else { return .absent }
            return set.lookups?[key.hex] ?? missing(.nftElement(id, ref, key: key))
        }
    }

    /// The elements of a set for lookups, sorted once.
    public func nftSetIndex(_ id: NetnsID, _ ref: NftRef, of elements: [NftElement]) -> NftSetIndex {
        let key = NftSetKey(netns: id, ref: ref)
        if let known = setIndexes[key] { return known }
        let index = NftSetIndex(elements)
        setIndexes[key] = index
        return index
    }

    /// What tells the rules of a chain from a packet at a glance, worked out once.
    public func nftTellingTests(_ id: NetnsID, _ ref: NftRef, of rules: [NftRule]) -> [NftTellingTest?] {
        guard let index = nftIndex(id).value else { return [] }
        if let known = index.tellingTests[ref] { return known }
        let tests = rules.map { NftTellingTest($0) }
        index.tellingTests[ref] = tests
        return tests
    }

    /// A rule in words, put once: many packets meet it.
    public func words(_ id: NetnsID, _ table: NftTable, _ rule: NftRule, _ make: () -> String) -> String {
        let key = NftRuleKey(netns: id, family: table.family, table: table.name, handle: rule.handle)
        if let known = ruleWords[key] { return known }
        let words = make()
        ruleWords[key] = words
        return words
    }

    /// IPsec policies; absent where the kernel has none, and where a snapshot is from a tool that did not look: its
    /// packets are judged as they were then.
    public func xfrm(_ id: NetnsID) -> Observed<Xfrm> {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        if let known = index.namespace.xfrm { return known }
        lack(.xfrm(id))
        return .absent
    }

    /// Names of the iptables-legacy tables that exist; absent where the kernel has no such engine.
    public func xtableNames(_ id: NetnsID, _ family: XtFamily) -> Observed<[String]> {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        return index.namespace.xtables[family]?.names ?? missing(.xtables(id, family))
    }

    /// A table of iptables-legacy, with all its chains; absent where neither it nor the engine is there.
    public func xtable(_ id: NetnsID, _ family: XtFamily, _ name: String) -> Observed<XtTable> {
        switch xtableNames(id, family) {
        case .absent: return .absent
        case .unknown(let reason): return .unknown(reason)
        case .known(let names):
            guard names.contains(name) else { return .absent }
            return index(id)?.namespace.xtables[family]?.tables[name] ?? missing(.xtable(id, family, name: name))
        }
    }

    /// The chains of a table by name.
    public func xtChains(_ id: NetnsID, _ family: XtFamily, _ name: String) -> Observed<[String: XtChain]> {
        let key = XtTableKey(netns: id, family: family, table: name)
        if let known = xtChains[key] { return .known(known) }
        return xtable(id, family, name).map { table in
            let chains = Dictionary(table.chains.map { ($0.name, $0) }) { first, _ in first }
            xtChains[key] = chains
            return chains
        }
    }
}
