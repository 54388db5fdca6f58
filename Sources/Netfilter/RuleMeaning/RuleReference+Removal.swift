import NetworkModel

extension RuleReference {
    /// Takes this rule away. The numbers of those behind it in a legacy chain are then less by one.
    public func remove(from snapshot: inout Snapshot) {
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
