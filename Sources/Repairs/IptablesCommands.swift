import Addresses
import NetworkModel

extension Scratch {
    /// `iptables [-t TABLE] -P CHAIN ACCEPT`, `iptables -D CHAIN N`, `iptables -I CHAIN -i NAME -j ACCEPT` and the like, `iptables -t nat -A POSTROUTING -s NETWORK -o NAME -j MASQUERADE`
    mutating func iptables(_ words: inout Words, _ family: XtFamily, isLegacy: Bool, in id: NetnsID) -> Bool {
        let table = words.value("-t") ?? "filter"
        if let chain = words.value("-P") {
            guard words.take("ACCEPT"), words.isEmpty else { return false }
            return isLegacy ? acceptLegacy(family, table, chain, id) : acceptNft(family, table, chain, id)
        }
        if let chain = words.value("-D") {
            guard let number = words.take().flatMap({ Int($0) }), words.isEmpty else { return false }
            return isLegacy
                ? changeLegacy(family, table, chain, id) { rules in
                    if rules.indices.contains(number - 1) { rules.remove(at: number - 1) }
                }
                : deleteRule(family == .ip6 ? .ip6 : .ip, table, chain, id) { index, _ in index == number - 1 }
        }
        if table == "nat", !isLegacy, words.next == "-I", words.contains("MASQUERADE") {
            return masquerade(&words, "-I", family, id)
        }
        if let chain = words.value("-I") {
            if isLegacy {
                guard let rule = RuleMatches.legacy(&words) else { return false }
                return changeLegacy(family, table, chain, id) { $0.insert(rule, at: 0) }
            }
            guard let matches = RuleMatches.iptables(&words) else { return false }
            return insertAccept(matches, family == .ip6 ? .ip6 : .ip, table, chain, id)
        }
        return !isLegacy && table == "nat" && masquerade(&words, "-A", family, id)
    }

    /// - Parameter option: `-A` behind all rules of POSTROUTING, `-I` before them.
    private mutating func masquerade(
        _ words: inout Words, _ option: String, _ family: XtFamily, _ id: NetnsID
    ) -> Bool {
        guard words.value(option) == "POSTROUTING", words.value("-j") == "MASQUERADE",
            let source = words.value("-s").flatMap(Self.prefix)
        else { return false }
        let (oif, target) = (words.value("-o"), words.value("-d"))
        let destination = target.flatMap(Self.prefix)
        guard words.isEmpty, (target == nil) == (destination == nil),
            destination?.family ?? source.family == source.family,
            oif.map({ (1..<16).contains($0.utf8.count) }) ?? true
        else { return false }
        let tests =
            RuleMatches.address(source, isSource: true)
            + (destination.map { RuleMatches.address($0, isSource: false) } ?? [])
            + (oif.map { RuleMatches.device(.oifname, $0) } ?? [])
        return masquerade(tests, isFirst: option == "-I", source.family, family, id)
    }

    /// `nft delete rule FAMILY TABLE CHAIN handle N`, `nft insert|add rule FAMILY TABLE CHAIN [handle N] iifname NAME accept`
    /// and the like, `nft replace rule FAMILY TABLE CHAIN handle N …`
    mutating func nft(_ words: inout Words, in id: NetnsID) -> Bool {
        guard let verb = words.take(), words.take("rule"), let family = words.take().flatMap(NftFamily.init(rawValue:)),
            let table = words.take(), let chain = words.take()
        else { return false }
        let named = words.next == "handle"
        let handle = named ? words.value("handle").flatMap { UInt64($0) } : nil
        guard named == (handle != nil) else { return false }
        if verb == "delete" {
            guard let handle, words.isEmpty else { return false }
            return deleteRule(family, table, chain, id) { _, rule in rule.handle == handle }
        }
        guard let rules = RuleMatches.nft(&words) else { return false }
        return changeRules(family, table, chain, id) { rows in
            let place = handle.map { handle in rows.firstIndex { $0.handle == handle } }
            let new = rules.map { NftRule(expressions: $0) }
            switch (verb, place) {
            case (_, .some(nil)): return false
            // Ahead of the rule that is named, or behind it; else ahead of all, or behind all.
            case ("insert", let place?): rows.insert(contentsOf: new, at: place ?? 0)
            case ("insert", nil): rows.insert(contentsOf: new, at: 0)
            case ("add", let place?): rows.insert(contentsOf: new, at: (place ?? 0) + 1)
            case ("add", nil): rows.append(contentsOf: new)
            case ("replace", let place??):
                guard new.count == 1 else { return false }
                rows[place].expressions = new[0].expressions
            default: return false
            }
            return true
        }
    }

    /// - Parameter edit: false where there is nothing to change.
    private mutating func changeRules(
        _ family: NftFamily, _ table: String, _ chain: String, _ id: NetnsID, _ edit: (inout [NftRule]) -> Bool
    ) -> Bool {
        guard var rows = snapshot.namespaces[id]?.ruleset?.tables.rows,
            let place = rows.firstIndex(where: { $0.family == family && $0.name == table }),
            var rules = rows[place].chains[chain]?.rules, rules.isComplete, edit(&rules.rows)
        else { return false }
        rows[place].chains[chain]?.rules = rules
        change(id) { $0.ruleset?.tables.rows = rows }
        return true
    }

    private mutating func deleteRule(
        _ family: NftFamily, _ table: String, _ chain: String, _ id: NetnsID, where matches: (Int, NftRule) -> Bool
    ) -> Bool {
        changeRules(family, table, chain, id) { rows in
            guard let rule = rows.indices.first(where: { matches($0, rows[$0]) }) else { return false }
            rows.remove(at: rule)
            return true
        }
    }

    private mutating func changeLegacy(
        _ family: XtFamily, _ table: String, _ chain: String, _ id: NetnsID, _ edit: (inout [XtRule]) -> Void
    ) -> Bool {
        guard case .known(var found) = snapshot.namespaces[id]?.xtables[family]?.tables[table],
            let place = found.chains.firstIndex(where: { $0.name == chain })
        else { return false }
        edit(&found.chains[place].rules)
        change(id) { $0.xtables[family]?.tables[table] = .known(found) }
        return true
    }

    private mutating func insertAccept(
        _ matches: [NftExpression], _ family: NftFamily, _ table: String, _ chain: String, _ id: NetnsID
    ) -> Bool {
        changeRules(family, table, chain, id) { rows in
            rows.insert(NftRule(expressions: matches + [.verdict(.accept)]), at: 0)
            return true
        }
    }

    private mutating func acceptLegacy(_ family: XtFamily, _ table: String, _ chain: String, _ id: NetnsID) -> Bool {
        guard case .known(var found) = snapshot.namespaces[id]?.xtables[family]?.tables[table],
            let place = found.chains.firstIndex(where: { $0.name == chain && $0.policy != nil })
        else { return false }
        found.chains[place].policy = .accept
        change(id) { $0.xtables[family]?.tables[table] = .known(found) }
        return true
    }

    private mutating func acceptNft(_ family: XtFamily, _ table: String, _ chain: String, _ id: NetnsID) -> Bool {
        let nftFamily: NftFamily = family == .ip6 ? .ip6 : .ip
        guard var rows = snapshot.namespaces[id]?.ruleset?.tables.rows,
            let place = rows.firstIndex(where: { $0.family == nftFamily && $0.name == table }),
            rows[place].chains[chain]?.base != nil
        else { return false }
        rows[place].chains[chain]?.base?.accepts = true
        change(id) { $0.ruleset?.tables.rows = rows }
        return true
    }

    /// Behind the last rule of the chain that iptables would append it to, or before the first; the chain is made where
    /// there is none yet.
    private mutating func masquerade(
        _ tests: [NftExpression], isFirst: Bool, _ source: IPAddress.Family, _ family: XtFamily, _ id: NetnsID
    ) -> Bool {
        guard source == (family == .ip6 ? .inet6 : .inet), let ruleset = snapshot.namespaces[id]?.ruleset,
            ruleset.tables.isComplete
        else { return false }
        let nftFamily: NftFamily = family == .ip6 ? .ip6 : .ip
        var rows = ruleset.tables.rows
        let place = rows.firstIndex { $0.family == nftFamily && $0.name == "nat" } ?? rows.endIndex
        if place == rows.endIndex { rows.append(NftTable(family: nftFamily, name: "nat")) }
        var chain = rows[place].chains["POSTROUTING"] ?? Self.postrouting
        guard chain.base != nil, chain.rules.isComplete else { return false }
        let rule = NftRule(expressions: tests + [.masq(protoMin: nil, protoMax: nil, flags: 0)])
        chain.rules.rows.insert(rule, at: isFirst ? 0 : chain.rules.rows.endIndex)
        rows[place].chains["POSTROUTING"] = chain
        change(id) { $0.ruleset?.tables.rows = rows }
        return true
    }

    private static var postrouting: NftChain {
        var chain = NftChain(name: "POSTROUTING", base: NftChain.Base(type: "nat", hook: .postrouting, priority: 100))
        chain.rules = Table([], coverage: .complete)
        return chain
    }
}
