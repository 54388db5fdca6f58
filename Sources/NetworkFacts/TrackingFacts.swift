import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery
import Topology

extension FactTables {
    static let trackingRule = FactTable<View<TrackingRule>>(
        "TrackingRule", doc: "A rule by which connection tracking, and so NAT, misses a packet that it is there for.",
        key: { $0.object.rule.name },
        facts: [
            Fact("trace", .object("Trace"), doc: "The packet.") {
                FactTables.path.value(View($0.object.path, in: $0.analysis))
            },
            Fact("netns", .object("Netns"), doc: "The namespace that has the rule.") { $0.netns($0.object.rule.netns) },
            Fact("rule", .string, doc: "The rule, in the words of nft or iptables.") {
                .string($0.object.rule.statelessText)
            },
            Fact("rule_name", .string, doc: "`ip raw PREROUTING handle 5`.") { .string($0.object.rule.name) },
            Fact("listing", .list(.string), doc: "The words of a command that shows it.") {
                .strings($0.analysis.listing(of: $0.object.rule))
            },
            Fact("translation_listing", .list(.string), doc: "The same for the rule `translation`.") {
                .strings($0.analysis.listing(of: $0.object.translation))
            },
            Fact("delete", .list(.string), doc: "The words of a command that deletes it.") {
                .strings($0.analysis.deletion(of: $0.object.rule) ?? [])
            },
            Fact(
                "is_exemption", .bool,
                doc: "It exempts packets from tracking; else it sets a zone, in one direction only."
            ) { .bool($0.object.isExemption) },
            Fact("is_proved", .bool, doc: "The packet gets lost; else it leaves untranslated, which nobody answers.") {
                .bool($0.object.isProved)
            },
            Fact(
                "translation", .string,
                doc: "The rule that translates the source once this one is gone; empty for none."
            ) {
                .string($0.object.translation?.statelessText ?? "")
            },
            Fact("translation_name", .string, doc: "Its name; empty where there is none.") {
                .string($0.object.translation?.name ?? "")
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose packets pass it.") {
                .inodes(Set([$0.object.path.subject] + $0.analysis.affected(by: $0.object.rule.netns)).sorted())
            },
        ])
}
