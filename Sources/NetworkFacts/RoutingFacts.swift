import Addresses
import Analysis
import CEL
import NetworkModel
import PacketTrace
import Routing
import Rules
import SnapshotQuery
import Topology

extension FactTables {
    static let gateway = FactTable<View<GatewayUse>>(
        "Gateway", doc: "A next hop that a namespace hands packets to.", key: { "\($0.object.ref) \($0.object.via)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that uses it.") { $0.netns($0.object.netns) },
            Fact("link", .object("Link"), doc: "The link it is reached by.") { $0.link($0.object.ref, $0.object.link) },
            Fact("via", .string, doc: "Its address.") { .string($0.object.via.description) },
            Fact("dst", .string, doc: "Destination of the route: `default` or a prefix.") {
                .string(RouteWords.name($0.object.route))
            },
            Fact("is_default", .bool, doc: "The route is a default route.") { .bool($0.object.isDefault) },
            Fact("table", .string, doc: "The table that the route is in.") {
                .string(RouteTable.name($0.object.route.table))
            },
            Fact("on_link", .bool, doc: "A link-scope route of the same device covers it.") { view in
                CELValue.observed(view.object.onLink) { .bool($0) }
            },
            Fact("manner", .string, optional: true, doc: "How the link is attached; see Attachment.manner.") {
                ($0.object.attachment?.manner.rawValue).map { .string($0) }
            },
            Fact("outer", .object("Link"), optional: true, doc: "The far end of the link.") { view in
                guard let attachment = view.object.attachment else { return nil }
                return CELValue.observed(attachment.outer) { link in attachment.outerRef.map { view.link($0, link) } }
            },
            Fact("bridge", .object("Link"), optional: true, doc: "The bridge between.") { view in
                (view.object.attachment?.bridge).map { view.link($0.ref, $0.link) }
            },
            Fact(
                "neighbor_state", .string, optional: true,
                doc: "State of its neighbour entry; absent where there is none."
            ) { view in
                CELValue.observed(view.object.neighbor) { .string($0.state.names.joined(separator: ",")) }
            },
            Fact("lladdr", .string, optional: true, doc: "Hardware address in its neighbour entry.") { view in
                CELValue.observed(view.object.neighbor) { ($0.lladdr?.description).map { .string($0) } }
            },
            Fact(
                "owner", .string, optional: true,
                doc: "Who answers for it: `br0 in host`. Absent: proved that nobody does."
            ) { view in
                CELValue.observed(view.object.owner) { .string(view.analysis.routerCache.name(of: $0.place)) }
            },
            Fact(
                "other", .string,
                doc: "Another address that would serve: what neighbours use, or who is at the far end; empty for none."
            ) {
                .string($0.analysis.otherGateway(than: $0.object)?.description ?? "")
            },
            Fact(
                "other_hops", .list(.string),
                doc: "Words of ip route for the other next hops of its route; empty where it is the only one."
            ) { view in
                .strings(view.object.otherHops { view.analysis.routerCache.linkName(view.object.netns, $0) })
            },
            Fact("is_nobodys", .bool, doc: "Proved: everyone on the segment is known, and nobody answers for it.") {
                view in
                // A permanent entry needs no answer: some routed designs write one instead of proxying.
                if view.object.neighbor.value?.state.contains(.permanent) == true { return .bool(false) }
                // What leads off this node is no gap: nobody expects us to see it.
                if view.object.attachment?.manner == .unresolved, let reason = view.object.owner.reason {
                    return .unknown(because: reason)
                }
                return .bool(view.object.owner.isAbsent)
            },
            Fact("owner_is_proxy", .bool, optional: true, doc: "It is answered for by proxy ARP or NDP.") { view in
                CELValue.observed(view.object.owner) { .bool($0.how == .proxy) }
            },
            Fact(
                "node_has_network", .bool, doc: "The far namespace has an address in the same network as the gateway.",
                get: nodeHasNetwork),
            Fact(
                "proxy_reason", .string, optional: true,
                doc: "Why the far end, though it proxies, would not answer for this gateway; absent where it would.",
                get: proxyReason),
            Fact(
                "node_uplink", .string,
                doc: "Name of the other link by which the far end sends to the outside; empty where there is none."
            ) { view in
                .string(view.analysis.uplinkBehind(view.object) ?? "")
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic uses it.") {
                .inodes($0.analysis.affected(by: $0.object.netns))
            },
        ] + gatewaySegmentFacts)

    @Sendable private static func nodeHasNetwork(_ view: View<GatewayUse>) -> CELValue? {
        guard let attachment = view.object.attachment, let far = attachment.bridge?.ref ?? attachment.outerRef else {
            return .bool(false)
        }
        return CELValue.observed(view.analysis.query.addresses(far.netns, on: far.ifindex)) { addresses in
            .bool(addresses.contains { $0.network.contains(view.object.via) })
        }
    }

    /// arp_process and arp_fwd_proxy in the kernel: a proxied address needs a route, and one that leads elsewhere.
    @Sendable private static func proxyReason(_ view: View<GatewayUse>) -> CELValue? {
        guard case .known(let owner) = view.object.owner, owner.how == .proxy, case .at(let link) = owner.place else {
            return nil
        }
        let id = link.netns
        switch view.analysis.routerCache.lookup(RouteFlow(dst: view.object.via), in: id) {
        case .unknown(let reason): return .unknown(because: reason)
        case .absent: return .string("there is no route to \(view.object.via)")
        case .known(let decision):
            if decision.error != nil { return .string("there is no route to \(view.object.via)") }
            if decision.oif == link.ifindex {
                return .string("the route to \(view.object.via) leads back into the same link")
            }
            return nil
        }
    }

    static let reply = FactTable<View<Reply>>(
        "Reply", doc: "Where the routing namespace would send a packet for one of the subject's addresses.",
        key: { "\($0.object.attachment.ref) \($0.object.address.address)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that routes.") { $0.netns($0.object.netns) },
            Fact("subject", .object("Netns"), doc: "The namespace that has the address.") {
                $0.netns($0.object.attachment.ref.netns)
            },
            Fact("manner", .string, doc: "How the subject is attached.") {
                .string($0.object.attachment.manner.rawValue)
            },
            Fact("address", .string, doc: "The subject's address.") { .string($0.object.address.address.description) },
            Fact("expected", .object("Link"), optional: true, doc: "The link that leads to it.") {
                $0.link($0.object.expected)
            },
            Fact("is_right", .bool, doc: "The packet would take that link.") { view in
                guard let right = view.object.isRight else {
                    return .unknown(because: view.object.decision.reason ?? "not looked up")
                }
                return .bool(right)
            },
            Fact("answer", .string, doc: "What the lookup says, in the words of ip route.") { view in
                CELValue.observed(view.object.decision) {
                    .string(RouteWords.describe($0, in: view.object.netns, view.analysis))
                }
                    ?? .string("no route")
            },
            Fact(
                "network", .string,
                doc: "The network that the bridge and the address are in, if no route there is for it; else empty."
            ) {
                .string($0.analysis.unroutedNetwork(of: $0.object)?.description ?? "")
            },
            Fact("captured_by_network", .bool, doc: "A connected network on another link takes it.") { view in
                .bool(view.analysis.overlaps.contains { $0.netns == view.object.netns && $0.capturesReplies })
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic is meant.") {
                .inodes([$0.object.attachment.ref.netns])
            },
        ])

    static let overlap = FactTable<View<Overlap>>(
        "Overlap", doc: "A network on another link that claims addresses of the subject's network.",
        key: {
            "\($0.object.netns) \($0.object.ours.dst) \($0.object.theirs.dst) \($0.object.theirLink) \($0.object.victim.map { "\($0)" } ?? "")"
        },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace with both networks.") { $0.netns($0.object.netns) },
            Fact("ours", .string, doc: "The network that leads to the subject.") {
                .string($0.object.ours.dst.description)
            },
            Fact("our_link", .string, doc: "Its link.") { .string($0.object.ourLink) },
            Fact("theirs", .string, doc: "The competing network.") { .string($0.object.theirs.dst.description) },
            Fact("their_link", .string, doc: "Its link.") { .string($0.object.theirLink) },
            Fact("is_equal", .bool, doc: "Both are the same prefix.") {
                .bool($0.object.ours.dst == $0.object.theirs.dst)
            },
            Fact("captures_replies", .bool, doc: "Packets for the subject's own address take the other link.") {
                .bool($0.object.capturesReplies)
            },
            Fact(
                "victim", .string,
                doc:
                    "A host that somebody waits for: packets for it take the other link, on which nobody has it, or end there; empty where the subject's own network is meant."
            ) {
                .string($0.object.victim?.description ?? "")
            },
            Fact(
                "thief", .string,
                doc:
                    "The address of the other link, with its prefix length, that the victim has too; empty where there is none."
            ) {
                .string($0.object.thief?.description ?? "")
            },
            Fact(
                "is_likely", .bool,
                doc: "Only a default route would lead to the victim: it may be one of the other link that is gone."
            ) {
                .bool($0.object.isLikely)
            },
            Fact("table", .string, doc: "The table of the competing route.") {
                .string(RouteTable.name($0.object.theirs.table))
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic is meant.") {
                .inodes($0.object.affected)
            },
        ])

    static let errorRoute = FactTable<View<ErrorRoute>>(
        "ErrorRoute", doc: "A route or rule of type unreachable, prohibit or blackhole.",
        key: { "\($0.object.netns) \($0.object.type) \($0.object.route.map { "\($0.dst) \($0.table)" } ?? "rule")" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that has it.") { $0.netns($0.object.netns) },
            Fact("type", .string, doc: "unreachable, prohibit or blackhole.") { .string($0.object.type.name) },
            Fact("dst", .string, doc: "Destination: `default` or a prefix; `rule` and its priority for a rule.") {
                .string($0.object.route.map(RouteWords.name) ?? "rule \($0.object.rule?.priority ?? 0)")
            },
            Fact("table", .string, doc: "Table of the route.") {
                .string(RouteTable.name($0.object.route?.table ?? RouteTable.main))
            },
            Fact("priority", .int, optional: true, doc: "Priority of the rule.") {
                $0.object.rule.map { .number($0.priority) }
            },
            Fact("is_rule", .bool, doc: "It is a rule, not a route.") { .bool($0.object.rule != nil) },
            Fact("family", .string, doc: "inet or inet6.") {
                .string(($0.object.route?.family ?? $0.object.rule?.family) == .inet6 ? "inet6" : "inet")
            },
            Fact("is_own", .bool, doc: "It lies in the subject itself, not in a router.") { .bool($0.object.isOwn) },
            Fact("blocks_default", .bool, doc: "It decides for everything outside.") { .bool($0.object.blocksDefault) },
            Fact("blocks_nameserver", .bool, doc: "It decides for one of the target's name servers.") {
                .bool($0.object.blocksNameserver != nil)
            },
            Fact("cuts_neighbors", .bool, doc: "It is part of a connected network.") { .bool($0.object.cutsNeighbors) },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic meets it.") {
                .inodes($0.object.affected)
            },
        ])

    static let policy = FactTable<View<PolicyHealth>>(
        "Policy", doc: "Policy rules of a namespace, one family.", key: { "\($0.object.netns) \($0.object.family)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.") { $0.netns($0.object.netns) },
            Fact("family", .string, doc: "inet or inet6.") { .string($0.object.family == .inet ? "inet" : "inet6") },
            Fact("lacks_local_rule", .bool, doc: "No rule leads to table local.") { .bool($0.object.lacksLocalRule) },
            Fact("lacks_main_rule", .bool, doc: "No rule leads to table main, which has routes.") {
                .bool($0.object.lacksMainRule)
            },
            Fact("breaks_replies", .bool, doc: "Packets for the subjects' addresses take a wrong way here.") { view in
                .bool(view.analysis.replies.contains { $0.netns == view.object.netns && $0.isRight == false })
            },
            Fact("orphan_tables", .list(.int), doc: "Tables with routes that no rule and no VRF leads to.") {
                .list($0.object.orphanTables.map { .number($0) })
            },
            Fact(
                "orphan_source", .string,
                doc: "The address on the link of the first such table's default route; empty where it has none."
            ) { view in
                .string(view.analysis.orphanSource(view.object)?.description ?? "")
            },
            Fact("loses_default", .bool, doc: "A table has a default route, yet a packet to the outside finds none.") {
                .bool($0.object.losesDefault)
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic is decided here.") {
                .inodes($0.object.affected)
            },
        ])
}
