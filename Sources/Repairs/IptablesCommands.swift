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
        if let chain = words.value("-I") {
            if isLegacy {
                guard let rule = RuleMatches.legacy(&words) else { return false }
                return changeLegacy(family, table, chain, id) { $0.insert(rule, at: 0) }
            }
            guard let matches = RuleMatches.iptables(&words) else { return false }
            return insertAccept(matches, family == .ip6 ? .ip6 : .ip, table, chain, id)
        }
        guard !isLegacy, table == "nat", words.value("-A") == "POSTROUTING", words.value("-j") == "MASQUERADE",
            let source = words.value("-s").flatMap(Self.prefix), let oif = words.value("-o"), words.isEmpty
        else { return false }
        return masquerade(source, oif, family, id)
    }

    /// `nft delete rule FAMILY TABLE CHAIN handle N`, `nft insert rule FAMILY TABLE CHAIN iifname NAME accept` and the like
    mutating func nft(_ words: inout Words, in id: NetnsID) -> Bool {
        if words.take("delete") {
            guard words.take("rule"), let family = words.take().flatMap(NftFamily.init(rawValue:)),
                let table = words.take(), let chain = words.take(),
                let handle = words.value("handle").flatMap({ UInt64($0) }), words.isEmpty
            else { return false }
            return deleteRule(family, table, chain, id) { _, rule in rule.handle == handle }
        }
        guard words.take("insert"), words.take("rule"), let family = words.take().flatMap(NftFamily.init(rawValue:)),
            let table = words.take(), let chain = words.take(), let matches = RuleMatches.nft(&words)
        else { return false }
        return insertAccept(matches, family, table, chain, id)
    }

    private mutating func deleteRule(
        _ family: NftFamily, _ table: String, _ chain: String, _ id: NetnsID, where matches: (Int, NftRule) -> Bool
    ) -> Bool {
        guard var rows = snapshot.namespaces[id]?.ruleset?.tables.rows,
            let place = rows.firstIndex(where: { $0.family == family && $0.name == table }),
            let rules = rows[place].chains[chain]?.rules, rules.isComplete,
            let rule = rules.rows.indices.first(where: { matches($0, rules.rows[$0]) })
        else { return false }
        rows[place].chains[chain]?.rules.rows.remove(at: rule)
        change(id) { $0.ruleset?.tables.rows = rows }
        return true
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
        guard var rows = snapshot.namespaces[id]?.ruleset?.tables.rows,
            let place = rows.firstIndex(where: { $0.family == family && $0.name == table }),
            rows[place].chains[chain]?.rules.isComplete == true
        else { return false }
        rows[place].chains[chain]?.rules.rows.insert(NftRule(expressions: matches + [.verdict(.accept)]), at: 0)
        change(id) { $0.ruleset?.tables.rows = rows }
        return true
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

    /// Behind the last rule of the chain that iptables would append it to, which is made where there is none yet.
    private mutating func masquerade(_ source: IPPrefix, _ oif: String, _ family: XtFamily, _ id: NetnsID) -> Bool {
        guard oif.utf8.count < 16, source.family == (family == .ip6 ? .inet6 : .inet),
            let ruleset = snapshot.namespaces[id]?.ruleset, ruleset.tables.isComplete
        else { return false }
        let nftFamily: NftFamily = family == .ip6 ? .ip6 : .ip
        var rows = ruleset.tables.rows
        let place = rows.firstIndex { $0.family == nftFamily && $0.name == "nat" } ?? rows.endIndex
        if place == rows.endIndex { rows.append(NftTable(family: nftFamily, name: "nat")) }
        var chain = rows[place].chains["POSTROUTING"] ?? Self.postrouting
        guard chain.base != nil, chain.rules.isComplete else { return false }
        chain.rules.rows.append(NftRule(expressions: Self.masquerade(source, oif)))
        rows[place].chains["POSTROUTING"] = chain
        change(id) { $0.ruleset?.tables.rows = rows }
        return true
    }

    private static var postrouting: NftChain {
        var chain = NftChain(name: "POSTROUTING", base: NftChain.Base(type: "nat", hook: .postrouting, priority: 100))
        chain.rules = Table([], coverage: .complete)
        return chain
    }

    private static func masquerade(_ source: IPPrefix, _ oif: String) -> [NftExpression] {
        let network = Array(source.network.address.bytes)
        let mask = (0..<network.count).map { index -> UInt8 in
            let bits = min(max(source.length - index * 8, 0), 8)
            return UInt8(truncatingIfNeeded: 0xff00 >> bits)
        }
        return [
            .payload(dreg: 1, base: .nh, offset: source.family == .inet6 ? 8 : 12, len: network.count),
            .bitwise(
                sreg: 1, dreg: 1, len: network.count, op: .maskXor, mask: NftData(mask),
                xor: NftData([UInt8](repeating: 0, count: network.count)), data: nil, sreg2: nil),
            .cmp(sreg: 1, op: .eq, data: NftData(network)),
            .meta(key: .oifname, dreg: 1),
            .cmp(
                sreg: 1, op: .eq,
                data: NftData(Array(oif.utf8) + [UInt8](repeating: 0, count: max(16 - oif.utf8.count, 0)))),
            .masq(protoMin: nil, protoMax: nil, flags: 0),
        ]
    }
}
