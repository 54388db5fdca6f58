import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

extension FactTables {
    static let path = FactTable<View<AskedPath>>(
        "Path", doc: "A packet that was walked on paper, there and back. What stops it is that which it meets first.",
        key: { "\($0.object.subject) \($0.object.question) \($0.object.answer.flow)" },
        facts: [
            Fact("subject", .object("Netns"), doc: "The namespace that the question is about.") {
                $0.netns($0.object.subject)
            },
            Fact(
                "question", .string,
                doc:
                    "gateway, gateway-service, nameserver, outside, outside-ping, outside-full, overlay, overlay-full, lower, tun, published, published-local, to, stuck, flow, service, own-service, from-router, sibling, from-sibling, stub-resolver, neighbor or client."
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
                "result", .string,
                doc: "delivered, left-node, dropped … of both directions; unknown where chance decides."
            ) {
                .string($0.object.way?.disposition.rawValue ?? "unknown")
            },
            Fact("unknown_reason", .string, optional: true, doc: "Why the result is unknown.") {
                $0.object.doubt.map { .string($0) }
            },
            Fact("is_stopped", .bool, doc: "Something stops it, or its answer.") { .bool($0.object.stopped != nil) },
            Fact("is_reply", .bool, doc: "The answer is what was stopped.") { .bool($0.object.isReplyStopped) },
            Fact(
                "stop_stage", .string,
                doc:
                    "route, hook, neighbor, device, xdp, tc, bridge, tunnel, input, forward, mtu, xfrm, socket or process; empty where there is none."
            ) {
                .string($0.object.stopped?.dropPoint?.stage.rawValue ?? "")
            },
            Fact("stop_object", .string, doc: "link, sysctl, route, chain, neighbor ; empty where there is none.") {
                .string($0.object.stopped?.dropPoint?.object ?? "")
            },
            Fact("stop_name", .string, doc: "Name of what stops it; empty where there is none.") {
                .string($0.object.stopped?.dropPoint?.name ?? "")
            },
            Fact("stop_reason", .string, doc: "Why, in a sentence; empty where there is none.") {
                .string($0.object.stopped?.dropPoint?.reason ?? "")
            },
            Fact("stop_netns", .object("Netns"), doc: "Where it is stopped; the subject where nothing stops it.") {
                view in
                view.netns(view.object.stopped?.dropPoint?.netns ?? view.object.subject)
            },
            Fact("stop_link", .string, doc: "Name of the link at which it is stopped; empty where there is none.") {
                view in
                let link = view.object.stopped?.dropPoint?.link.flatMap { view.analysis.query.link($0).value }
                return .string(link?.ifname ?? "")
            },
            Fact("hook", .string, doc: "The hook at which a rule stops it; empty where none does.") { view in
                guard let path = view.object.stopped, path.dropPoint?.rule != nil else { return .string("") }
                return .string(path.hops.last?.hook?.rawValue ?? "")
            },
            Fact(
                "rule", .string,
                doc: "The rule that stops it, in the words of nft or iptables; empty where there is none."
            ) {
                .string($0.object.stopped?.dropPoint?.rule?.statelessText ?? "")
            },
            Fact("rule_name", .string, doc: "`ip filter FORWARD handle 5`; empty where there is none.") {
                .string($0.object.stopped?.dropPoint?.rule?.name ?? "")
            },
            Fact("rule_backend", .string, doc: "nft or legacy; empty where there is none.") {
                .string($0.object.stopped?.dropPoint?.rule?.backend.rawValue ?? "")
            },
            Fact("rule_family", .string, doc: "ip, ip6, inet, bridge ; empty where there is none.") {
                .string($0.object.stopped?.dropPoint?.rule?.family.rawValue ?? "")
            },
            Fact("rule_table", .string, doc: "Its table; empty where there is none.") {
                .string($0.object.stopped?.dropPoint?.rule?.table ?? "")
            },
            Fact("rule_chain", .string, doc: "Its chain; empty where there is none.") {
                .string($0.object.stopped?.dropPoint?.rule?.chain ?? "")
            },
            Fact("rule_role", .string, doc: "What a platform's rule is for; see Refusal.role. Empty for other rules.") {
                view in
                .string(view.analysis.refusal(view.object)?.role.rawValue ?? "")
            },
            Fact("is_policy", .bool, doc: "No rule stops it but the chain's policy.") {
                .bool($0.object.stopped?.dropPoint?.rule?.place == .policy)
            },
            Fact(
                "size_error", .string,
                doc:
                    "Where a router finds it too big: `returned` or `lost`, as the error fares that it sends; else empty."
            ) { view in
                .string(view.object.stopped?.errorReturns.map { $0 ? "returned" : "lost" } ?? "")
            },
            Fact("error_rule", .string, doc: "The rule that stops that error; empty where none does.") {
                .string($0.object.stopped?.errorDropPoint?.rule?.statelessText ?? "")
            },
            Fact("error_rule_name", .string, doc: "`ip filter OUTPUT handle 5`; empty where there is none.") {
                .string($0.object.stopped?.errorDropPoint?.rule?.name ?? "")
            },
            Fact("error_netns", .object("Netns"), doc: "Where that error is stopped; the subject where it is not.") {
                $0.netns($0.object.stopped?.errorDropPoint?.netns ?? $0.object.subject)
            },
            Fact("is_needed", .bool, doc: "The destination is a gateway or a name server of the subject.") {
                .bool($0.analysis.needs($0.object))
            },
            Fact(
                "is_clamped", .bool,
                doc:
                    "A rule on the way makes TCP's segments smaller (TCPMSS, `maxseg size set`), where both sides are seen both ways."
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
            Fact("published_by", .string, doc: "The rule that should lead to the subject; empty where there is none.") {
                .string($0.object.published?.rule.reference.name ?? "")
            },
            Fact("published_to", .string, doc: "The subject's address in that rule; empty where there is none.") {
                .string($0.object.published?.target.description ?? "")
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.subject]) },
        ] + portFacts + translationFacts + pathDropAttribution)

    static let masquerade = FactTable<View<OutsideSource>>(
        "Masquerade", doc: "Whether those outside can answer the source that a packet arrives with.",
        key: { "\($0.object.subject) \($0.object.family)" },
        facts: [
            Fact("subject", .object("Netns"), doc: "The namespace whose packet it is.") {
                $0.netns($0.object.subject)
            },
            Fact("family", .string, doc: "inet or inet6.") { .string($0.object.family == .inet ? "inet" : "inet6") },
            Fact(
                "is_missing", .bool, doc: "A router lets it out with a source that the next one does not send back to."
            ) {
                .bool($0.object.missing != nil)
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
                "rule", .string,
                doc: "A rule that was meant to translate it and does not match; empty where there is none."
            ) {
                .string($0.object.missing?.mismatch?.reference.statelessText ?? "")
            },
            Fact("rule_name", .string, doc: "`ip nat POSTROUTING handle 5`; empty where there is none.") {
                .string($0.object.missing?.mismatch?.reference.name ?? "")
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.subject]) },
        ])
}
