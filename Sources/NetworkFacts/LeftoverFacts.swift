import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import Rules
import Topology

extension FactTables {
    static let snatPool = FactTable<View<SNATPool>>(
        "SNATPool", doc: "A rule that lends source ports, nearly all of which one destination has taken.",
        key: { $0.object.rule.name },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that has the rule.") { $0.netns($0.object.netns) },
            Fact("rule", .string, doc: "The rule, in the words of nft or iptables.") {
                .string($0.object.rule.statelessText)
            },
            Fact("rule_name", .string, doc: "`ip nat POSTROUTING handle 5`.") { .string($0.object.rule.name) },
            Fact("listing", .list(.string), doc: "The words of a command that shows it.") {
                .strings($0.analysis.listing(of: $0.object.rule))
            },
            Fact("source", .string, doc: "The address that it lends.") { .string($0.object.source.description) },
            Fact("size", .int, doc: "How many ports there are for one destination.") { .number($0.object.size) },
            Fact("used", .int, doc: "How many the busiest destination has taken.") { .number($0.object.busiest.count) },
            Fact(
                "lasting", .int,
                doc: "How many of them are of connections that go on; those of ended ones newer kernels lend again."
            ) { .number($0.object.busiest.lasting) },
            Fact(
                "widening", .list(.string),
                doc: "The words of a command that lets the rule lend whatever port is free; empty where none is known."
            ) {
                .strings($0.analysis.widening(of: $0.object) ?? [])
            },
            Fact("is_narrowed", .bool, doc: "The rule names the ports.") { .bool($0.object.isNarrowed) },
            Fact("dst", .string, doc: "The busiest destination.") { .string($0.object.busiest.dst.description) },
            Fact("dport", .int, doc: "Its port.") { .number($0.object.busiest.dport) },
            Fact("proto", .string, doc: "tcp, udp or a number.") {
                .string(
                    $0.object.busiest.proto == 6
                        ? "tcp" : $0.object.busiest.proto == 17 ? "udp" : "\($0.object.busiest.proto)")
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose packets it translates.") {
                .inodes($0.object.affected)
            },
        ])

    static let flushedRules = FactTable<View<FlushedRules>>(
        "FlushedRules", doc: "Rules that are gone, as what they left behind shows.", key: \.object.netns,
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that had them.") { $0.netns($0.object.netns) },
            Fact("owner", .string, doc: "Whose chains are left over: Docker, kube-proxy …; empty where none are.") {
                .string($0.object.owner ?? "")
            },
            Fact("chains", .list(.string), doc: "Chains that nothing leads to any more: `ip nat DOCKER`.") {
                .strings($0.object.chains)
            },
            Fact(
                "daemon", .string, doc: "`dockerd (pid 7)`, where it runs and not one chain of it is left; else empty."
            ) {
                .string($0.object.daemon.map { "\($0.comm) (pid \($0.pid))" } ?? "")
            },
            Fact(
                "remake", .list(.string),
                doc: "The words of a command with which the owner makes its rules again; empty where none is known."
            ) {
                .strings($0.object.remake?.words ?? [])
            },
            Fact("remake_risk", .string, doc: "What else that does.") { .string($0.object.remake?.risk ?? "") },
            Fact("old_flow", .string, doc: "A connection that was translated when it began; empty where none is left.")
            {
                view in
                guard let flow = view.object.oldFlow else { return .string("") }
                return .string("\(flow.original.src) to \(flow.original.dst), translated to \(flow.reply.dst)")
            },
            Fact("source", .string, doc: "An address that leaves untranslated; empty where none does.") { view in
                .string(view.analysis.untranslated(in: view.object.netns)?.source.description ?? "")
            },
            Fact("oif", .string, doc: "Name of the link that it leaves by; else empty.") { view in
                .string(view.analysis.untranslated(in: view.object.netns)?.oif ?? "")
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic they served.") {
                .inodes($0.object.affected)
            },
        ])

    static let deafToAdvertisements = FactTable<View<DeafToAdvertisements>>(
        "DeafLink", doc: "A link that lived on router advertisements and no longer hears them.",
        key: { "\($0.object.netns) \($0.object.link.ifindex)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.") { $0.netns($0.object.netns) },
            Fact("ifname", .string, doc: "The link.") { .string($0.object.link.ifname) },
            Fact("sysctl_name", .string, doc: "Its name as a part of a sysctl key.") {
                .string($0.object.link.ifname.replacing(".", with: "/"))
            },
            Fact("expires", .int, optional: true, doc: "Seconds until the default route goes; absent where it is gone.")
            {
                $0.object.expires.map { .number($0) }
            },
            Fact("address", .string, doc: "An address that an advertisement made; empty where there is none.") {
                .string($0.object.address?.description ?? "")
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic leaves by it.") {
                .inodes($0.object.affected)
            },
        ])
}
