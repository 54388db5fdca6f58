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
            FactTables.path, FactTables.masquerade, FactTables.tunnel, FactTables.portPool,
            FactTables.conntrackLoad, FactTables.policyHijack, FactTables.routingLoop, FactTables.nodeRoute,
            FactTables.proxyGap,
            FactTables.source6, FactTables.backendMix, FactTables.snatPool, FactTables.flushedRules,
            FactTables.deafToAdvertisements, FactTables.refusal, FactTables.setGap, FactTables.serviceProxies,
            FactTables.trackingRule, FactTables.shaper, FactTables.orphanProgram, FactTables.fullListener,
            FactTables.stoppedProcess,
        ])

    /// The variables' values. Lists are made when this is called; what their elements know is looked up when read.
    public static func bindings(_ analysis: TargetAnalysis) -> [String: CELValue] {
        let gaps = unreadable(analysis)
        var bindings: [String: CELValue] = [:]
        for variable in variables where !walked.contains(variable.name) {
            bindings[variable.name] = variable.value(analysis)
            // A namespace that could not be read may have anything in it: each list about the subjects then holds an
            // unknown, so that no check calls it ok.
            if !gaps.isEmpty, aboutSubjects.contains(variable.name), case .list(let elements) = bindings[variable.name]
            {
                bindings[variable.name] = .list(elements + gaps.map { .unknown(because: $0) })
            }
        }
        analysis.settle()
        for variable in variables where walked.contains(variable.name) {
            bindings[variable.name] = variable.value(analysis)
        }
        return schema.withOldNames(bindings)
    }

    /// What follows from simulated packets, which starts from all the rest.
    private static let walked: Set<String> = [
        "traces", "masquerades", "tunnels", "refusals", "set_gaps", "service_proxies", "backend_mixes",
        "policy_hijacks", "routing_loops",
        "proxy_gaps", "sources6", "snat_pools", "flushed_rules", "tracking_rules", "full_listeners",
        "stopped_processes", "shapers", "orphan_programs",
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

    private struct Variable: Sendable {
        let name: String
        let type: CELType
        var formerly: [String] = []
        let doc: String
        let value: @Sendable (TargetAnalysis) -> CELValue
    }

    private static let variables: [Variable] = [
        Variable(name: "target", type: .object("Target"), doc: "What the diagnosis was asked about.") { analysis in
            let target = analysis.query.snapshot.target ?? Target(kind: .node, spelling: "node")
            return FactTables.target.value(TargetView(analysis: analysis, target: target))
        },
        Variable(
            name: "place", type: .object("Netns"),
            doc: "The target's namespace; our own where the whole node is the target."
        ) { analysis in
            let own = analysis.query.snapshot.namespaces.values.first(where: \.isOwn)?.id
            guard let id = analysis.query.snapshot.target?.netns ?? own ?? analysis.scope.subjects.first else {
                return .unknown(because: "no namespace was read")
            }
            return FactTables.netns.value(NetnsView(analysis: analysis, id: id))
        },
        Variable(
            name: "namespaces", type: .list(.object("Netns")), doc: "The namespaces asked about and their routers."
        ) { analysis in
            FactTables.netns.list(analysis.members.map { NetnsView(analysis: analysis, id: $0) })
        },
        Variable(name: "subjects", type: .list(.object("Netns")), doc: "The namespaces asked about.") { analysis in
            FactTables.netns.list(analysis.scope.subjects.map { NetnsView(analysis: analysis, id: $0) })
        },
        Variable(name: "links", type: .list(.object("Link")), doc: "The subjects' links.") { analysis in
            FactTables.link.list(subjectLinks(analysis))
        },
        Variable(name: "addresses", type: .list(.object("Address")), doc: "The subjects' addresses.") { analysis in
            FactTables.address.list(
                subjectLinks(analysis).flatMap { link in
                    (analysis.query.addresses(link.ref.netns, on: link.ref.ifindex).value ?? []).map {
                        AddressView(link: link, address: $0)
                    }
                })
        },
        Variable(name: "attachments", type: .list(.object("Attachment")), doc: "How the subjects hang on the node.") {
            analysis in
            FactTables.attachment.list(analysis.attachments.map { View($0, in: analysis) })
        },
        Variable(name: "gateways", type: .list(.object("Gateway")), doc: "Next hops of the subjects and their routers.")
        { analysis in
            FactTables.gateway.list(analysis.gateways.map { View($0, in: analysis) })
        },
        Variable(name: "routers", type: .list(.object("Router")), doc: "Routers on the subjects' ways out.") {
            analysis in
            FactTables.router.list(analysis.routerSteps.map { View($0, in: analysis) })
        },
        Variable(
            name: "egresses", type: .list(.object("Egress")),
            doc: "Every way out: the subjects' own, by each of their links, and by each uplink of their routers."
        ) { analysis in
            FactTables.egress.list(analysis.egresses().map { View($0, in: analysis) })
        },
        Variable(name: "replies", type: .list(.object("Reply")), doc: "The ways back to the subjects' addresses.") {
            analysis in
            FactTables.reply.list(analysis.replies.map { View($0, in: analysis) })
        },
        Variable(
            name: "default_routes", type: .list(.object("DefaultRoute")), doc: "The subjects' ways out, a family each."
        ) { analysis in
            FactTables.defaultRouteStatus.list(analysis.defaultRouteStatuses.map { View($0, in: analysis) })
        },
        Variable(name: "overlaps", type: .list(.object("Overlap")), doc: "Networks that compete with the subjects'.") {
            analysis in
            FactTables.overlap.list((analysis.overlaps + analysis.shadowedHosts).map { View($0, in: analysis) })
        },
        Variable(
            name: "policies", type: .list(.object("Policy")), doc: "Policy rules of the subjects and their routers."
        ) { analysis in
            FactTables.policy.list(analysis.policies.map { View($0, in: analysis) })
        },
        Variable(name: "error_routes", type: .list(.object("ErrorRoute")), doc: "Routes and rules that refuse.") {
            analysis in
            FactTables.errorRoute.list(analysis.errorRoutes.map { View($0, in: analysis) })
        },
        Variable(name: "nameservers", type: .list(.object("Nameserver")), doc: "The target's name servers.") {
            analysis in
            if let reason = analysis.resolver.reason { return .unknown(because: reason) }
            return FactTables.nameserver.list(analysis.nameservers.map { View($0, in: analysis) })
        },
        Variable(name: "resolvers", type: .list(.object("Resolver")), doc: "The target's resolver files; one or none.")
        { analysis in
            if let reason = analysis.resolver.reason { return .unknown(because: reason) }
            return FactTables.resolver.list([analysis.resolver.value].compactMap { $0 }.map { View($0, in: analysis) })
        },
        Variable(
            name: "duplicates", type: .list(.object("Duplicate")),
            doc: "Addresses that a subject shares with a neighbour."
        ) { analysis in
            FactTables.duplicate.list(analysis.duplicates.map { View($0, in: analysis) })
        },
        Variable(
            name: "neighbor_mismatches", type: .list(.object("NeighborMismatch")),
            doc: "Cached hardware addresses that are not the owner's."
        ) { analysis in
            FactTables.mismatch.list(analysis.mismatches.map { View($0, in: analysis) })
        },
        Variable(
            name: "prefix_conflicts", type: .list(.object("PrefixConflict")),
            doc: "Ends that disagree about their network's size."
        ) { analysis in
            FactTables.prefixConflict.list(analysis.prefixConflicts.map { View($0, in: analysis) })
        },
        Variable(
            name: "traces", type: .list(.object("Trace")), formerly: ["paths"],
            doc: "Packets of the target that were simulated, there and back."
        ) { analysis in
            FactTables.path.list(analysis.asked.map { View($0, in: analysis) })
        },
        Variable(
            name: "masquerades", type: .list(.object("Masquerade")),
            doc: "For packets that arrive outside, on this node: whether they can be answered."
        ) { analysis in
            FactTables.masquerade.list(analysis.outsideSources.map { View($0, in: analysis) })
        },
        Variable(
            name: "conntracks", type: .list(.object("ConntrackLoad")),
            doc: "Connection tracking of the subjects and their routers."
        ) { analysis in
            FactTables.conntrackLoad.list(analysis.conntrackLoads.map { View($0, in: analysis) })
        },
        Variable(
            name: "routing_loops", type: .list(.object("RoutingLoop")), doc: "Routers that send packets to each other."
        ) { analysis in
            FactTables.routingLoop.list(analysis.routingLoops.map { View($0, in: analysis) })
        },
        Variable(
            name: "policy_hijacks", type: .list(.object("PolicyHijack")), doc: "Policy rules that lead packets astray."
        ) { analysis in
            FactTables.policyHijack.list(analysis.policyHijacks.map { View($0, in: analysis) })
        },
        Variable(
            name: "node_routes", type: .list(.object("NodeRoute")), doc: "Routes to other nodes' pods that are missing."
        ) { analysis in
            FactTables.nodeRoute.list(analysis.missingNodeRoutes.map { View($0, in: analysis) })
        },
        Variable(
            name: "proxy_gaps", type: .list(.object("ProxyGap")),
            doc: "IPv6 addresses that nobody on the uplink answers for."
        ) { analysis in
            FactTables.proxyGap.list(analysis.proxyGaps.map { View($0, in: analysis) })
        },
        Variable(name: "sources6", type: .list(.object("Source6")), doc: "IPv6 sources that nobody outside can answer.")
        { analysis in
            FactTables.source6.list(analysis.unansweredSources6.map { View($0, in: analysis) })
        },
        Variable(
            name: "backend_mixes", type: .list(.object("BackendMix")), doc: "Namespaces with rules of both iptables."
        ) { analysis in
            FactTables.backendMix.list(analysis.backendMixes.map { View($0, in: analysis) })
        },
        Variable(
            name: "snat_pools", type: .list(.object("SNATPool")), doc: "Rules whose source ports are nearly used up."
        ) { analysis in
            FactTables.snatPool.list(analysis.snatPools.map { View($0, in: analysis) })
        },
        Variable(
            name: "flushed_rules", type: .list(.object("FlushedRules")),
            doc: "Rules that are gone and left something behind."
        ) { analysis in
            FactTables.flushedRules.list(analysis.flushedRules.map { View($0, in: analysis) })
        },
        Variable(
            name: "deaf_links", type: .list(.object("DeafLink")),
            doc: "Routers' links that no longer hear router advertisements."
        ) { analysis in
            FactTables.deafToAdvertisements.list(analysis.deafToAdvertisements.map { View($0, in: analysis) })
        },
        Variable(
            name: "refusals", type: .list(.object("Refusal")),
            doc: "Packets of the target that rules of a container platform stop."
        ) { analysis in
            FactTables.refusal.list(analysis.refusals.map { View($0, in: analysis) })
        },
        Variable(
            name: "set_gaps", type: .list(.object("SetGap")),
            doc: "Packets that are stopped because a set lacks the target's address."
        ) { analysis in
            FactTables.setGap.list(analysis.setGaps.map { View($0, in: analysis) })
        },
        Variable(
            name: "service_proxies", type: .list(.object("ServiceProxies")),
            doc: "Namespaces in which several service proxies translate."
        ) { analysis in
            FactTables.serviceProxies.list(analysis.serviceProxies.map { View($0, in: analysis) })
        },
        Variable(
            name: "tracking_rules", type: .list(.object("TrackingRule")),
            doc: "Rules by which connection tracking misses packets that NAT is there for."
        ) { analysis in
            FactTables.trackingRule.list(analysis.trackingRules.map { View($0, in: analysis) })
        },
        Variable(
            name: "full_listeners", type: .list(.object("FullListener")),
            doc: "TCP servers whose queue is full: the subjects', and those that simulated packets get to."
        ) { analysis in
            FactTables.fullListener.list(analysis.fullListeners.map { View($0, in: analysis) })
        },
        Variable(
            name: "stopped_processes", type: .list(.object("StoppedProcess")),
            doc: "Processes that are stopped or frozen and that the target, or packets of it, depend on."
        ) { analysis in
            CELValue.observed(analysis.stoppedProcesses) { found in
                FactTables.stoppedProcess.list(found.map { View($0, in: analysis) })
            } ?? .list([])
        },
        Variable(
            name: "port_pools", type: .list(.object("PortPool")),
            doc: "Local ports of the subjects that have TCP connections."
        ) { analysis in
            FactTables.portPool.list(analysis.portPools.map { View($0, in: analysis) })
        },
        Variable(
            name: "tunnels", type: .list(.object("Tunnel")),
            doc: "Tunnels that the target's packets, or the answers to them, are put into."
        ) { analysis in
            FactTables.tunnel.list(analysis.tunnels.map { View($0, in: analysis) })
        },
        Variable(
            name: "shapers", type: .list(.object("Shaper")),
            doc: "Queues that drop on purpose, by which the target's packets, or the answers to them, leave a link."
        ) { analysis in
            FactTables.shaper.list(analysis.shapers.map { View($0, in: analysis) })
        },
        Variable(
            name: "orphan_programs", type: .list(.object("OrphanProgram")),
            doc: "Programs of a network plugin where the target's packets pass, while no agent of it was seen."
        ) { analysis in
            FactTables.orphanProgram.list(analysis.orphanPrograms.map { View($0, in: analysis) })
        },
        Variable(name: "loose_veths", type: .list(.object("LooseVeth")), doc: "Veth pairs that serve nobody.") {
            analysis in
            FactTables.looseVeth.list(analysis.looseVeths.map { View($0, in: analysis) })
        },
        Variable(
            name: "pinned_namespaces", type: .list(.object("Netns")),
            doc: "Namespaces held by something else than processes and names."
        ) { analysis in
            FactTables.netns.list(analysis.pinned.map { NetnsView(analysis: analysis, id: $0) })
        },
        Variable(
            name: "stale_names", type: .list(.object("StaleName")), doc: "Files in /run/netns that are no namespaces."
        ) { analysis in
            FactTables.staleName.list(analysis.query.snapshot.staleNames)
        },
    ]

    private static func subjectLinks(_ analysis: TargetAnalysis) -> [LinkView] {
        analysis.scope.subjects.flatMap { id in
            (analysis.query.links(id).value ?? []).map {
                LinkView(analysis: analysis, ref: LinkRef(id, $0.ifindex), link: $0)
            }
        }
    }
}
