import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

/// What the diagnosis was asked about.
struct TargetView: Sendable {
    let analysis: TargetAnalysis
    let target: Target

    var process: NetworkModel.Process? { target.pid.flatMap { analysis.query.snapshot.processes[$0] } }
}

extension FactTables {
    static let target = FactTable<TargetView>(
        "Target", doc: "What the diagnosis was asked about.", key: { $0.target.spelling },
        facts: [
            Fact("kind", .string, doc: "pid, netns, container, pod, unit, vm, iface or node.") {
                .string($0.target.kind.rawValue)
            },
            Fact("spelling", .string, doc: "As the user typed it.") { .string($0.target.spelling) },
            Fact("netns", .object("Netns"), optional: true, doc: "Its namespace; absent for a whole node.") { view in
                view.target.netns.map { FactTables.netns.value(NetnsView(analysis: view.analysis, id: $0)) }
            },
            Fact("pid", .int, optional: true, doc: "Process number in our own PID namespace.") {
                $0.target.pid.map { .number($0) }
            },
            Fact("comm", .string, optional: true, doc: "The process's own name for itself.") {
                ($0.process?.comm).map { .string($0) }
            },
            Fact("container", .string, optional: true, doc: "Container id from the cgroup.") {
                ($0.process?.container?.id).map { .string($0) }
            },
            Fact("container_name", .string, optional: true, doc: "What people call that container.") {
                ($0.process?.container?.label?.name).map { .string($0) }
            },
            Fact("pod", .string, optional: true, doc: "The pod of Kubernetes that it is in: `shop/web-0`.") {
                ($0.process?.container?.label?.pod?.words).map { .string($0) }
            },
            Fact("service", .string, optional: true, doc: "The service of Compose or of a swarm: `shop/web`.") {
                ($0.process?.container?.label?.service?.words).map { .string($0) }
            },
            Fact(
                "renewal", .list(.string),
                doc:
                    "The words of a command with which whoever runs it gives it its network anew; empty where nobody is known to."
            ) {
                .strings($0.analysis.renewal?.words ?? [])
            },
            Fact("renewal_risk", .string, doc: "What else that does.") { .string($0.analysis.renewal?.risk ?? "") },
            Fact("is_host_network", .bool, doc: "The process shares the namespace that nsdoctor runs in.") { view in
                .bool(
                    view.target.pid != nil
                        && view.target.netns.flatMap { view.analysis.query.namespace($0)?.isOwn } == true)
            },
            Fact(
                "may_ping", .bool, optional: true,
                doc:
                    "The process may send a ping: by a capability of its own, by one that a program brings along, or by net.ipv4.ping_group_range; absent where there is no process, or one of another user namespace than the network's."
            ) { view in
                CELValue.observed(view.analysis.mayPing) { .bool($0) }
            },
            Fact(
                "inner_pids", .list(.string),
                doc: "Processes that have the same number inside a PID namespace of their own."
            ) {
                .strings($0.target.innerPids.map { "\($0.pid) (\($0.comm))" })
            },
            Fact(
                "threads_elsewhere", .list(.int), formerly: ["stray_threads"],
                doc: "Threads of the process that run in another network namespace."
            ) {
                .list(($0.process?.strayThreads.keys.sorted() ?? []).map { .number($0) })
            },
        ])
}
