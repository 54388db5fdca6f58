import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery

extension NetworkFacts {
    /// The kernel's tables as they are, row by row, of the namespaces asked about and of their routers. Each is read for
    /// whoever uses the variable.
    static let raw: [Variable] = [
        Variable(
            name: "datapath", type: .object("Datapath"),
            doc: "Whose network the target is in, and how its packets travel, by what is on the node; read when used."
        ) { analysis in
            FactTables.datapath.value(View(analysis.datapath, in: analysis))
        },
        Variable(
            name: "routes", type: .list(.object("Route")),
            doc: "All routes of all tables, of the subjects and their routers; read when used."
        ) { analysis in
            RawTables.list(
                "routes", analysis, { [analysis.query.routes($0, .inet), analysis.query.routes($0, .inet6)] },
                value: { FactTables.route.value(RowView(analysis: analysis, id: $0, row: $1)) })
        },
        Variable(
            name: "rules", type: .list(.object("Rule")),
            doc: "All policy rules, of the subjects and their routers; read when used."
        ) { analysis in
            RawTables.list(
                "rules", analysis, { [analysis.query.rules($0)] },
                value: { FactTables.rule.value(RowView(analysis: analysis, id: $0, row: $1)) })
        },
        Variable(
            name: "neighbors", type: .list(.object("Neighbor")),
            doc: "All ARP and NDP entries, of the subjects and their routers; read when used."
        ) { analysis in
            RawTables.list(
                "neighbors", analysis, { [analysis.query.neighbors($0)] },
                value: { FactTables.neighbor.value(RowView(analysis: analysis, id: $0, row: $1)) })
        },
        Variable(
            name: "fdb", type: .list(.object("FDBEntry")),
            doc:
                "All forwarding entries of bridges and VXLAN devices, of the subjects and their routers; read when used."
        ) { analysis in
            RawTables.list(
                "fdb", analysis, { [analysis.query.fdb($0)] },
                value: { FactTables.fdbEntry.value(RowView(analysis: analysis, id: $0, row: $1)) })
        },
        Variable(
            name: "firewall_rules", type: .list(.object("FirewallRule")),
            doc: "All rules of nft and of both iptables, of the subjects and their routers; read when used."
        ) { analysis in
            RawTables.list(
                "firewall rules", analysis, { FirewallReading.rules(analysis, $0) },
                value: { FactTables.firewallRule.value($1) })
        },
        Variable(
            name: "firewall_chains", type: .list(.object("FirewallChain")),
            doc: "All chains of nft and of both iptables, of the subjects and their routers; read when used."
        ) { analysis in
            RawTables.list(
                "firewall chains", analysis, { FirewallReading.chains(analysis, $0) },
                value: { FactTables.firewallChain.value($1) })
        },
        Variable(
            name: "nft_sets", type: .list(.object("NftSet")),
            doc: "All named sets and maps of nft, of the subjects and their routers; read when used."
        ) { analysis in
            RawTables.list(
                "nft sets", analysis, { [FirewallReading.sets(analysis, $0)] }, value: { FactTables.nftSet.value($1) })
        },
    ]
}
