import NetworkModel

/// What somebody may write beside a rule to make a reader of words err.
enum HostileComments {
    static let all = [
        "no masquerade here", "was dnat to 192.168.15.1:9999 until May", "--dport 80 -s 10.0.0.0/8",
        "dport 53 daddr 1.2.3.4", "drop", "limit rate 5/second", "MASQUERADE", "-j DNAT --to-destination 10.1.0.11:81",
        "tcp dport 9999 dnat to 10.1.0.11:9999", " tcp option maxseg size set 1300 ", "-j TCPMSS --clamp-mss-to-pmtu",
        "default/web has no endpoints", "default/web has no local endpoints", "name:web-9 namespace: evil",
        "! -i br0", "iifname != \"eth0\"", "-o eth0 oifname", "saddr @everybody", "-s 192.0.2.0/24 --dport 80",
        "10.1.0.11", "10.1.0.11/32", "snat to 203.0.113.1:2000-2001", "--to-ports 2000-2001", "mark ct --ctstate",
        "its hairpin mode is off", "net.ipv4.conf.eth0.rp_filter", "\" comment \"", "br0 eth0 cni0 docker0",
    ]
}

extension Snapshot {
    /// The same rules, each with a hostile comment in place of what stood beside it: one of the list after the other,
    /// from `first` on. Sets, their elements, chains and tables get some, too.
    func withHostileComments(from first: Int) -> Snapshot {
        var next = first
        func comment() -> String {
            next += 1
            return HostileComments.all[next % HostileComments.all.count]
        }
        var snapshot = self
        for id in snapshot.namespaces.keys.sorted() {
            if var tables = snapshot.namespaces[id]?.ruleset?.tables {
                for index in tables.rows.indices { tables.rows[index].giveComments(comment) }
                snapshot.namespaces[id]?.ruleset?.tables = tables
            }
            for (family, tables) in snapshot.namespaces[id]?.xtables ?? [:] {
                for (name, table) in tables.tables {
                    guard case .known(var table) = table else { continue }
                    for index in table.chains.indices {
                        table.chains[index].rules = table.chains[index].rules.map { $0.with(comment: comment()) }
                    }
                    snapshot.namespaces[id]?.xtables[family]?.tables[name] = .known(table)
                }
            }
        }
        return snapshot
    }
}

extension NftTable {
    fileprivate mutating func giveComments(_ comment: () -> String) {
        self.comment = comment()
        let isOfIptables = ["filter", "nat", "mangle", "raw", "security"].contains(name)
        for key in chains.keys.sorted() {
            chains[key]?.comment = comment()
            for index in chains[key]?.rules.rows.indices ?? 0..<0 {
                chains[key]?.rules.rows[index].take(comment: comment(), asMatch: isOfIptables)
            }
        }
        for key in sets.keys.sorted() {
            for index in sets[key]?.elements.rows.indices ?? 0..<0 {
                sets[key]?.elements.rows[index].comment = comment()
            }
        }
    }
}

extension NftRule {
    fileprivate mutating func take(comment: String, asMatch: Bool) {
        self.comment = comment
        expressions.removeAll { if case .match("comment", _, _) = $0 { true } else { false } }
        // struct xt_comment_info
        let words = Array(comment.utf8.prefix(255))
        let info = NftData(words + [UInt8](repeating: 0, count: 256 - words.count))
        if asMatch { expressions.insert(.match(name: "comment", revision: 0, info: info), at: 0) }
    }
}

extension XtRule {
    fileprivate func with(comment: String) -> XtRule {
        var rule = self
        rule.matches.removeAll { if case .comment = $0 { true } else { false } }
        rule.matches.insert(.comment(comment), at: 0)
        return rule
    }
}
