import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import Rules
import Topology

// Ways that lead astray, there or back.

extension FactTables {
    static let policyHijack = FactTable<View<PolicyHijack>>(
        "PolicyHijack", doc: "A policy rule that leads packets to where they get lost; without it they arrive.",
        key: {
            "\($0.object.netns) \($0.object.rule) \($0.object.reply.map { "\($0)" } ?? "") \($0.object.towards.map { "\($0)" } ?? "")"
        },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that has it.") { $0.netns($0.object.netns) },
            Fact("family", .string, doc: "inet or inet6.") { .string($0.object.family == .inet ? "inet" : "inet6") },
            Fact("priority", .int, doc: "Its priority.") { .number($0.object.rule.priority) },
            Fact("words", .string, doc: "The rule, as ip rule has it.") { .string($0.object.rule.words) },
            Fact("table", .string, doc: "The table that it leads to.") {
                .string($0.object.decision.table.map(RouteTable.name) ?? "")
            },
            Fact("answer", .string, doc: "The way that packets take, in the words of ip route.") { view in
                .string(RouteWords.describe(view.object.decision, in: view.object.netns, view.analysis))
            },
            Fact("other", .string, doc: "The way that they would take without it.") { view in
                .string(RouteWords.describe(view.object.other, in: view.object.netns, view.analysis))
            },
            Fact(
                "reply_to", .string,
                doc: "The subject's address, where answers to it go astray; empty for its own packets."
            ) {
                .string($0.object.reply?.description ?? "")
            },
            Fact(
                "towards", .string,
                doc: "Where the packets are for that go astray; empty for the outside, and for answers."
            ) {
                .string($0.object.towards?.description ?? "")
            },
            Fact(
                "is_likely", .bool,
                doc: "They are answers that leave the node, and whoever gets them may send them back."
            ) {
                .bool($0.object.isLikely)
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic it leads.") {
                .inodes($0.object.affected)
            },
        ])

    static let routingLoop = FactTable<View<RoutingLoop>>(
        "RoutingLoop", doc: "Two routers that send a packet to each other until its time to live is used up.",
        key: { "\($0.object.claim.netns) \($0.object.answer.netns) \($0.object.dst)" },
        facts: [
            Fact("dst", .string, doc: "Where the packet is for.") { .string($0.object.dst.description) },
            Fact("family", .string, doc: "inet or inet6.") {
                .string($0.object.dst.family == .inet ? "inet" : "inet6")
            },
            Fact("netns", .object("Netns"), doc: "The router with the longer prefix for it.") {
                $0.netns($0.object.claim.netns)
            },
            Fact("route", .string, doc: "Destination of its route: `default` or a prefix.") {
                .string(RouteWords.name($0.object.claim.route))
            },
            Fact("via", .string, doc: "The gateway of that route; empty where there is none.") {
                .string($0.object.claim.gateway?.description ?? "")
            },
            Fact("dev", .string, doc: "The link that it leaves by there.") { .string($0.object.claim.linkName) },
            Fact("table", .string, doc: "The table of that route.") {
                .string(RouteTable.name($0.object.claim.route.table))
            },
            Fact("is_default", .bool, doc: "That route is a default route: so is the other one.") {
                .bool($0.object.claim.route.dst.isDefault)
            },
            Fact("peer", .object("Netns"), doc: "Whom it sends the packet to.") { $0.netns($0.object.answer.netns) },
            Fact("peer_route", .string, doc: "Destination of the route by which that one sends it back.") {
                .string(RouteWords.name($0.object.answer.route))
            },
            Fact("peer_dev", .string, doc: "The link that it leaves by there.") { .string($0.object.answer.linkName) },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes($0.object.affected) },
        ])

    static let nodeRoute = FactTable<View<MissingNodeRoute>>(
        "NodeRoute", doc: "A route that one router lacks to the pods of another, which knows the way back.",
        key: { "\($0.object.netns) \($0.object.dst) \($0.object.via)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The router that lacks it.") { $0.netns($0.object.netns) },
            Fact("dst", .string, doc: "The network.") { .string($0.object.dst.description) },
            Fact(
                "peer", .object("Netns"), optional: true,
                doc: "The router that has this network; absent where it is not in sight, and an overlay knows of it."
            ) { view in
                view.object.peer.map { view.netns($0) }
            },
            Fact("answer", .string, doc: "Where packets for it go now.") { .string($0.object.answer) },
            Fact("via", .string, doc: "The peer's address on what joins both.") { .string($0.object.via.description) },
            Fact("dev", .string, doc: "The router's link to it.") { .string($0.object.dev) },
            Fact("is_onlink", .bool, doc: "No network of the link covers the peer's address: the route needs onlink.") {
                .bool($0.object.isOnlink)
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes($0.object.affected) },
        ])

    static let proxyGap = FactTable<View<ProxyGap>>(
        "ProxyGap",
        doc: "An IPv6 address that the uplink's neighbours look for on the uplink, though it is behind the router.",
        key: { "\($0.object.netns) \($0.object.address)" },
        facts: [
            Fact("subject", .object("Netns"), doc: "The namespace that has the address.") {
                $0.netns($0.object.subject)
            },
            Fact("address", .string, doc: "The address.") { .string($0.object.address.description) },
            Fact("netns", .object("Netns"), doc: "The router.") { $0.netns($0.object.netns) },
            Fact("uplink", .string, doc: "Its link.") { .string($0.object.uplink.ifname) },
            Fact("uplink_sysctl", .string, doc: "That link's name as sysctl has it.") {
                .string($0.object.uplink.ifname.replacing(".", with: "/"))
            },
            Fact("network", .string, doc: "The uplink's network, which covers the address.") {
                .string($0.object.network.description)
            },
            Fact("proxy_ndp", .bool, doc: "The router answers for others there at all.") { .bool($0.object.proxyNdp) },
            Fact("has_entry", .bool, doc: "It has an entry for this address.") { .bool($0.object.hasEntry) },
            Fact("is_proved", .bool, doc: "A neighbour on this node was seen to ask in vain.") {
                .bool($0.object.isProved)
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.subject]) },
        ])

    static let source6 = FactTable<View<UnansweredSource6>>(
        "Source6", doc: "An IPv6 source that leaves a router and that nobody outside can answer.",
        key: { "\($0.object.netns) \($0.object.source)" },
        facts: [
            Fact("subject", .object("Netns"), doc: "The namespace whose packets they are.") {
                $0.netns($0.object.subject)
            },
            Fact("netns", .object("Netns"), doc: "The router.") { $0.netns($0.object.netns) },
            Fact("oif", .string, doc: "The link they leave by.") { .string($0.object.oif) },
            Fact("source", .string, doc: "The source.") { .string($0.object.source.description) },
            Fact("is_unique_local", .bool, doc: "fc00::/7, which nobody on the Internet routes.") {
                .bool($0.object.source.isUniqueLocal)
            },
            Fact("is_proved", .bool, doc: "The next router is on this node, and has no way back.") {
                .bool($0.object.isProved)
            },
            Fact(
                "is_suspect", .bool,
                doc: "Conntrack saw such packets leave, and no answer to any, or the router has chains for NAT."
            ) {
                .bool($0.object.isSuspect)
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.subject]) },
        ])

    static let backendMix = FactTable<View<BackendMix>>(
        "BackendMix", doc: "Rules of iptables-legacy and of iptables-nft in one namespace.", key: \.object.netns,
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.") { $0.netns($0.object.netns) },
            Fact("legacy_tables", .list(.string), doc: "Tables of iptables-legacy with rules: `ip filter`.") {
                .strings($0.object.legacyTables)
            },
            Fact("nft_tables", .list(.string), doc: "Tables of iptables-nft with rules.") {
                .strings($0.object.nftTables)
            },
            Fact(
                "blocker", .string,
                doc: "The rule of one that stops what the other lets pass; empty where there is none."
            ) {
                .string($0.object.blocker?.statelessText ?? "")
            },
            Fact("blocker_name", .string, doc: "`ip filter FORWARD`; empty where there is none.") {
                .string($0.object.blocker?.name ?? "")
            },
            Fact("blocker_backend", .string, doc: "nft or legacy; empty where there is none.") {
                .string($0.object.blocker?.backend.rawValue ?? "")
            },
            Fact("blocker_family", .string, doc: "ip or ip6; empty where there is none.") {
                .string($0.object.blocker?.family.rawValue ?? "")
            },
            Fact("blocker_table", .string, doc: "Its table; empty where there is none.") {
                .string($0.object.blocker?.table ?? "")
            },
            Fact("blocker_chain", .string, doc: "Its chain; empty where there is none.") {
                .string($0.object.blocker?.chain ?? "")
            },
            Fact("is_policy", .bool, doc: "No rule stops it but the chain's policy.") {
                .bool($0.object.blocker?.place == .policy)
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic passes both.") {
                .inodes($0.object.affected)
            },
        ])
}
