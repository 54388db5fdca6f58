import Addresses
import Analysis
import CEL
import NetworkModel
import SnapshotQuery

/// A socket as expressions see it.
struct SocketView: Sendable {
    let analysis: TargetAnalysis
    let netns: NetnsID
    let socket: Socket
}

extension FactTables {
    static let socket = FactTable<SocketView>(
        "Socket", doc: "A socket, in the words of `ss`.", key: { $0.socket },
        facts: [
            Fact("proto", .string, doc: "tcp, udp, raw …") { .string(String(describing: $0.socket.proto)) },
            Fact("state", .string, doc: "LISTEN, ESTAB, UNCONN …") { .string($0.socket.state.name) },
            Fact("src", .ip, doc: "Local address.") { .address($0.socket.src) },
            Fact("sport", .int, doc: "Local port.") { .number($0.socket.sport) },
            Fact("dst", .ip, doc: "Remote address.") { .address($0.socket.dst) },
            Fact("dport", .int, doc: "Remote port.") { .number($0.socket.dport) },
            Fact("uid", .int, doc: "Owner.") { .number($0.socket.uid) },
            Fact("recvq", .int, doc: "Bytes to be read; of a listener the connections that wait to be accepted.") {
                .number($0.socket.rqueue)
            },
            Fact("sendq", .int, doc: "Bytes not acknowledged yet; of a listener how many connections may wait.") {
                .number($0.socket.wqueue)
            },
            Fact("pids", .list(.int), doc: "Processes of its namespace that hold it.") { view in
                CELValue.observed(view.analysis.query.owners(of: view.socket, in: view.netns)) {
                    .list($0.map { .number($0.pid) })
                }
            },
            Fact("owner", .string, doc: "`nginx (pid 7)`; `somebody` where no process of its namespace holds it.") {
                .string(owner(of: $0.socket, in: $0.netns, $0.analysis))
            },
        ])
}
