import Addresses
import Analysis
import CEL
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery
import Topology

// Devices that ride on others, and what those they ride on cannot do.

extension FactTables {
    static let macFilter = FactTable<View<MACFilter>>(
        "MACFilter", doc: "A macvlan whose next hop answers the host, and not the macvlan.",
        key: { "\($0.object.gateway.ref) \($0.object.gateway.via)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that has the macvlan.") {
                $0.netns($0.object.gateway.netns)
            },
            Fact("link", .object("Link"), doc: "The macvlan.") {
                $0.link($0.object.gateway.ref, $0.object.gateway.link)
            },
            Fact("via", .string, doc: "The next hop.") { .string($0.object.gateway.via.description) },
            Fact("is_default", .bool, doc: "Packets to the outside go there.") { .bool($0.object.gateway.isDefault) },
            Fact("neighbor_state", .string, doc: "State of the macvlan's neighbour entry for it.") {
                .string($0.object.gateway.neighbor.value?.state.names.joined(separator: ",") ?? "")
            },
            Fact("below", .object("Link"), doc: "The device below.") { $0.link($0.object.below, $0.object.belowLink) },
            Fact("host_state", .string, doc: "State of the host's entry for the same next hop by the device below.") {
                .string($0.object.known.state.names.joined(separator: ","))
            },
            Fact("host_lladdr", .string, doc: "The hardware address in that entry.") {
                .string($0.object.known.lladdr?.description ?? "")
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic it carries.") {
                .inodes($0.analysis.affected(by: $0.object.gateway.netns))
            },
        ])

    static let ipvlanReturn = FactTable<View<IPVlanReturn>>(
        "IPVlanReturn",
        doc: "An ipvlan that routes, with an address of its own network, to which answers do not come.",
        key: { "\($0.object.attachment.ref) \($0.object.address.address)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that has the ipvlan.") {
                $0.netns($0.object.attachment.ref.netns)
            },
            Fact("link", .object("Link"), doc: "The ipvlan.") {
                $0.link($0.object.attachment.ref, $0.object.attachment.link)
            },
            Fact("address", .string, doc: "Its address.") { .string($0.object.address.address.description) },
            Fact("network", .string, doc: "The network of that address.") {
                .string($0.object.address.network.description)
            },
            Fact("below", .object("Link"), doc: "The device below.") { $0.link($0.object.below, $0.object.belowLink) },
            Fact("below_networks", .list(.string), doc: "The networks of that device, in which it is not.") {
                .strings($0.object.networks.map(\.description))
            },
            Fact("below_address", .string, doc: "An address of that device; empty where it has none.") {
                .string($0.object.nextHop?.description ?? "")
            },
            Fact("waiting", .list(.string), doc: "`203.0.113.9:443`: who does not answer its connections.") {
                .strings(Set($0.object.waiting.map { "\($0.dst.unmapped):\($0.dport)" }).sorted())
            },
            Fact("lost_at", .object("Netns"), optional: true, doc: "Where an answer ends, if that is in sight.") {
                view in
                view.object.lost.map { view.netns($0.netns) }
            },
            Fact("lost_reason", .string, doc: "Why it ends there; else empty.") {
                .string($0.object.lost?.reason ?? "")
            },
            Fact("affects", .list(.int), doc: "Inode of the namespace.") { .inodes([$0.object.attachment.ref.netns]) },
        ])

    static let busyParent = FactTable<View<BusyParent>>(
        "BusyParent", doc: "A device that others ride on, and that a bridge without its next hop would need as a port.",
        key: { "\($0.object.gateway.ref) \($0.object.parent)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace whose next hop is lacking.") {
                $0.netns($0.object.gateway.netns)
            },
            Fact("via", .string, doc: "That next hop.") { .string($0.object.gateway.via.description) },
            Fact("is_default", .bool, doc: "Packets to the outside go there.") { .bool($0.object.gateway.isDefault) },
            Fact("bridge", .object("Link"), doc: "The bridge on which nobody has it.") {
                $0.link($0.object.bridge, $0.object.bridgeLink)
            },
            Fact("parent", .object("Link"), doc: "The device by which the host reaches it.") {
                $0.link($0.object.parent, $0.object.parentLink)
            },
            Fact("children", .list(.object("Link")), doc: "What rides on that device, as far as it was met.") { view in
                .list(view.object.children.compactMap { view.link($0) })
            },
            Fact("taken", .list(.string), doc: "Hardware addresses that it takes for what rides on it.") {
                .strings($0.object.taken.map(\.description))
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic goes there.") {
                .inodes($0.analysis.affected(by: $0.object.gateway.netns))
            },
        ])
}
