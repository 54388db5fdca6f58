import NetworkModel

extension Difference {
    /// What an earlier look has seen and the one now has not: whoever can still look should, before it is compared.
    public static func lacking(in new: Snapshot, for old: Snapshot) -> Set<Need> {
        guard old.host.name == new.host.name else { return [] }
        var needs: Set<Need> = []
        for (id, before) in old.namespaces {
            guard let after = new.namespaces[id] else {
                needs.insert(.namespaces)
                continue
            }
            before.addLinks(lackingIn: after, to: &needs)
            before.addTables(lackingIn: after, to: &needs)
            before.addRules(lackingIn: after, to: &needs)
            for key in before.sysctls.keys where after.sysctls[key] == nil { needs.insert(.sysctl(id, key)) }
            if before.conntrack != nil, after.conntrack == nil { needs.insert(.conntrack(id)) }
            if before.xfrm != nil, after.xfrm == nil { needs.insert(.xfrm(id)) }
            if before.resolver != nil, after.resolver == nil { needs.insert(.namedResolver(id)) }
        }
        return needs
    }
}

extension Namespace {
    fileprivate func addLinks(lackingIn after: Namespace, to needs: inout Set<Need>) {
        let names = Set(after.links.rows.filter { !$0.isBrief }.map(\.ifname))
        for link in links.rows where !link.isBrief && !names.contains(link.ifname) && !after.links.isComplete {
            if !after.links.asked.contains(Table<Link>.key(name: link.ifname)) {
                needs.insert(.linkNamed(id, ifname: link.ifname))
            }
        }
        let holders = Set(addresses.rows.map(\.ifindex))
        for ifindex in holders
        where !after.addresses.isComplete && !after.addresses.asked.contains(Table<Address>.key(ifindex)) {
            needs.insert(.addresses(id, ifindex: ifindex))
        }
        for ifindex in (traffic ?? [:]).keys where after.traffic?[ifindex] == nil {
            needs.insert(.traffic(id, ifindex: ifindex))
        }
        for key in links.asked
        where key.hasPrefix("ifname ") && !after.links.isComplete && !after.links.asked.contains(key) {
            needs.insert(.linkNamed(id, ifname: String(key.dropFirst(7))))
        }
    }

    fileprivate func addTables(lackingIn after: Namespace, to needs: inout Set<Need>) {
        func lacks<Row>(_ old: Table<Row>, _ new: Table<Row>) -> Bool { old.isComplete && new.coverage == .unread }
        if lacks(links, after.links) { needs.insert(.table(id, .links)) }
        if lacks(addresses, after.addresses) { needs.formUnion([.table(id, .addresses), .table(id, .addresses6)]) }
        if lacks(routes, after.routes) { needs.insert(.table(id, .routes)) }
        if lacks(routes6, after.routes6) { needs.insert(.table(id, .routes6)) }
        if lacks(rules, after.rules) { needs.insert(.table(id, .rules)) }
        if lacks(nexthops, after.nexthops) { needs.insert(.table(id, .nexthops)) }
        if lacks(neighbors, after.neighbors) { needs.insert(.table(id, .neighbors)) }
        if lacks(fdb, after.fdb) { needs.insert(.table(id, .fdb)) }
        if lacks(sockets, after.sockets) { needs.insert(.table(id, .sockets)) }
    }

    fileprivate func addRules(lackingIn after: Namespace, to needs: inout Set<Need>) {
        if let ruleset {
            guard let newer = after.ruleset else {
                needs.insert(.ruleset(id))
                return
            }
            for table in ruleset.tables.rows {
                for (name, chain) in table.chains where chain.rules.isComplete {
                    let ref = table.ref(name)
                    if newer.chain(ref)?.rules.coverage == .unread { needs.insert(.nftRules(id, ref)) }
                }
                for (name, set) in table.sets where set.elements.isComplete {
                    let ref = table.ref(name)
                    if newer.set(ref)?.elements.coverage == .unread { needs.insert(.nftElements(id, ref)) }
                }
            }
        }
        for (family, tables) in xtables {
            guard let newer = after.xtables[family] else {
                needs.insert(.xtables(id, family))
                continue
            }
            for name in tables.tables.keys where newer.tables[name] == nil && newer.names.value?.contains(name) == true
            {
                needs.insert(.xtable(id, family, name: name))
            }
        }
    }
}
