import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

// What became of a packet that was translated, or that a bridge passed on.

extension FactTables {
    static let translationFacts: [Fact<View<AskedPath>>] = [
        Fact("nat_netns", .object("Netns"), doc: "Where its destination was translated; the subject where it was not.")
        {
            view in
            view.netns(view.object.translator ?? view.object.subject)
        },
        Fact(
            "is_shadowed", .bool,
            doc: "A rule with the very same conditions stands before the one that leads to the subject."
        ) {
            .bool($0.object.isShadowed)
        },
        Fact("is_virtual", .bool, doc: "Its destination is no address of the namespace that translates it: a service.")
        {
            .bool($0.object.isVirtual(in: $0.analysis))
        },
        Fact("is_hairpin", .bool, doc: "Translation leads it back to the subject that sent it.") {
            .bool($0.object.isHairpin(in: $0.analysis))
        },
        Fact(
            "shortcut", .string,
            doc:
                "The bridge that took the answer past the namespace which translated the question; empty where none did."
        ) {
            .string($0.object.shortcut(in: $0.analysis)?.link.ifname ?? "")
        },
        Fact("is_stopped_on_bridge", .bool, doc: "A rule for routed packets stops what a bridge passes on.") {
            .bool($0.object.isStoppedOnBridge)
        },
        Fact("bridge", .string, doc: "Name of the bridge on which it is stopped; empty where there is none.") { view in
            let query = view.analysis.query
            let dropPoint = view.object.stopped?.dropPoint
            let hop = view.object.stopped?.hops.last { $0.stage == .bridge && $0.netns == dropPoint?.netns }
            guard let id = dropPoint?.netns, let link = (dropPoint?.link ?? hop?.link).flatMap({ query.link($0).value })
            else {
                return .string("")
            }
            let bridge = link.infoKind == "bridge" ? link : link.master.flatMap { query.link(LinkRef(id, $0)).value }
            return .string(bridge?.ifname ?? "")
        },
        Fact(
            "fresh_nat_to", .string,
            doc:
                "`10.1.0.11:53`: where a new flow of the same kind is translated to, and arrives; empty where that is no other place."
        ) {
            .string($0.object.freshNAT.map { Self.place($0) } ?? "")
        },
        Fact(
            "fresh_nat_netns", .object("Netns"), doc: "Where a new flow is translated to that place; else the subject."
        ) {
            view in
            let hop = view.object.fresh?.traces.first?.forward.hops.last { $0.nat?.side == .destination }
            return view.netns(view.object.freshNAT == nil ? view.object.subject : hop?.netns ?? view.object.subject)
        },
        Fact(
            "nat_to_port", .string, doc: "`10.1.0.11:80`: what NAT made of its destination; empty where there is none."
        ) {
            .string($0.object.way?.forward.destinationNAT.map { Self.place($0) } ?? "")
        },
        Fact("sport", .int, optional: true, doc: "Source port, where one was asked about.") {
            ($0.object.answer.flow.transport.ports?.source).map { .number($0) }
        },
        Fact("family", .string, doc: "inet or inet6.") {
            .string($0.object.answer.flow.dst.family == .inet ? "inet" : "inet6")
        },
    ]

    private static func place(_ change: NATChange) -> String {
        let port = change.after.dport.map { ":\($0)" } ?? ""
        return change.after.dst.family == .inet ? "\(change.after.dst)\(port)" : "[\(change.after.dst)]\(port)"
    }
}
