import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

/// Everything that runbooks and `query` can talk about: the variables, and how to get each from a survey. This table
/// is the source of the type checker, the fact reference, the schema and the completions.
public enum NetworkFacts {
    /// The variables and their types.
    public static let schema = FactSchema(
        variables: variables.map { FactVariable($0.name, $0.type, formerly: $0.formerly, doc: $0.doc) },
        tables: [
            FactTables.target, FactTables.netns, FactTables.link, FactTables.address, FactTables.attachment,
            FactTables.gateway, FactTables.router, FactTables.egress, FactTables.reply, FactTables.outlook,
            FactTables.overlap,
            FactTables.policy, FactTables.errorRoute, FactTables.nameserver, FactTables.resolver, FactTables.duplicate,
            FactTables.mismatch, FactTables.prefixConflict, FactTables.looseVeth, FactTables.staleName,
            FactTables.socket,
            FactTables.path, FactTables.masquerade, FactTables.tunnel, FactTables.portPool,
            FactTables.conntrackLoad, FactTables.policyHijack, FactTables.nodeRoute, FactTables.proxyGap,
            FactTables.source6, FactTables.backendMix, FactTables.snatPool, FactTables.flushedRules,
            FactTables.deafToAdvertisements, FactTables.refusal, FactTables.setGap, FactTables.serviceProxies,
        ])

    /// The variables' values. Lists are made when this is called; what their elements know is looked up when read.
    public static func bindings(_ survey: Survey) -> [String: CELValue] {
        let gaps = unreadable(survey)
        var bindings: [String: CELValue] = [:]
        for variable in variables where !walked.contains(variable.name) {
            bindings[variable.name] = variable.value(survey)
            // A namespace that could not be read may have anything in it: each list about the subjects then holds an
            // unknown, so that no check calls it ok.
            if !gaps.isEmpty, aboutSubjects.contains(variable.name), case .list(let elements) = bindings[variable.name]
            {
                bindings[variable.name] = .list(elements + gaps.map { .unknown(because: $0) })
            }
        }
        survey.settle()
        for variable in variables where walked.contains(variable.name) {
            bindings[variable.name] = variable.value(survey)
        }
        return schema.withOldNames(bindings)
    }

    /// What follows from simulated packets, which starts from all the rest.
    private static let walked: Set<String> = [
        "traces", "masquerades", "tunnels", "refusals", "set_gaps", "service_proxies", "backend_mixes",
        "policy_hijacks",
        "proxy_gaps", "sources6", "snat_pools", "flushed_rules",
    ]

    private static let aboutSubjects: Set<String> = [
        "links", "addresses", "attachments", "gateways", "routers", "replies", "default_routes", "overlaps", "policies",
        "error_routes", "duplicates", "neighbor_mismatches", "prefix_conflicts", "loose_veths",
    ]

    /// Why the tables of a subject say nothing, a reason for each subject of which that is so.
    private static func unreadable(_ survey: Survey) -> [String] {
        survey.scope.subjects.compactMap { id in
            let world = survey.world
            let reason =
                world.links(id).reason ?? world.addresses(id, .inet).reason ?? world.routes(id, .inet).reason
                ?? world.rules(id).reason
            return reason.map { "\(NetnsView(survey: survey, id: id).label): \($0)" }
        }
    }

    private struct Variable: Sendable {
        let name: String
        let type: CELType
        var formerly: [String] = []
        let doc: String
        let value: @Sendable (Survey) -> CELValue
    }

    private static let variables: [Variable] = [
        Variable(name: "target", type: .object("Target"), doc: "What the diagnosis was asked about.") { survey in
            let target = survey.world.snapshot.target ?? Target(kind: .node, spelling: "node")
            return FactTables.target.value(TargetView(survey: survey, target: target))
        },
        Variable(
            name: "place", type: .object("Netns"),
            doc: "The target's namespace; our own where the whole node is the target."
        ) { survey in
            let own = survey.world.snapshot.namespaces.values.first(where: \.isOwn)?.id
            guard let id = survey.world.snapshot.target?.netns ?? own ?? survey.scope.subjects.first else {
                return .unknown(because: "no namespace was read")
            }
            return FactTables.netns.value(NetnsView(survey: survey, id: id))
        },
        Variable(
            name: "namespaces", type: .list(.object("Netns")), doc: "The namespaces asked about and their routers."
        ) { survey in
            FactTables.netns.list(survey.members.map { NetnsView(survey: survey, id: $0) })
        },
        Variable(name: "subjects", type: .list(.object("Netns")), doc: "The namespaces asked about.") { survey in
            FactTables.netns.list(survey.scope.subjects.map { NetnsView(survey: survey, id: $0) })
        },
        Variable(name: "links", type: .list(.object("Link")), doc: "The subjects' links.") { survey in
            FactTables.link.list(subjectLinks(survey))
        },
        Variable(name: "addresses", type: .list(.object("Address")), doc: "The subjects' addresses.") { survey in
            FactTables.address.list(
                subjectLinks(survey).flatMap { link in
                    (survey.world.addresses(link.ref.netns, on: link.ref.ifindex).value ?? []).map {
                        AddressView(link: link, address: $0)
                    }
                })
        },
        Variable(name: "attachments", type: .list(.object("Attachment")), doc: "How the subjects hang on the node.") {
            survey in
            FactTables.attachment.list(survey.attachments.map { View($0, in: survey) })
        },
        Variable(name: "gateways", type: .list(.object("Gateway")), doc: "Next hops of the subjects and their routers.")
        { survey in
            FactTables.gateway.list(survey.gateways.map { View($0, in: survey) })
        },
        Variable(name: "routers", type: .list(.object("Router")), doc: "Routers on the subjects' ways out.") { survey in
            FactTables.router.list(survey.routerSteps.map { View($0, in: survey) })
        },
        Variable(
            name: "egresses", type: .list(.object("Egress")),
            doc: "Every way out: the subjects' own, by each of their links, and by each uplink of their routers."
        ) { survey in
            FactTables.egress.list(survey.egresses().map { View($0, in: survey) })
        },
        Variable(name: "replies", type: .list(.object("Reply")), doc: "The ways back to the subjects' addresses.") {
            survey in
            FactTables.reply.list(survey.replies.map { View($0, in: survey) })
        },
        Variable(
            name: "default_routes", type: .list(.object("DefaultRoute")), doc: "The subjects' ways out, a family each."
        ) { survey in
            FactTables.outlook.list(survey.outlooks.map { View($0, in: survey) })
        },
        Variable(name: "overlaps", type: .list(.object("Overlap")), doc: "Networks that compete with the subjects'.") {
            survey in
            FactTables.overlap.list(survey.overlaps.map { View($0, in: survey) })
        },
        Variable(
            name: "policies", type: .list(.object("Policy")), doc: "Policy rules of the subjects and their routers."
        ) { survey in
            FactTables.policy.list(survey.policies.map { View($0, in: survey) })
        },
        Variable(name: "error_routes", type: .list(.object("ErrorRoute")), doc: "Routes and rules that refuse.") {
            survey in
            FactTables.errorRoute.list(survey.errorRoutes.map { View($0, in: survey) })
        },
        Variable(name: "nameservers", type: .list(.object("Nameserver")), doc: "The target's name servers.") { survey in
            if let reason = survey.resolver.reason { return .unknown(because: reason) }
            return FactTables.nameserver.list(survey.nameservers.map { View($0, in: survey) })
        },
        Variable(name: "resolvers", type: .list(.object("Resolver")), doc: "The target's resolver files; one or none.")
        { survey in
            if let reason = survey.resolver.reason { return .unknown(because: reason) }
            return FactTables.resolver.list([survey.resolver.value].compactMap { $0 }.map { View($0, in: survey) })
        },
        Variable(
            name: "duplicates", type: .list(.object("Duplicate")),
            doc: "Addresses that a subject shares with a neighbour."
        ) { survey in
            FactTables.duplicate.list(survey.duplicates.map { View($0, in: survey) })
        },
        Variable(
            name: "neighbor_mismatches", type: .list(.object("NeighborMismatch")),
            doc: "Cached hardware addresses that are not the owner's."
        ) { survey in
            FactTables.mismatch.list(survey.mismatches.map { View($0, in: survey) })
        },
        Variable(
            name: "prefix_conflicts", type: .list(.object("PrefixConflict")),
            doc: "Ends that disagree about their network's size."
        ) { survey in
            FactTables.prefixConflict.list(survey.prefixConflicts.map { View($0, in: survey) })
        },
        Variable(
            name: "traces", type: .list(.object("Trace")), formerly: ["paths"],
            doc: "Packets of the target that were simulated, there and back."
        ) { survey in
            FactTables.path.list(survey.asked.map { View($0, in: survey) })
        },
        Variable(
            name: "masquerades", type: .list(.object("Masquerade")),
            doc: "For packets that arrive outside, on this node: whether they can be answered."
        ) { survey in
            FactTables.masquerade.list(survey.outsideSources.map { View($0, in: survey) })
        },
        Variable(
            name: "conntracks", type: .list(.object("ConntrackLoad")),
            doc: "Connection tracking of the subjects and their routers."
        ) { survey in
            FactTables.conntrackLoad.list(survey.conntrackLoads.map { View($0, in: survey) })
        },
        Variable(
            name: "policy_hijacks", type: .list(.object("PolicyHijack")), doc: "Policy rules that lead packets astray."
        ) { survey in
            FactTables.policyHijack.list(survey.policyHijacks.map { View($0, in: survey) })
        },
        Variable(
            name: "node_routes", type: .list(.object("NodeRoute")), doc: "Routes to other nodes' pods that are missing."
        ) { survey in
            FactTables.nodeRoute.list(survey.missingNodeRoutes.map { View($0, in: survey) })
        },
        Variable(
            name: "proxy_gaps", type: .list(.object("ProxyGap")),
            doc: "IPv6 addresses that nobody on the uplink answers for."
        ) { survey in
            FactTables.proxyGap.list(survey.proxyGaps.map { View($0, in: survey) })
        },
        Variable(name: "sources6", type: .list(.object("Source6")), doc: "IPv6 sources that nobody outside can answer.")
        { survey in
            FactTables.source6.list(survey.unansweredSources6.map { View($0, in: survey) })
        },
        Variable(
            name: "backend_mixes", type: .list(.object("BackendMix")), doc: "Namespaces with rules of both iptables."
        ) { survey in
            FactTables.backendMix.list(survey.backendMixes.map { View($0, in: survey) })
        },
        Variable(
            name: "snat_pools", type: .list(.object("SNATPool")), doc: "Rules whose source ports are nearly used up."
        ) { survey in
            FactTables.snatPool.list(survey.snatPools.map { View($0, in: survey) })
        },
        Variable(
            name: "flushed_rules", type: .list(.object("FlushedRules")),
            doc: "Rules that are gone and left something behind."
        ) { survey in
            FactTables.flushedRules.list(survey.flushedRules.map { View($0, in: survey) })
        },
        Variable(
            name: "deaf_links", type: .list(.object("DeafLink")),
            doc: "Routers' links that no longer hear router advertisements."
        ) { survey in
            FactTables.deafToAdvertisements.list(survey.deafToAdvertisements.map { View($0, in: survey) })
        },
        Variable(
            name: "refusals", type: .list(.object("Refusal")),
            doc: "Packets of the target that rules of a container platform stop."
        ) { survey in
            FactTables.refusal.list(survey.refusals.map { View($0, in: survey) })
        },
        Variable(
            name: "set_gaps", type: .list(.object("SetGap")),
            doc: "Packets that are stopped because a set lacks the target's address."
        ) { survey in
            FactTables.setGap.list(survey.setGaps.map { View($0, in: survey) })
        },
        Variable(
            name: "service_proxies", type: .list(.object("ServiceProxies")),
            doc: "Namespaces in which several service proxies translate."
        ) { survey in
            FactTables.serviceProxies.list(survey.serviceProxies.map { View($0, in: survey) })
        },
        Variable(
            name: "port_pools", type: .list(.object("PortPool")),
            doc: "Local ports of the subjects that have TCP connections."
        ) { survey in
            FactTables.portPool.list(survey.portPools.map { View($0, in: survey) })
        },
        Variable(
            name: "tunnels", type: .list(.object("Tunnel")),
            doc: "Tunnels that the target's packets, or the answers to them, are put into."
        ) { survey in
            FactTables.tunnel.list(survey.tunnels.map { View($0, in: survey) })
        },
        Variable(name: "loose_veths", type: .list(.object("LooseVeth")), doc: "Veth pairs that serve nobody.") {
            survey in
            FactTables.looseVeth.list(survey.looseVeths.map { View($0, in: survey) })
        },
        Variable(
            name: "pinned_namespaces", type: .list(.object("Netns")),
            doc: "Namespaces held by something else than processes and names."
        ) { survey in
            FactTables.netns.list(survey.pinned.map { NetnsView(survey: survey, id: $0) })
        },
        Variable(
            name: "stale_names", type: .list(.object("StaleName")), doc: "Files in /run/netns that are no namespaces."
        ) { survey in
            FactTables.staleName.list(survey.world.snapshot.staleNames)
        },
    ]

    private static func subjectLinks(_ survey: Survey) -> [LinkView] {
        survey.scope.subjects.flatMap { id in
            (survey.world.links(id).value ?? []).map {
                LinkView(survey: survey, ref: LinkRef(id, $0.ifindex), link: $0)
            }
        }
    }
}
