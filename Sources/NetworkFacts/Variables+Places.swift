import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

extension NetworkFacts {
    /// Where the target is: its namespaces, links, addresses, routes and name servers.
    static let places: [Variable] = [
        Variable(name: "target", type: .object("Target"), doc: "What the diagnosis was asked about.") { analysis in
            let target = analysis.query.snapshot.target ?? Target(kind: .node, spelling: "node")
            return FactTables.target.value(TargetView(analysis: analysis, target: target))
        },
        Variable(
            name: "place", type: .object("Netns"),
            doc: "The target's namespace; our own where the whole node is the target."
        ) { analysis in
            let own = analysis.query.snapshot.ownNetns
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
    ]

    private static func subjectLinks(_ analysis: TargetAnalysis) -> [LinkView] {
        analysis.scope.subjects.flatMap { id in
            (analysis.query.links(id).value ?? []).map {
                LinkView(analysis: analysis, ref: LinkRef(id, $0.ifindex), link: $0)
            }
        }
    }
}
