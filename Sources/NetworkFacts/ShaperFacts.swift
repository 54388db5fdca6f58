import Analysis
import CEL
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery

extension FactTables {
    static let shaper = FactTable<View<Shaper>>(
        "Shaper", doc: "A queue that drops on purpose, by which a simulated packet leaves a link.",
        key: { "\($0.object.ref)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that the link is in.") {
                $0.netns($0.object.ref.netns)
            },
            Fact("link", .object("Link"), doc: "The link whose queue it is.") {
                $0.link($0.object.ref, $0.object.link)
            },
            Fact("kind", .string, doc: "tbf, netem, htb …") { .string($0.object.qdisc.kind) },
            Fact("words", .string, doc: "Its kind and settings, nearly as tc prints them.") {
                .string($0.object.qdisc.words)
            },
            Fact("sent", .int, doc: "Packets that it let through since it was made.") {
                .number($0.object.qdisc.packets)
            },
            Fact("dropped", .int, doc: "Packets that it dropped since then.") { .number($0.object.qdisc.drops) },
            Fact("drop_percent", .int, doc: "How many of a hundred packets it dropped since then.") {
                .number(Int(($0.object.qdisc.dropShare * 100).rounded()))
            },
            Fact(
                "dropped_meanwhile", .int, optional: true,
                doc: "Packets that it dropped during `nsdoctor watch`; absent without one."
            ) { $0.object.meanwhile.map { .number($0.drops) } },
            Fact(
                "drop_percent_meanwhile", .int, optional: true,
                doc: "How many of a hundred packets it dropped during `nsdoctor watch`; absent without one."
            ) { view in
                view.object.meanwhile.map { packets, drops in
                    let all = Double(packets) + Double(drops)
                    return .number(all > 0 ? Int((Double(drops) * 100 / all).rounded()) : 0)
                }
            },
            Fact("is_stopping", .bool, doc: "A packet that the target needs ends here for certain.") { view in
                .bool(view.object.stopped.contains { view.analysis.account(of: $0) == .stopped })
            },
            Fact("is_vital", .bool, doc: "One of those is the target's way out, or somebody waits for it.") { view in
                .bool(
                    view.object.stopped.contains {
                        view.analysis.account(of: $0) == .stopped && view.analysis.isVital($0)
                    })
            },
            Fact("loses_large", .bool, doc: "Full-sized packets end here, whatever becomes of small ones.") { view in
                .bool(
                    view.object.stopped.contains {
                        [.outsideFull, .fullSize, .overlayFull].contains($0.question)
                    })
            },
            Fact("is_uncertain", .bool, doc: "Whether a packet that the target needs ends here is left to chance.") {
                view in
                .bool(
                    view.object.uncertain.contains {
                        if case .uncertain? = view.analysis.account(of: $0) { true } else { false }
                    })
            },
            Fact("reason", .string, doc: "Why a packet ends here, in a sentence; empty where none does.") { view in
                let drop =
                    view.object.stopped.first?.stopped?.dropPoint ?? view.object.uncertain.first?.perhapsLost?.dropPoint
                return .string(drop?.reason ?? "")
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose packets pass it.") {
                .inodes($0.object.affected)
            },
        ])
}
