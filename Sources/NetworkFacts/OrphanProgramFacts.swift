import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery

extension FactTables {
    static let orphanProgram = FactTable<View<OrphanProgram>>(
        "OrphanProgram", doc: "A program that a network plugin has attached, while no agent of the plugin was seen.",
        key: { "\($0.object.ref.map { "\($0)" } ?? "") \($0.object.place) \($0.object.name)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that the link is in; the target's for a cgroup.") {
                view in
                view.netns(view.object.ref?.netns ?? view.analysis.scope.subjects.first ?? NetnsID(inode: 0))
            },
            Fact("link_name", .string, doc: "The link that it is attached to; empty where that is a cgroup.") { view in
                .string(view.object.ref.flatMap { view.analysis.query.link($0).value?.ifname } ?? "")
            },
            Fact("place", .string, doc: "tcx ingress, tc egress, xdp, cgroup connect4 …") { .string($0.object.place) },
            Fact("name", .string, doc: "The program's name, or its filter's.") { .string($0.object.name) },
            Fact("agent", .string, doc: "The process that is missed.") { .string($0.object.agent) },
            Fact("is_stopping", .bool, doc: "It stops a simulated packet.") { .bool($0.object.isStopping) },
            Fact(
                "is_deciding", .bool,
                doc: "The way of a simulated packet is not known from its namespace on, nor what it returns."
            ) {
                .bool($0.object.isDeciding)
            },
            Fact("affects", .list(.int), doc: "Inodes of the subjects.") { .inodes($0.analysis.scope.subjects) },
        ])
}
