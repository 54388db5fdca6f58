import Addresses
import Analysis
import NetworkModel
import SnapshotQuery

/// All rules, chains and sets of a namespace, one list for each piece that is read on its own.
enum FirewallReading {
    static func rules(_ analysis: TargetAnalysis, _ id: NetnsID) -> [Observed<[FirewallRuleView]>] {
        nftChains(analysis, id) { table, chain in
            analysis.query.nftRules(id, table.ref(chain.name)).map { rules in
                let view = FirewallChainView(chain, of: table, in: analysis, id)
                return rules.enumerated().map { number, rule in
                    FirewallRuleView(.nft(rule, table), number: number + 1, in: view)
                }
            }
        }
            + legacyTables(analysis, id) { table, family in
                table.chains.flatMap { chain in
                    let view = FirewallChainView(chain, of: table.name, family, in: analysis, id)
                    return chain.rules.enumerated().map { number, rule in
                        FirewallRuleView(
                            .legacy(rule, family == .ip6 ? .inet6 : .inet), number: number + 1, in: view)
                    }
                }
            }
    }

    static func chains(_ analysis: TargetAnalysis, _ id: NetnsID) -> [Observed<[FirewallChainView]>] {
        nftChains(analysis, id) { table, chain in
            .known([FirewallChainView(chain, of: table, in: analysis, id)])
        }
            + legacyTables(analysis, id) { table, family in
                table.chains.map { FirewallChainView($0, of: table.name, family, in: analysis, id) }
            }
    }

    static func sets(_ analysis: TargetAnalysis, _ id: NetnsID) -> Observed<[NftSetView]> {
        analysis.query.ruleset(id).map { ruleset in
            ruleset.tables.rows.flatMap { table in
                table.sets.values.filter { !$0.flags.contains(.anonymous) }.sorted { $0.handle < $1.handle }.map {
                    NftSetView(analysis: analysis, id: id, table: table, set: $0)
                }
            }
        }
    }

    private static func nftChains<Row>(
        _ analysis: TargetAnalysis, _ id: NetnsID, _ read: (NftTable, NftChain) -> Observed<[Row]>
    ) -> [Observed<[Row]>] {
        switch analysis.query.ruleset(id) {
        case .absent: []
        case .unknown(let reason): [.unknown(reason)]
        case .known(let ruleset):
            ruleset.tables.rows.flatMap { table in
                table.chains.values.sorted { $0.handle < $1.handle }.map { read(table, $0) }
            }
        }
    }

    /// arptables-legacy is not read.
    private static func legacyTables<Row>(
        _ analysis: TargetAnalysis, _ id: NetnsID, _ rows: (XtTable, XtFamily) -> [Row]
    ) -> [Observed<[Row]>] {
        [XtFamily.ip, .ip6].flatMap { family -> [Observed<[Row]>] in
            switch analysis.query.xtableNames(id, family) {
            case .absent: []
            case .unknown(let reason): [.unknown(reason)]
            case .known(let names):
                names.sorted().map { name in
                    analysis.query.xtable(id, family, name).map { rows($0, family) }
                }
            }
        }
    }
}

/// A set of nf_tables as expressions see it.
struct NftSetView: Sendable {
    let analysis: TargetAnalysis
    let id: NetnsID
    let table: NftTable
    let set: NftSet
}
