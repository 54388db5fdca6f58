import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

/// Everything that runbooks and `query` can talk about: the variables, and how to get each from an analysis. This table
/// is the source of the type checker, the fact reference, the schema and the completions.
public enum NetworkFacts {
    /// The variables and their types.
    public static let schema = FactSchema(
        variables: variables.map { FactVariable($0.name, $0.type, formerly: $0.formerly, doc: $0.doc) },
        tables: [
            FactTables.target, FactTables.netns, FactTables.link, FactTables.address, FactTables.attachment,
            FactTables.gateway, FactTables.router, FactTables.egress, FactTables.reply, FactTables.defaultRouteStatus,
            FactTables.overlap,
            FactTables.policy, FactTables.errorRoute, FactTables.nameserver, FactTables.resolver, FactTables.duplicate,
            FactTables.mismatch, FactTables.prefixConflict, FactTables.looseVeth, FactTables.staleName,
            FactTables.socket,
            FactTables.path, FactTables.traffic, FactTables.masquerade, FactTables.tunnel, FactTables.portPool,
            FactTables.conntrackLoad, FactTables.policyHijack, FactTables.routingLoop, FactTables.nodeRoute,
            FactTables.proxyGap,
            FactTables.source6, FactTables.backendMix, FactTables.snatPool, FactTables.flushedRules,
            FactTables.deafToAdvertisements, FactTables.refusal, FactTables.setGap, FactTables.serviceProxies,
            FactTables.trackingRule, FactTables.fullListener, FactTables.stoppedProcess,
            FactTables.hostPort, FactTables.conntrackLoss, FactTables.idleConnections, FactTables.userModeNetwork,
            FactTables.guest,
            FactTables.pluginLeftover, FactTables.pluginRival, FactTables.pluginGap,
            FactTables.managedLink, FactTables.addressPool, FactTables.stuckDevice, FactTables.shaper,
            FactTables.orphanProgram,
            FactTables.neighborTable, FactTables.macFilter, FactTables.ipvlanReturn, FactTables.busyParent,
            FactTables.capturedStream, FactTables.capturedSolicitation, FactTables.capturedDrop,
            FactTables.machineDrop, FactTables.watchedCounter,
            FactTables.probe, FactTables.datapath,
            FactTables.route, FactTables.nextHop, FactTables.rule, FactTables.neighbor, FactTables.fdbEntry,
            FactTables.firewallRule, FactTables.portRange, FactTables.firewallChain, FactTables.nftSet,
        ], libraries: CELLibrary.all + [SysctlFunction.library])

    /// The variables' values. Lists are made when this is called; what their elements know is looked up when read.
    public static func bindings(_ analysis: TargetAnalysis) -> [String: CELValue] {
        let gaps = unreadable(analysis)
        var bindings: [String: CELValue] = [:]
        for variable in places + packets + keepers where !walked.contains(variable.name) {
            bindings[variable.name] = variable.value(analysis)
            // A namespace that could not be read may have anything in it: each list about the subjects then holds an
            // unknown, so that no check calls it ok.
            if !gaps.isEmpty, aboutSubjects.contains(variable.name), case .list(let elements) = bindings[variable.name]
            {
                bindings[variable.name] = .list(elements + gaps.map { .unknown(because: $0) })
            }
        }
        analysis.settle()
        for variable in places + packets + keepers where walked.contains(variable.name) {
            bindings[variable.name] = variable.value(analysis)
        }
        // Whole tables are read for whoever asks for them, and for nobody else.
        for variable in raw {
            bindings[variable.name] = .deferred(DeferredValue { variable.value(analysis) })
        }
        return schema.withOldNames(bindings)
    }

    /// What follows from simulated packets, which starts from all the rest.
    private static let walked: Set<String> = [
        "traces", "traffic", "masquerades", "tunnels", "refusals", "set_gaps", "service_proxies", "backend_mixes",
        "policy_hijacks", "routing_loops",
        "proxy_gaps", "sources6", "snat_pools", "flushed_rules", "tracking_rules", "full_listeners",
        "stopped_processes", "host_ports", "conntrack_losses", "idle_connections", "user_mode_networks", "shapers",
        "plugin_leftovers", "plugin_rivals", "plugin_gaps", "guests",
        "orphan_programs", "captured_flows", "captured_drops", "machine_drops", "watched", "probed",
    ]

    private static let aboutSubjects: Set<String> = [
        "links", "addresses", "attachments", "gateways", "routers", "replies", "default_routes", "overlaps", "policies",
        "error_routes", "duplicates", "neighbor_mismatches", "prefix_conflicts", "loose_veths",
    ]

    /// Why the tables of a subject say nothing, a reason for each subject of which that is so.
    private static func unreadable(_ analysis: TargetAnalysis) -> [String] {
        hidden(analysis)
            + analysis.scope.subjects.compactMap { id in
                let query = analysis.query
                let reason =
                    query.links(id).reason ?? query.addresses(id, .inet).reason ?? query.routes(id, .inet).reason
                    ?? query.rules(id).reason
                return reason.map { "\(NetnsView(analysis: analysis, id: id).label): \($0)" }
            }
    }

    /// Of a node: processes that may not be looked at may live in namespaces that nothing else leads to.
    private static func hidden(_ analysis: TargetAnalysis) -> [String] {
        guard analysis.scope.isNode else { return [] }
        return analysis.query.snapshot.gaps.filter { $0.fact == "processes" }.map(\.reason)
    }

    /// A variable of the language, and how an analysis gives it.
    struct Variable: Sendable {
        let name: String
        let type: CELType
        var formerly: [String] = []
        let doc: String
        let value: @Sendable (TargetAnalysis) -> CELValue
    }

    private static let variables = places + raw + packets + keepers
}
