import Addresses
import Analysis
import CEL
import NetworkModel
import PacketTrace
import Routing
import Rules

extension FactTables {
    static let egress = FactTable<View<Egress>>(
        "Egress",
        doc: "By which routers packets get to the outside, and by which link they leave, whatever stops them.",
        key: { "\($0.object.subject) \($0.object.question) \($0.object.flow.map { "\($0)" } ?? "")" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that sends them.") { $0.netns($0.object.subject) },
            Fact("family", .string, doc: "inet or inet6.") { .string($0.object.family == .inet ? "inet" : "inet6") },
            Fact(
                "question", .string,
                doc: "any: a sender that binds nothing; source: one that binds `src`; uplink: one that binds `oif`."
            ) { .string($0.object.question.rawValue) },
            Fact("src", .string, optional: true, doc: "Their source address.") { view in
                (view.object.flow?.src ?? view.object.steps.first?.passage.path?.source.value).map {
                    .string($0.description)
                }
            },
            Fact("oif", .object("Link"), optional: true, doc: "The link by which they leave their namespace.") { view in
                view.object.steps.first?.oif.flatMap { view.link($0) }
            },
            Fact("via", .string, optional: true, doc: "The gateway there; absent where the link leads to all.") {
                view in
                (view.object.steps.first?.passage.path?.gateway).map { .string($0.description) }
            },
            Fact("table", .string, doc: "The table that decided there; empty where none did.") {
                .string(($0.object.steps.first?.decision.table).map { RouteTable.name($0) } ?? "")
            },
            Fact("rule", .string, doc: "The policy rule that led there, as ip rule has it; empty where none did.") {
                .string($0.object.steps.first?.decision.rule?.words ?? "")
            },
            Fact("routers", .list(.object("Netns")), doc: "Namespaces that they pass, to the one that is outside.") {
                view in
                .list(view.object.routers.map { view.netns($0) })
            },
            Fact("result", .string, doc: "left-node, no-route …, as for a path; delivered where the outside is here.") {
                .string($0.object.outside == nil ? $0.object.disposition.rawValue : Disposition.delivered.rawValue)
            },
            Fact("uplink", .object("Link"), optional: true, doc: "The link by which they leave this node.") { view in
                view.object.uplink.flatMap { view.link($0) }
            },
            Fact("outside", .object("Netns"), optional: true, doc: "The namespace that plays the outside.") { view in
                view.object.outside.map { view.netns($0) }
            },
        ])
}
