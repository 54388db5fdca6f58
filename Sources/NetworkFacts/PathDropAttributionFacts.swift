import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import Rules
import Topology

extension FactTables {
    /// What a path's stop says about its cause.
    static let pathDropAttribution: [Fact<View<AskedPath>>] = [
        Fact("manager", .string, doc: "firewalld or ufw, where the rule that stops it is theirs; else empty.") {
            .string($0.object.manager ?? "")
        },
        Fact("zone", .string, doc: "The zone of firewalld that it went through; empty where it met none.") {
            .string($0.object.zone ?? "")
        },
        Fact(
            "xfrm_index", .int,
            doc: "The index of the policy of IPsec that stops it; 0 where none does, or the default."
        ) {
            guard case .xfrm(let policy)? = $0.object.ending?.dropPoint?.detail else { return .int(0) }
            return .number(policy.index)
        },
        Fact("xfrm_direction", .string, doc: "in, out or fwd, of that policy or of the default; else empty.") {
            switch $0.object.ending?.dropPoint?.detail {
            case .xfrm(let policy)?: .string(policy.direction.name)
            case .defaultXfrm(let direction)?: .string(direction.name)
            default: .string("")
            }
        },
        Fact("xfrm_blocks", .bool, doc: "That policy blocks; else it wants a state that is not there.") {
            switch $0.object.ending?.dropPoint?.detail {
            case .xfrm(let policy)?: .bool(policy.isBlock)
            case .defaultXfrm?: .bool(true)
            default: .bool(false)
            }
        },
        Fact(
            "drop_is_node", .bool,
            doc:
                "It is stopped in a namespace that the subject hangs on, or that routes for it: neither its own nor a peer's."
        ) { view in
            guard let id = view.object.ending?.dropPoint?.netns else { return .bool(false) }
            return .bool(view.analysis.isNode(id, of: view.object.subject))
        },
        Fact(
            "inner_link", .string,
            doc: "Name of the link that leads to the subject, where a rule stops it at hook forward; else empty."
        ) {
            .string($0.object.innerLink ?? "")
        },
        Fact(
            "is_meant_for_others", .bool,
            doc: "A rule there is about the published port and accepts other clients than the one that is asked for."
        ) { view in
            .bool(view.analysis.isMeantForOthers(view.object))
        },
        Fact(
            "is_one_way", .bool,
            doc:
                "The rule that stops it is met by one direction of the connection only, so that conntrack knows no other."
        ) {
            .bool($0.object.isOneWay)
        },
        Fact(
            "one_way_route", .string,
            doc:
                "The subject's route to the other end, `default` or a prefix, where it leads past a namespace that could see both directions; else empty."
        ) { view in
            .string(view.analysis.sharedWay(view.object)?.route ?? "")
        },
        Fact("one_way_gateway", .string, doc: "The address of that namespace on the subject's network; else empty.") {
            view in
            .string(view.analysis.sharedWay(view.object)?.gateway.description ?? "")
        },
        Fact(
            "is_counted", .bool,
            doc:
                "No route leads back by the link that it came in by: it was asked because packets were counted that source validation dropped."
        ) { view in
            .bool(view.analysis.isCounted(view.object))
        },
        Fact(
            "source_drops", .int, optional: true,
            doc:
                "Packets that source validation dropped there since the namespace was made, TcpExt IPReversePathFilter."
        ) { view in
            CELValue.observed(view.analysis.sourceDrops(view.object)) { .number($0) }
        },
        Fact(
            "answers_by", .string,
            doc:
                "Name of the link that answers leave by, where that is another than questions come in by, so that they get lost, or may; else empty."
        ) { view in
            .string(view.analysis.crossedAnswer(view.object)?.leavesName ?? "")
        },
        Fact("arrives_by", .string, doc: "Name of the link that questions come in by then; else empty.") {
            view in
            .string(view.analysis.crossedAnswer(view.object)?.arrivesName ?? "")
        },
        Fact(
            "answers_in", .object("Netns"),
            doc: "The namespace whose links these are: the subject, or the router that translates to it."
        ) { view in
            view.netns(view.analysis.crossedAnswer(view.object)?.netns ?? view.object.subject)
        },
        Fact(
            "client", .string,
            doc: "The other end, as the subject sees it: the source of what comes from outside, else the destination."
        ) {
            view in
            let seen =
                view.object.question.isInbound ? view.object.way?.forward.packet.src : view.object.answer.flow.dst
            return .string((seen ?? view.object.answer.flow.dst).description)
        },
        Fact("called_network", .string, doc: "The network of that link; else empty.") { view in
            .string(view.analysis.crossedAnswer(view.object)?.network.description ?? "")
        },
        Fact("called_gateway", .string, doc: "The router's address on it; empty where it is not known.") { view in
            .string(view.analysis.crossedAnswer(view.object)?.gateway?.description ?? "")
        },
        Fact("free_table", .int, doc: "Number of a routing table of the subject that has no routes.") { view in
            .number(view.analysis.crossedAnswer(view.object)?.freeTable ?? 0)
        },
        Fact(
            "free_priority", .int,
            doc: "A priority before table main that no policy rule there has, nor the one after it."
        ) {
            view in
            .number(view.analysis.crossedAnswer(view.object)?.freePriority ?? 0)
        },
        Fact("published_port", .int, doc: "The subject's port that a published one leads to; 0 where there is none.") {
            .number($0.object.published?.targetPort ?? 0)
        },
        Fact(
            "bypass_link", .string,
            doc:
                "Name of the subject's link whose router would translate this address, where the packet leaves by another; else empty."
        ) { view in
            .string(view.analysis.bypass(view.object)?.linkName ?? "")
        },
        Fact("bypass_gateway", .string, doc: "The address of that router there; empty where it is not known.") { view in
            .string(view.analysis.bypass(view.object)?.gateway?.description ?? "")
        },
        Fact("bypass_netns", .object("Netns"), doc: "That router; the subject where there is none.") { view in
            view.netns(view.analysis.bypass(view.object)?.translator ?? view.object.subject)
        },
        Fact("leaves_by", .string, doc: "Name of the subject's link that the packet leaves by then; else empty.") {
            view in
            .string(view.analysis.bypass(view.object)?.leavesName ?? "")
        },
        Fact(
            "macvlan_mode", .string,
            doc:
                "Mode of the subject's macvlan or ipvlan, where that or the other's keeps it from a neighbour on the same link below: private, vepa …; else empty."
        ) { view in
            .string(view.analysis.macvlanIsolation(view.object)?.mode.rawValue ?? "")
        },
        Fact("macvlan_other", .object("Link"), optional: true, doc: "The device that has the address then.") { view in
            view.analysis.macvlanIsolation(view.object).flatMap { view.link($0.other) }
        },
        Fact("macvlan_other_mode", .string, doc: "Its mode; else empty.") { view in
            .string(view.analysis.macvlanIsolation(view.object)?.otherMode.rawValue ?? "")
        },
        Fact("macvlan_below", .object("Link"), optional: true, doc: "The link below both.") { view in
            view.analysis.macvlanIsolation(view.object).flatMap { view.link($0.below) }
        },
        Fact(
            "wireguard_trouble", .string,
            doc:
                "What keeps WireGuard from sending or taking it: \(WireGuardTrouble.allCases.map(\.rawValue).joined(separator: ", ")); else empty."
        ) {
            guard case .wireguard(let trouble)? = $0.object.ending?.dropPoint?.detail else { return .string("") }
            return .string(trouble.rawValue)
        },
        Fact(
            "kill_switch", .string,
            doc: "Name of the tunnel that the rule which stops it lets packets out by, and no other link; else empty."
        ) { view in
            .string(view.analysis.killSwitch(view.object)?.device ?? "")
        },
        Fact("kill_switch_state", .string, doc: "`missing`, `down` or `up`: that tunnel; empty where there is none.") {
            view in
            guard let found = view.analysis.killSwitch(view.object) else { return .string("") }
            return .string(found.link.map { $0.isUp && $0.hasCarrier ? "up" : "down" } ?? "missing")
        },
        Fact(
            "kill_switch_leaves", .string,
            doc: "Name of the link by which it would have left; empty where there is none."
        ) {
            view in
            .string(view.analysis.killSwitch(view.object)?.leavesName ?? "")
        },
        Fact("snat_to", .string, doc: "What NAT made of its source; empty where there is none.") {
            .string($0.object.way?.forward.sourceNAT?.after.src.description ?? "")
        },
        Fact("snat_rule", .string, doc: "Name of the rule that did; empty where there is none.") {
            .string($0.object.way?.forward.sourceNAT?.rule?.name ?? "")
        },
        Fact("snat_rule_text", .string, doc: "That rule, in the words of nft or iptables; empty where there is none.") {
            .string($0.object.way?.forward.sourceNAT?.rule?.statelessText ?? "")
        },
        Fact("snat_listing", .list(.string), doc: "The words of a command that shows it.") {
            .strings($0.analysis.listing(of: $0.object.way?.forward.sourceNAT?.rule))
        },
        Fact("snat_backend", .string, doc: "nft or legacy; empty where there is none.") {
            .string($0.object.way?.forward.sourceNAT?.rule?.backend.rawValue ?? "")
        },
        Fact("snat_family", .string, doc: "Family of that rule's table; empty where there is none.") {
            .string($0.object.way?.forward.sourceNAT?.rule?.family.rawValue ?? "")
        },
        Fact("snat_table", .string, doc: "Its table; empty where there is none.") {
            .string($0.object.way?.forward.sourceNAT?.rule?.table ?? "")
        },
        Fact("snat_chain", .string, doc: "Its chain; empty where there is none.") {
            .string($0.object.way?.forward.sourceNAT?.rule?.chain ?? "")
        },
        Fact("src_network", .string, doc: "The subject's network that it was sent from; empty where it is not known.") {
            view in
            .string(view.analysis.sourceNetwork(view.object)?.description ?? "")
        },
        Fact(
            "dst_network", .string,
            doc: "The network that it is for: the subject's own, or what the route names; else empty."
        ) {
            view in
            .string(view.analysis.destinationNetwork(view.object)?.description ?? "")
        },
        Fact("snat_netns", .object("Netns"), doc: "Where that rule is; the subject where there is none.") { view in
            view.netns(view.object.way?.forward.sourceNAT?.rule?.netns ?? view.object.subject)
        },
    ]
}
