import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery
import Topology

// What stops a packet between its sender and the next hop: the question who has its address, ports, frames for nobody.

extension FactTables {
    static let pathNeighborFacts: [Fact<View<AskedPath>>] = [
        Fact(
            "asked_for", .string,
            doc:
                "Where not the packet is stopped but the question who has the next hop, or its answer: that address; else empty."
        ) {
            .string($0.object.ending?.dropPoint?.solicitation?.target.description ?? "")
        },
        Fact(
            "asked_part", .string,
            doc:
                "What of that question is lost: request, answer, or unasked, where its link asks nobody; empty where there is none."
        ) {
            .string($0.object.ending?.dropPoint?.solicitation?.part.rawValue ?? "")
        },
        Fact("asked_on", .object("Link"), optional: true, doc: "The link on which it is asked.") { view in
            view.object.ending?.dropPoint?.solicitation.flatMap { view.link($0.link) }
        },
        Fact(
            "rule_hook", .string,
            doc: "The hook at which a rule stops the packet, or that question; empty where no rule does."
        ) {
            .string($0.object.ending?.dropPoint?.hook?.rawValue ?? "")
        },
        Fact("rule_handle", .int, doc: "nf_tables' number of that rule; 0 where it has none.") { view in
            guard case .handle(let handle)? = view.object.ending?.dropPoint?.rule?.place else { return .number(0) }
            return .number(handle)
        },
        Fact("drop_is_noarp", .bool, doc: "The link at which that question ends takes part in no ARP.") {
            .bool($0.object.ending?.dropPoint?.detail == .noARP)
        },
        Fact(
            "drop_port_flag", .string,
            doc:
                "The flag of a bridge port that stops it: flood, bcast_flood, mcast_flood, locked or isolated; else empty."
        ) {
            guard case .portFlag(let flag)? = $0.object.ending?.dropPoint?.detail else { return .string("") }
            return .string(flag.rawValue)
        },
        Fact("drop_is_by_vlan", .bool, doc: "A bridge that filters VLANs stops it.") {
            .bool($0.analysis.vlanGap(of: $0.object) != nil)
        },
        Fact("drop_vlan", .int, doc: "The VLAN in which that port would have to be; 0 for frames without a tag.") {
            guard case .vlan(let vlan?, _)? = $0.object.ending?.dropPoint?.detail else { return .number(0) }
            return .number(vlan)
        },
        Fact(
            "vlan_link", .object("Link"), optional: true,
            doc:
                "Where a bridge that filters VLANs stops it: the port, or the bridge itself, that is in the wrong ones."
        ) { view in
            view.analysis.vlanGap(of: view.object).flatMap { view.link($0.port) }
        },
        Fact("vlan_bridge", .string, doc: "The name of that bridge; empty where there is none.") {
            .string($0.analysis.vlanGap(of: $0.object)?.bridge.ifname ?? "")
        },
        Fact(
            "vlan_members", .list(.string),
            doc: "The VLANs that it is in, `1 PVID Egress Untagged` as bridge(8) has them."
        ) {
            .strings($0.analysis.vlanGap(of: $0.object)?.vlans.map(\.words) ?? [])
        },
        Fact(
            "vlan_wanted", .string,
            doc: "The VLAN that it should be in, in the same words; empty where nobody can tell."
        ) {
            .string($0.analysis.vlanGap(of: $0.object)?.wanted ?? "")
        },
        Fact(
            "vlan_repair", .list(.string),
            doc: "The words of a command that puts it in, in the namespace of `vlan_link`; empty where none is known."
        ) {
            .strings($0.analysis.vlanGap(of: $0.object)?.repair ?? [])
        },
        Fact(
            "framed_for", .string,
            doc:
                "Where its frame is lost because a permanent neighbour entry names a hardware address that nobody has: whose entry; else empty."
        ) { view in
            .string(view.analysis.lostFrame(view.object)?.framing.nexthop.description ?? "")
        },
        Fact("framed_by", .object("Link"), optional: true, doc: "The link of that entry.") { view in
            view.analysis.lostFrame(view.object).flatMap { view.link($0.framing.link) }
        },
        Fact(
            "far_address", .string,
            doc: "The hardware address of the other end of the pair that refuses that frame; empty where there is none."
        ) { view in
            .string(view.analysis.lostFrame(view.object)?.far?.address?.description ?? "")
        },
    ]
}
