import Addresses
import Analysis
import CEL
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery
import Topology

extension FactTables {
    static let stoppedProcess = FactTable<View<StoppedDependency>>(
        "StoppedProcess",
        doc: "A process that is there and does not run, though the target or a packet of it needs it.",
        key: { $0.object.process.pid },
        facts: [
            Fact("pid", .int, doc: "Its number in our own PID namespace.") { .number($0.object.process.pid) },
            Fact("comm", .string, doc: "Its own name for itself.") { .string($0.object.process.comm) },
            Fact(
                "pids", .list(.int), doc: "Its number and those of others that were stopped in the same way beside it."
            ) {
                .list($0.object.all.map { .number($0.process.pid) })
            },
            Fact("others", .list(.string), doc: "Those others: `names (pid 81)`.") {
                .strings($0.object.others.map { "\($0.process.comm) (pid \($0.process.pid))" })
            },
            Fact(
                "is_needed", .bool,
                doc: "It, or one of the others, is the target itself, or has a packet that is wanted or vital."
            ) { view in
                .bool(
                    view.object.all.contains { stopped in
                        stopped.path.map { $0.isWanted || view.analysis.isVital($0) } ?? true
                    })
            },
            Fact(
                "cause", .string, doc: "signal: SIGSTOP and its like; debugger; freezer: its cgroup is frozen."
            ) { .string($0.object.process.cause.rawValue) },
            Fact("cgroup", .string, doc: "The frozen cgroup; empty where it is not frozen.") {
                .string($0.object.process.cause == .freezer ? $0.object.process.cgroup ?? "" : "")
            },
            Fact(
                "role", .string,
                doc:
                    "target: the diagnosis is about it; server: it has the socket that a packet gets to; reader: it has the tun device open that a packet is handed to."
            ) { .string($0.object.role.rawValue) },
            Fact("object", .string, doc: "That socket or device: `udp port 53`, tun0; empty for the target.") {
                .string($0.object.object)
            },
            Fact("netns", .object("Netns"), doc: "Where that is; the target's namespace for the target.") {
                $0.netns($0.object.netns)
            },
            Fact("trace", .object("Trace"), optional: true, doc: "The packet that nobody takes; absent for the target.")
            {
                view in
                view.object.path.map { FactTables.path.value(View($0, in: view.analysis)) }
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces that wait for it, or for one of the others.") {
                .inodes(Set($0.object.all.map { $0.path?.subject ?? $0.netns }).sorted { $0.inode < $1.inode })
            },
        ])

    static let fullListener = FactTable<View<FullListener>>(
        "FullListener", doc: "A TCP server for which more connections wait than may.",
        key: { "\($0.object.netns) \($0.object.socket.src) \($0.object.socket.sport)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "Where it listens.") { $0.netns($0.object.netns) },
            Fact("socket", .object("Socket"), doc: "The listener.") {
                FactTables.socket.value(
                    SocketView(analysis: $0.analysis, netns: $0.object.netns, socket: $0.object.socket))
            },
            Fact("is_wanted", .bool, doc: "The user or the subject waits for an answer of it.") {
                .bool($0.object.path?.isWanted ?? false)
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces that it keeps waiting.") {
                .inodes([$0.object.path?.subject ?? $0.object.netns])
            },
        ])
}
