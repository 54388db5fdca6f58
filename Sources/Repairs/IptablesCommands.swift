import Addresses
import NetworkModel

extension Scratch {
    /// `iptables [-t TABLE] -P CHAIN ACCEPT`, `iptables -I CHAIN -i NAME -j ACCEPT`, `iptables -t nat -A POSTROUTING -s NETWORK -o NAME -j MASQUERADE`
    mutating func iptables(_ words: inout Words, _ family: XtFamily, isLegacy: Bool, in id: NetnsID) -> Bool {
        let table = words.value("-t") ?? "filter"
        if let chain = words.value("-P") {
            guard words.take("ACCEPT"), words.isEmpty else { return false }
            return isLegacy ? acceptLegacy(family, table, chain, id) : acceptNft(family, table, chain, id)
        }
        if let chain = words.value("-I") {
            guard !isLegacy, words.value("-j") == "ACCEPT", let iif = words.value("-i"), words.isEmpty else {
                return false
            }
            return insertAccept(iif, family == .ip6 ? .ip6 : .ip, table, chain, id)
        }
        guard !isLegacy, table == "nat", words.value("-A") == "POSTROUTING", words.value("-j") == "MASQUERADE",
            let source = words.value("-s").flatMap(Self.prefix), let oif = words.value("-o"), words.isEmpty
        else { return false }
        return masquerade(source, oif, family, id)
    }

    /// `nft insert rule FAMILY TABLE CHAIN iifname NAME accept`
    mutating func nft(_ words: inout Words, in id: NetnsID) -> Bool {
        guard words.take("insert"), words.take("rule"), let family = words.take().flatMap(NftFamily.init(rawValue:)),
            let table = words.take(), let chain = words.take(), words.take("iifname"), let iif = words.take(),
            words.take("accept"), words.isEmpty
        else { return false }
        return insertAccept(iif, family, table, chain, id)
    }

    private mutating func insertAccept(
        _ iif: String, _ family: NftFamily, _ table: String, _ chain: String, _ id: NetnsID
    )
        -> Bool
    {
        // A name that ends in + or * stands for many.
        guard iif.utf8.count < 16, iif.last != "+", iif.last != "*",
            var rows = snapshot.namespaces[id]?.ruleset?.tables.rows,
            let place = rows.firstIndex(where: { $0.family == family && $0.name == table }),
            rows[place].chains[chain]?.rules.isComplete == true
        else { return false }
        rows[place].chains[chain]?.rules.rows.insert(
            NftRule(expressions: [.meta(key: .iifname, dreg: 1), Self.equals(iif), .verdict(.accept)]), at: 0)
        change(id) { $0.ruleset?.tables.rows = rows }
        return true
    }

    private static func equals(_ name: String) -> NftExpression {
        let name = Array(name.utf8)
        return .cmp(sreg: 1, op: .eq, data: NftData(name + [UInt8](repeating: 0, count: max(16 - name.count, 0))))
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
            equals(oif),
            .masq(protoMin: nil, protoMax: nil, flags: 0),
        ]
    }
}
