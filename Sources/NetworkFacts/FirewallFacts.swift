import Addresses
import Analysis
import CEL
import NetworkModel
import Netfilter
import Rules
import RulesetText
import SnapshotQuery

extension FactTables {
    static let firewallRule = FactTable<FirewallRuleView>(
        "FirewallRule",
        doc: """
            A rule of nf_tables (also one that iptables-nft wrote) or of iptables-legacy. What a packet may be is a list: \
            it has all that there is where the rule does not ask, and is empty where no packet passes. Of a rule with a \
            map all elements are taken together. Named sets are spelled out as they are now.
            """,
        key: {
            "\($0.chain.id) \($0.chain.backend) \($0.reference.family) \($0.chain.table) \($0.chain.name) \($0.number)"
        },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.") { $0.chain.netns },
            Fact("backend", .string, doc: "nft, also for iptables-nft; or legacy, for the older iptables.") {
                .string($0.chain.backend.rawValue)
            },
            Fact("family", .string, doc: "ip, ip6, inet, arp, bridge or netdev.") { .string($0.chain.family) },
            Fact("table", .string, doc: "Its table.") { .string($0.chain.table) },
            Fact("chain", .string, doc: "Its chain.") { .string($0.chain.name) },
            Fact("type", .string, doc: "Of a base chain's rule: filter, nat or route; else empty.") {
                .string($0.chain.base?.type ?? "")
            },
            Fact("hook", .string, doc: "Of a base chain's rule: prerouting, input, forward …; else empty.") {
                .string($0.chain.base?.hook ?? "")
            },
            Fact("priority", .int, optional: true, doc: "Of a base chain's rule: lower runs first.") {
                ($0.chain.base?.priority).map { .number($0) }
            },
            Fact("number", .int, doc: "Its place in the chain, from 1.") { .number($0.number) },
            Fact("handle", .int, optional: true, doc: "Of nft: the kernel's name for it.") {
                $0.handle.map { .number($0) }
            },
            Fact("text", .string, doc: "In the words of `nft` or `iptables-save`, for people.") { .string($0.text) },
            Fact("comment", .string, optional: true, doc: "What somebody wrote beside it.") { view in
                view.analysis.query.comment(of: view.reference).map { .string($0) }
            },
            Fact("packets", .int, optional: true, doc: "Packets that it counted; absent without a counter.") {
                ($0.counter?.packets).map { .number($0) }
            },
            Fact("bytes", .int, optional: true, doc: "Bytes that it counted.") {
                ($0.counter?.bytes).map { .number($0) }
            },
            Fact(
                "target", .string,
                doc: """
                    The last thing that it does: accept, drop, reject, return, queue, jump, goto, masquerade, snat, dnat, \
                    redirect, netmap, notrack, tcpmss, mark, log, vmap …; empty for nothing.
                    """
            ) { .string($0.targets.last ?? "") },
            Fact("targets", .list(.string), doc: "All that it does, in order; of a map what each element does.") {
                .strings($0.targets)
            },
            Fact("to_chains", .list(.string), doc: "Chains that it jumps or goes to.") { .strings($0.chains) },
            Fact("saddr", .list(.string), doc: "Prefixes that the source must be in one of.") {
                CELValue.observed($0.parts.saddr.wanted) { .strings($0.map(\.description)) }
            },
            Fact("not_saddr", .list(.string), doc: "Prefixes that the source must not be in.") {
                CELValue.observed($0.parts.saddr.excluded) { .strings($0.map(\.description)) }
            },
            Fact("daddr", .list(.string), doc: "Prefixes that the destination must be in one of.") {
                CELValue.observed($0.parts.daddr.wanted) { .strings($0.map(\.description)) }
            },
            Fact("not_daddr", .list(.string), doc: "Prefixes that the destination must not be in.") {
                CELValue.observed($0.parts.daddr.excluded) { .strings($0.map(\.description)) }
            },
            Fact("proto", .list(.string), doc: "Protocols: tcp, udp, icmp, ipv6-icmp …, numbers, or all.") {
                CELValue.observed($0.parts.proto.wanted) { .strings($0) }
            },
            Fact("not_proto", .list(.string), doc: "Protocols that it is not for.") {
                CELValue.observed($0.parts.proto.excluded) { .strings($0) }
            },
            Fact("sport", .list(.object("PortRange")), doc: "Source ports.") {
                CELValue.observed($0.parts.sport.wanted) { portRange.list($0) }
            },
            Fact("not_sport", .list(.object("PortRange")), doc: "Source ports that it is not for.") {
                CELValue.observed($0.parts.sport.excluded) { portRange.list($0) }
            },
            Fact("dport", .list(.object("PortRange")), doc: "Destination ports.") {
                CELValue.observed($0.parts.dport.wanted) { portRange.list($0) }
            },
            Fact("not_dport", .list(.object("PortRange")), doc: "Destination ports that it is not for.") {
                CELValue.observed($0.parts.dport.excluded) { portRange.list($0) }
            },
            Fact("iif", .list(.string), doc: "Links that packets come in by, for glob(): eth0, veth*, or * for all.") {
                CELValue.observed($0.parts.iif.wanted) { .strings($0) }
            },
            Fact("not_iif", .list(.string), doc: "Links that they must not come in by.") {
                CELValue.observed($0.parts.iif.excluded) { .strings($0) }
            },
            Fact("oif", .list(.string), doc: "Links that packets leave by, for glob().") {
                CELValue.observed($0.parts.oif.wanted) { .strings($0) }
            },
            Fact("not_oif", .list(.string), doc: "Links that they must not leave by.") {
                CELValue.observed($0.parts.oif.excluded) { .strings($0) }
            },
            Fact(
                "ct_state", .list(.string), optional: true,
                doc: "States of which the connection must have one: new, established, related, invalid, untracked."
            ) { view in
                let states = view.parts.meanings.map(\.connectionStates)
                if states.contains(where: \.isAbsent) { return nil }
                if let reason = states.lazy.compactMap(\.reason).first { return .unknown(because: reason) }
                return .strings(Set(states.flatMap { $0.value ?? [] }).sorted())
            },
            Fact("mark", .string, optional: true, doc: "The packet's mark: `0x1` or, with a mask, `0x1/0xff`.") {
                view in
                let marks = Set(view.parts.meanings.map(\.mark))
                guard marks.count == 1, let mark = marks.first else {
                    return .unknown(because: "it asks for several marks")
                }
                return CELValue.observed(mark) { .string($0) }
            },
            Fact(
                "nat_to", .list(.string),
                doc: "Prefixes that snat, dnat or netmap put in; empty where the link decides, or the address stays."
            ) { view in
                guard view.translations.allSatisfy(\.isKnown) else {
                    return .unknown(because: "what it puts in was not read")
                }
                return .strings(view.translations.flatMap(\.prefixes).map(\.description))
            },
            Fact("nat_ports", .list(.object("PortRange")), doc: "Ports that it puts in; empty where they stay.") {
                view in
                guard view.translations.allSatisfy(\.isKnown) else {
                    return .unknown(because: "what it puts in was not read")
                }
                return portRange.list(view.translations.compactMap(\.ports))
            },
            Fact("is_understood", .bool, doc: "False where a part of it is beyond nsdoctor.") {
                .bool($0.parts.isUnderstood)
            },
        ])

    static let portRange = FactTable<ClosedRange<UInt16>>(
        "PortRange", doc: "Ports from one to another, both included.", key: { $0 },
        facts: [
            Fact("from", .int, doc: "The first one.") { .number($0.lowerBound) },
            Fact("to", .int, doc: "The last one.") { .number($0.upperBound) },
        ])

    static let firewallChain = FactTable<FirewallChainView>(
        "FirewallChain", doc: "A chain of nf_tables or of iptables-legacy.",
        key: { "\($0.id) \($0.backend) \($0.family) \($0.table) \($0.name)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.", get: \.netns),
            Fact("backend", .string, doc: "nft or legacy.") { .string($0.backend.rawValue) },
            Fact("family", .string, doc: "ip, ip6, inet, arp, bridge or netdev.") { .string($0.family) },
            Fact("table", .string, doc: "Its table.") { .string($0.table) },
            Fact("name", .string, doc: "Its name.") { .string($0.name) },
            Fact("handle", .int, optional: true, doc: "Of nft: the kernel's name for it.") {
                $0.handle.map { .number($0) }
            },
            Fact("is_base", .bool, doc: "The kernel calls it; others are called by rules.") { .bool($0.base != nil) },
            Fact("type", .string, optional: true, doc: "filter, nat or route; of base chains.") {
                ($0.base?.type).map { .string($0) }
            },
            Fact("hook", .string, optional: true, doc: "prerouting, input, forward …; of base chains.") {
                ($0.base?.hook).map { .string($0) }
            },
            Fact("priority", .int, optional: true, doc: "Lower runs first; of base chains.") {
                ($0.base?.priority).map { .number($0) }
            },
            Fact("policy", .string, optional: true, doc: "accept or drop: what happens at its end; of base chains.") {
                ($0.base?.policy).map { .string($0) }
            },
            Fact("devices", .list(.string), doc: "Links of a netdev chain.") { .strings($0.base?.devices ?? []) },
        ])

    static let nftSet = FactTable<NftSetView>(
        "NftSet", doc: "A named set or map of nf_tables.",
        key: { "\($0.id) \($0.table.ref($0.set.name))" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.") {
                netns.value(NetnsView(analysis: $0.analysis, id: $0.id))
            },
            Fact("family", .string, doc: "ip, ip6, inet, arp, bridge or netdev.") { .string($0.table.family.rawValue) },
            Fact("table", .string, doc: "Its table.") { .string($0.table.name) },
            Fact("name", .string, doc: "Its name.") { .string($0.set.name) },
            Fact("handle", .int, doc: "The kernel's name for it.") { .number($0.set.handle) },
            Fact("type", .string, doc: "Of its keys: `ipv4_addr . inet_service`.") {
                .string(NftText($0.table).keyType(of: $0.set))
            },
            Fact("is_map", .bool, doc: "Its elements lead to something.") {
                .bool($0.set.flags.contains(.map) || $0.set.flags.contains(.object))
            },
            Fact("elements", .list(.string), doc: "As `nft list set` prints them.") { view in
                CELValue.observed(view.analysis.query.nftElements(view.id, view.table.ref(view.set.name))) { _ in
                    .strings(NftText(view.table).elements(of: view.set))
                }
            },
        ])
}

extension FirewallChainView {
    var netns: CELValue { FactTables.netns.value(NetnsView(analysis: analysis, id: id)) }
}
