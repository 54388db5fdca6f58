import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import Rules
import SnapshotQuery
import Topology

extension FactTables {
    static let path = FactTable<View<AskedPath>>(
        "Trace", doc: "A packet that was simulated, there and back. What stops it is that which it meets first.",
        key: { "\($0.object.subject) \($0.object.question) \($0.object.answer.flow)" },
        facts: [
            Fact("subject", .object("Netns"), doc: "The namespace that the question is about.") {
                $0.subject($0.object.subject, of: $0.object.answer.flow)
            },
            Fact(
                "question", .string,
                doc:
                    "gateway, gateway-service, nameserver, outside, outside-ping, outside-full, full-size, overlay, overlay-full, lower, tun, published, published-aside, published-local, to, stuck, flow, service, own-service, from-router, sibling, from-sibling, policed, stub-resolver, upstream, neighbor or client."
            ) {
                .string($0.object.question.rawValue)
            },
            Fact("src", .string, optional: true, doc: "Its source address.") { view in
                guard let way = view.object.way else { return nil }
                let source = way.forward.hops.lazy.compactMap(\.nat?.before.src).first ?? way.forward.packet.src
                return .string(source.description)
            },
            Fact("dst", .string, doc: "Where it was sent to.") { .string($0.object.answer.flow.dst.description) },
            Fact("proto", .string, doc: "icmp, icmpv6, tcp or udp.") { .string($0.object.answer.flow.transport.name) },
            Fact("port", .int, optional: true, doc: "Destination port.") {
                ($0.object.answer.flow.transport.ports?.destination).map { .number($0) }
            },
            Fact(
                "disposition", .string, formerly: ["result"],
                doc: "delivered, left-node, dropped … of both directions; unknown where chance decides."
            ) {
                .string($0.object.way?.disposition.rawValue ?? "unknown")
            },
            Fact(
                "account", .string,
                doc:
                    "How it fares, where the target needs an answer: answered, stopped, uncertain, unknown, or meant, where its owner plainly wants it stopped; empty where nobody needs one."
            ) {
                .string($0.analysis.account(of: $0.object)?.word.rawValue ?? "")
            },
            Fact("depends_on", .string, doc: "The chance or the rate by which it gets lost; empty where none decides.")
            {
                .string($0.object.perhapsLost?.assumptions.joined(separator: ", ") ?? "")
            },
            Fact(
                "is_vital", .bool,
                doc: "Without it the target has no way out, no name server, or not what it waits for."
            ) {
                .bool($0.analysis.isVital($0.object))
            },
            Fact("unknown_reason", .string, optional: true, doc: "Why the result is unknown.") {
                $0.object.doubt.map { .string($0) }
            },
            Fact("is_stopped", .bool, doc: "Something stops it, or its answer.") { .bool($0.object.stopped != nil) },
            Fact("is_reply", .bool, doc: "The answer is what was stopped.") { .bool($0.object.isReplyStopped) },
            Fact(
                "drop_stage", .string, formerly: ["stop_stage"],
                doc:
                    "route, hook, neighbor, device, xdp, tc, bridge, tunnel, input, forward, mtu, xfrm, socket or process; empty where there is none."
            ) {
                .string($0.object.ending?.dropPoint?.stage.rawValue ?? "")
            },
            Fact(
                "drop_object", .string, formerly: ["stop_object"],
                doc: "link, sysctl, route, chain, neighbor ; empty where there is none."
            ) {
                .string($0.object.ending?.dropPoint?.object.rawValue ?? "")
            },
            Fact(
                "drop_name", .string, formerly: ["stop_name"], doc: "Name of what stops it; empty where there is none."
            ) {
                .string($0.object.ending?.dropPoint?.name ?? "")
            },
            Fact(
                "drop_setting", .string,
                doc:
                    "The setting that stops it, whatever device it is of: ip_forward, rp_filter, arp_ignore ; empty where none does."
            ) {
                .string($0.object.ending?.dropPoint?.setting?.rawValue ?? "")
            },
            Fact(
                "drop_hairpin", .bool,
                doc:
                    "The bridge would have to send it out of the port that it came in by, and hairpin mode is off there."
            ) {
                .bool($0.object.ending?.dropPoint?.detail == .hairpin)
            },
            Fact("drop_direction", .string, doc: "Of a filter of tc: ingress or egress; else empty.") {
                guard case .filter(let direction, _)? = $0.object.ending?.dropPoint?.detail else { return .string("") }
                return .string(direction.rawValue)
            },
            Fact("drop_is_tcx", .bool, doc: "What stops it is a program at tcx, and no filter of tc.") {
                guard case .filter(_, isTCX: true)? = $0.object.ending?.dropPoint?.detail else { return .bool(false) }
                return .bool(true)
            },
            Fact(
                "drop_reason", .string, formerly: ["stop_reason"], doc: "Why, in a sentence; empty where there is none."
            ) {
                .string($0.object.ending?.dropPoint?.reason ?? "")
            },
            Fact(
                "drop_netns", .object("Netns"), formerly: ["stop_netns"],
                doc: "Where it is stopped; the subject where nothing stops it."
            ) {
                view in
                view.netns(view.object.ending?.dropPoint?.netns ?? view.object.subject)
            },
            Fact(
                "drop_link", .string, formerly: ["stop_link"],
                doc: "Name of the link at which it is stopped; empty where there is none."
            ) {
                view in
                let link = view.object.ending?.dropPoint?.link.flatMap { view.analysis.query.link($0).value }
                return .string(link?.ifname ?? "")
            },
            Fact(
                "stop_table", .string,
                doc: "The table by which it was routed where it is stopped; empty where none was."
            ) {
                .string(($0.object.ending?.lastPassage?.decision.table).map { RouteTable.name($0) } ?? "")
            },
            Fact(
                "stop_policy", .string, doc: "The policy rule that led to it, as ip rule has it; empty where none did."
            ) {
                .string($0.object.ending?.lastPassage?.decision.rule?.words ?? "")
            },
            Fact("stop_mark", .int, doc: "The mark with which it was routed there; 0 where it had none.") {
                .number(Int($0.object.ending?.lastPassage?.decision.flow.mark ?? 0))
            },
            Fact("hook", .string, doc: "The hook at which a rule stops it; empty where none does.") { view in
                guard let path = view.object.ending, path.dropPoint?.rule != nil else { return .string("") }
                return .string(path.hops.last?.hook?.rawValue ?? "")
            },
            Fact(
                "rule", .string,
                doc: "The rule that stops it, in the words of nft or iptables; empty where there is none."
            ) {
                .string($0.object.ending?.dropPoint?.rule?.statelessText ?? "")
            },
            Fact("rule_name", .string, doc: "`ip filter FORWARD handle 5`; empty where there is none.") {
                .string($0.object.ending?.dropPoint?.rule?.name ?? "")
            },
            Fact(
                "counted_meanwhile", .int, optional: true,
                doc:
                    "By how much the counter of that rule rose during `nsdoctor watch` or `capture`; absent without them, or one."
            ) { view in
                view.object.ending?.dropPoint?.rule.flatMap(view.analysis.counted).map { .number($0) }
            },
            Fact(
                "rule_listing", .list(.string),
                doc: "The words of a command that shows that rule: iptables' for what iptables made, else nft's."
            ) {
                .strings($0.analysis.listing(of: $0.object.ending?.dropPoint?.rule))
            },
            Fact("rule_backend", .string, doc: "nft or legacy; empty where there is none.") {
                .string($0.object.ending?.dropPoint?.rule?.backend.rawValue ?? "")
            },
            Fact("rule_family", .string, doc: "ip, ip6, inet, bridge ; empty where there is none.") {
                .string($0.object.ending?.dropPoint?.rule?.family.rawValue ?? "")
            },
            Fact("rule_table", .string, doc: "Its table; empty where there is none.") {
                .string($0.object.ending?.dropPoint?.rule?.table ?? "")
            },
            Fact("rule_chain", .string, doc: "Its chain; empty where there is none.") {
                .string($0.object.ending?.dropPoint?.rule?.chain ?? "")
            },
            Fact("rule_is_by_link", .bool, doc: "That rule names the link at which it stops the packet.") {
                view in
                guard let dropPoint = view.object.ending?.dropPoint, let rule = dropPoint.rule,
                    let ref = dropPoint.link,
                    let link = view.analysis.query.link(ref).value
                else { return .bool(false) }
                return .bool(view.analysis.query.meanings(of: rule).contains { $0.conditions.asks(for: link) })
            },
            Fact("rule_role", .string, doc: "What a platform's rule is for; see Refusal.role. Empty for other rules.") {
                view in
                .string(view.analysis.refusal(view.object)?.role.rawValue ?? "")
            },
            Fact(
                "repair", .list(.string),
                doc:
                    "The words of a command that takes away what stops it, to be run in repair_netns; empty where none is known."
            ) {
                .strings($0.analysis.repair(of: $0.object) ?? [])
            },
            Fact(
                "repair_netns", .object("Netns"),
                doc: "Where that command is to be run: where it is stopped, or has met a rule that made it stop there."
            ) { view in
                view.netns(view.analysis.repairPlace(of: view.object))
            },
            Fact(
                "ttl_rule", .string,
                doc:
                    "Where it ends since its time to live was for few routers: the rule in repair_netns that set it, in the words of nft or iptables; empty where none did."
            ) {
                .string($0.analysis.timeToLiveRule(of: $0.object)?.statelessText ?? "")
            },
            Fact("ttl_rule_name", .string, doc: "`ip mangle OUTPUT handle 5`; empty where there is none.") {
                .string($0.analysis.timeToLiveRule(of: $0.object)?.name ?? "")
            },
            Fact("ttl_rule_listing", .list(.string), doc: "The words of a command that shows it.") {
                .strings($0.analysis.listing(of: $0.analysis.timeToLiveRule(of: $0.object)))
            },
            Fact(
                "fitting_mtu", .int, optional: true, doc: "Bytes that every link on its way takes, inside all tunnels."
            ) { view in
                let traces = view.object.ending.map { [$0] } ?? []
                let links =
                    traces.compactMap(\.mtu)
                    + traces.compactMap { $0.dropPoint?.link.flatMap { view.analysis.query.link($0).value?.mtu } }
                return links.min().map { .number($0) }
            },
            Fact(
                "error_repair", .list(.string),
                doc: "The words of a command that takes away the rule that stops the error; empty where none does."
            ) {
                .strings($0.analysis.errorRepair(of: $0.object) ?? [])
            },
            Fact(
                "nat_repair", .list(.string),
                doc:
                    "The words of a command that takes away the rule that changed its destination; empty where none did."
            ) {
                .strings($0.analysis.natRepair(of: $0.object) ?? [])
            },
            Fact("is_policy", .bool, doc: "No rule stops it but the chain's policy.") {
                .bool($0.object.ending?.dropPoint?.rule?.place == .policy)
            },
            Fact(
                "size_error", .string,
                doc:
                    "Where a router finds it too big: `returned` or `lost`, as the error fares that it sends; else empty."
            ) { view in
                .string(view.object.ending?.errorReturns.map { $0 ? "returned" : "lost" } ?? "")
            },
            Fact("error_rule", .string, doc: "The rule that stops that error; empty where none does.") {
                .string($0.object.ending?.errorDropPoint?.rule?.statelessText ?? "")
            },
            Fact("error_rule_name", .string, doc: "`ip filter OUTPUT handle 5`; empty where there is none.") {
                .string($0.object.ending?.errorDropPoint?.rule?.name ?? "")
            },
            Fact("error_listing", .list(.string), doc: "The words of a command that shows it.") {
                .strings($0.analysis.listing(of: $0.object.ending?.errorDropPoint?.rule))
            },
            Fact("error_netns", .object("Netns"), doc: "Where that error is stopped; the subject where it is not.") {
                $0.netns($0.object.ending?.errorDropPoint?.netns ?? $0.object.subject)
            },
            Fact("is_needed", .bool, doc: "The destination is a gateway or a name server of the subject.") {
                .bool($0.analysis.needs($0.object))
            },
            Fact(
                "is_clamped", .bool,
                doc:
                    "Rules on the way make TCP's segments so small that they fit (TCPMSS, `maxseg size set`), in both directions."
            ) {
                .bool($0.analysis.isClamped($0.object))
            },
            Fact("mtu", .int, optional: true, doc: "Smallest MTU that it met.") {
                ($0.object.way?.forward.mtu).map { .number($0) }
            },
            Fact("egress", .object("Link"), optional: true, doc: "The subject's link that it leaves by.") { view in
                let first = view.object.way?.forward.hops.first { $0.netns == view.object.subject && $0.link != nil }
                return first?.link.flatMap { view.link($0) }
            },
            Fact("nat_to", .string, doc: "What NAT made of its destination; empty where there is none.") {
                .string($0.object.way?.forward.destinationNAT?.after.dst.description ?? "")
            },
            Fact("nat_rule", .string, doc: "Name of the rule that did; empty where there is none.") {
                .string($0.object.way?.forward.destinationNAT?.rule?.name ?? "")
            },
            Fact(
                "nat_rule_text", .string, doc: "That rule, in the words of nft or iptables; empty where there is none."
            ) {
                .string($0.object.way?.forward.destinationNAT?.rule?.statelessText ?? "")
            },
            Fact("nat_listing", .list(.string), doc: "The words of a command that shows it.") {
                .strings($0.analysis.listing(of: $0.object.way?.forward.destinationNAT?.rule))
            },
            Fact("published_by", .string, doc: "The rule that should lead to the subject; empty where there is none.") {
                .string($0.object.published?.rule.reference.name ?? "")
            },
            Fact("published_to", .string, doc: "The subject's address in that rule; empty where there is none.") {
                .string($0.object.published?.target.description ?? "")
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.subject]) },
        ] + portFacts + translationFacts + pathDropAttribution + pathNeighborFacts)

    static let masquerade = FactTable<View<OutsideSource>>(
        "Masquerade", doc: "Whether those outside can answer the source that a packet arrives with.",
        key: { "\($0.object.subject) \($0.object.flow)" },
        facts: [
            Fact("subject", .object("Netns"), doc: "The namespace whose packet it is.") {
                $0.subject($0.object.subject, of: $0.object.flow)
            },
            Fact("family", .string, doc: "inet or inet6.") {
                .string($0.object.flow.dst.family == .inet ? "inet" : "inet6")
            },
            Fact(
                "is_missing", .bool, doc: "A router lets it out with a source that, as `evidence` says, nobody answers."
            ) {
                .bool($0.object.missing != nil)
            },
            Fact(
                "evidence", .string,
                doc:
                    "no-route-back: the next router is in sight and does not lead back; was-translated: connections that began earlier are translated, and new ones are not; unanswered: conntrack saw such packets leave, and no answer; nobodys-address: nobody answers for it on the uplink's own network; private-source: it is a private address that leaves by an uplink, and no answer was seen; empty where nothing is missing."
            ) {
                .string($0.object.missing?.evidence.rawValue ?? "")
            },
            Fact("is_proved", .bool, doc: "That evidence leaves no doubt.") {
                .bool($0.object.missing?.evidence.isProof ?? false)
            },
            Fact("netns", .object("Netns"), doc: "That router; the subject where there is none.") {
                $0.netns($0.object.missing?.netns ?? $0.object.subject)
            },
            Fact("oif", .string, doc: "Name of the link that it leaves the router by; empty where there is none.") {
                view in
                let link = view.object.missing.flatMap { view.analysis.query.link($0.oif).value }
                return .string(link?.ifname ?? "")
            },
            Fact("source", .string, doc: "The source that it leaves with; empty where it can be answered.") {
                .string($0.object.missing?.source.description ?? "")
            },
            Fact(
                "network", .string,
                doc: "The network of that router's own which the source is in; the source itself where it is in none."
            ) { view in
                let network = view.object.missing.flatMap { view.analysis.sourceNetwork(of: $0) }
                return .string(network.map { $0.isHost ? $0.address.description : $0.description } ?? "")
            },
            Fact(
                "rule", .string,
                doc: "A rule that was meant to translate it and does not match; empty where there is none."
            ) {
                .string($0.object.missing?.mismatch?.reference.statelessText ?? "")
            },
            Fact("rule_name", .string, doc: "`ip nat POSTROUTING handle 5`; empty where there is none.") {
                .string($0.object.missing?.mismatch?.reference.name ?? "")
            },
            Fact("listing", .list(.string), doc: "The words of a command that shows it.") {
                .strings($0.analysis.listing(of: $0.object.missing?.mismatch?.reference))
            },
            Fact(
                "lent", .string,
                doc:
                    "That source with its length, where this very rule has put it in; empty where it was the packet's own."
            ) {
                .string($0.object.missing?.lent?.description ?? "")
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.subject]) },
        ])
}
