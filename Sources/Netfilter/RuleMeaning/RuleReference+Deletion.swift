import NetworkModel

extension RuleReference {
    /// The command that deletes exactly this rule, as arguments; empty for policies and for chains, which are no rules.
    /// `nft` takes rules of iptables-nft by their handles, too.
    public var deletion: [String] {
        switch place {
        case .handle(let handle): ["nft", "delete", "rule", family.rawValue, table, chain, "handle", "\(handle)"]
        case .number(let number):
            [family == .ip6 ? "ip6tables-legacy" : "iptables-legacy", "-t", table, "-D", chain, "\(number)"]
        case .policy, .chain: []
        }
    }

    /// The same machine without this rule. The numbers of those behind it in a legacy chain are then less by one.
    public func removed(from snapshot: inout Snapshot) {
        switch place {
        case .handle(let handle):
            guard let family = NftFamily(rawValue: family.rawValue) else { return }
            snapshot.namespaces[netns]?.ruleset?.updateChain(NftRef(family, table, chain)) { chain in
                chain.rules.rows.removeAll { $0.handle == handle }
            }
        case .number(let number):
            let family: XtFamily = family == .ip6 ? .ip6 : .ip
            guard var tables = snapshot.namespaces[netns]?.xtables[family],
                var found = tables.tables[table]?.value,
                let place = found.chains.firstIndex(where: { $0.name == chain }),
                found.chains[place].rules.indices.contains(number - 1)
            else { return }
            found.chains[place].rules.remove(at: number - 1)
            tables.tables[table] = .known(found)
            snapshot.namespaces[netns]?.xtables[family] = tables
        case .policy, .chain: return
        }
    }
}
