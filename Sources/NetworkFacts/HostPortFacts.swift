import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery
import Topology

extension FactTables {
    static let hostPort = FactTable<View<HostPort>>(
        "HostPort", doc: "A port of a router that a rule leads to a subject, and who else has it there.",
        key: { "\($0.object.netns) \($0.object.published.proto) \($0.object.published.port)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The router.") { $0.netns($0.object.netns) },
            Fact("subject", .object("Netns"), doc: "The namespace that it is for.") { $0.netns($0.object.subject) },
            Fact("proto", .string, doc: "tcp or udp.") { .string(String(describing: $0.object.published.proto)) },
            Fact("port", .int, doc: "The port.") { .number($0.object.published.port) },
            Fact("target", .string, doc: "The subject's address that the rule leads to.") {
                .string($0.object.published.target.description)
            },
            Fact("target_port", .int, doc: "The subject's port that the rule leads to.") {
                .number($0.object.published.targetPort)
            },
            Fact("rule", .string, doc: "That rule, in the words of nft or iptables.") {
                .string($0.object.published.rule.reference.statelessText)
            },
            Fact("rule_name", .string, doc: "`ip nat PREROUTING handle 5`.") {
                .string($0.object.published.rule.reference.name)
            },
            Fact("listing", .list(.string), doc: "The words of a command that lists it: nft's or iptables'.") {
                .strings($0.analysis.listing(of: $0.object.published.rule.reference))
            },
            Fact(
                "rival", .object("Socket"), optional: true,
                doc:
                    "A socket of the router that waits for the same packets, of a program that does not keep ports for containers."
            ) { view in
                view.object.rival.map {
                    FactTables.socket.value(SocketView(analysis: view.analysis, netns: view.object.netns, socket: $0))
                }
            },
            Fact(
                "borrower", .object("Socket"), optional: true,
                doc: "A socket of the router that has the port as its own end of a connection to elsewhere."
            ) { view in
                view.object.borrower.map {
                    FactTables.socket.value(SocketView(analysis: view.analysis, netns: view.object.netns, socket: $0))
                }
            },
            Fact(
                "is_lendable", .bool,
                doc:
                    "The kernel may pick the port for a connection: it is in net.ipv4.ip_local_port_range, not reserved, and nobody waits on it."
            ) { .bool($0.object.isLendable) },
            Fact(
                "local_port_range", .string,
                doc: "net.ipv4.ip_local_port_range of the router, where that was asked for; else empty."
            ) { view in
                guard view.object.isLendable else { return .string("") }
                return CELValue.observed(
                    view.analysis.query.sysctl(view.object.netns, "net.ipv4.ip_local_port_range")
                ) { .string($0.split(whereSeparator: \.isWhitespace).joined(separator: " ")) } ?? .string("")
            },
            Fact(
                "reserved_ports", .string,
                doc: "net.ipv4.ip_local_reserved_ports of the router, where that was asked for; else empty."
            ) { view in
                guard view.object.isLendable else { return .string("") }
                return CELValue.observed(
                    view.analysis.query.sysctl(view.object.netns, "net.ipv4.ip_local_reserved_ports")
                ) { .string($0) } ?? .string("")
            },
            Fact("shadow", .string, doc: "The rule that leads the port to somebody else; empty where none does.") {
                .string($0.object.shadow?.rule?.statelessText ?? "")
            },
            Fact("shadow_name", .string, doc: "Its name; empty where there is none.") {
                .string($0.object.shadow?.rule?.name ?? "")
            },
            Fact("shadow_to", .string, doc: "The address that it leads to; empty where there is none.") {
                .string($0.object.shadow?.after.dst.description ?? "")
            },
            Fact("shadow_delete", .list(.string), doc: "The words of a command that deletes it; empty for none.") {
                view in
                .strings((view.object.shadow?.rule).flatMap { view.analysis.deletion(of: $0) } ?? [])
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.subject]) },
        ])
}
