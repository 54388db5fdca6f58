import Addresses
import Analysis
import CEL
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery
import Topology

extension FactTables {
    static let conntrackLoss = FactTable<View<ConntrackLoss>>(
        "ConntrackLoss", doc: "What connection tracking has counted against packets where it translates for a subject.",
        key: { $0.object.netns },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that translates.") { $0.netns($0.object.netns) },
            Fact(
                "insert_failed", .int,
                doc: "Packets dropped because another made the same entry first, since it was made; 0 for a few."
            ) { .number($0.object.insertFailed) },
            Fact(
                "invalid", .int, doc: "Packets that belonged to no connection, since it was made; 0 for a few."
            ) { .number($0.object.invalid) },
            Fact(
                "insert_failed_meanwhile", .int, optional: true,
                doc: "Of them, those during `nsdoctor watch`; absent without one."
            ) { $0.object.meanwhile.map { .number($0.insertFailed) } },
            Fact(
                "dropped_meanwhile", .int, optional: true,
                doc: "Packets that connection tracking dropped during `nsdoctor watch`; absent without one."
            ) { $0.object.meanwhile.map { .number($0.dropped) } },
            Fact(
                "invalid_meanwhile", .int, optional: true,
                doc: "Packets that belonged to no connection during `nsdoctor watch`; absent without one."
            ) { $0.object.meanwhile.map { .number($0.invalid) } },
            Fact(
                "resets_meanwhile", .int, optional: true,
                doc: "Resets that the namespace itself sent during `nsdoctor watch`; absent without one."
            ) { $0.object.meanwhile.map { .number($0.resets) } },
            Fact(
                "query", .object("Trace"), optional: true,
                doc: "A question to a name server by UDP that it translates; absent for none."
            ) { view in
                view.object.query.map { FactTables.path.value(View($0, in: view.analysis)) }
            },
            Fact(
                "connection", .object("Trace"), optional: true,
                doc: "A connection to the outside whose source it lends; absent for none."
            ) { view in
                view.object.connection.map { FactTables.path.value(View($0, in: view.analysis)) }
            },
            Fact(
                "drops_invalid", .bool,
                doc:
                    "Rules may drop there what belongs to no connection before it is answered with a reset; true as well where that is not known."
            ) { .bool($0.object.dropsInvalid ?? true) },
            Fact(
                "is_liberal", .bool,
                doc: "net.netfilter.nf_conntrack_tcp_be_liberal is set; true as well where that is not known."
            ) { .bool($0.object.isLiberal ?? true) },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces that it translates for.") { view in
                .inodes(view.analysis.affected(by: view.object.netns))
            },
        ])

    static let idleConnections = FactTable<View<IdleConnections>>(
        "IdleConnections",
        doc: "Connections that a router translates and forgets sooner than the subject would ask after them.",
        key: { "\($0.object.netns) \($0.object.router)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The subject.") { $0.netns($0.object.netns) },
            Fact("router", .object("Netns"), doc: "The router that translates.") { $0.netns($0.object.router) },
            Fact("socket", .object("Socket"), doc: "The first of them by its far end.") {
                FactTables.socket.value(
                    SocketView(analysis: $0.analysis, netns: $0.object.netns, socket: $0.object.socket))
            },
            Fact("count", .int, doc: "How many there are.") { .number($0.object.count) },
            Fact(
                "timeout", .int, doc: "Seconds of silence after which the router forgets an established connection."
            ) { .number($0.object.timeout) },
            Fact("keepalive", .int, doc: "net.ipv4.tcp_keepalive_time of the subject, in seconds.") {
                .number($0.object.keepalive)
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.netns]) },
        ])
}
