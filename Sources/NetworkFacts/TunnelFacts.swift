import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import Rules
import SnapshotQuery
import Topology

extension FactTables {
    static let tunnel = FactTable<View<TunnelUse>>(
        "Tunnel", doc: "A tunnel that a simulated packet, or its answer, is put into on its way to one far end.",
        key: { "\($0.object.subject) \($0.object.tunnel) \($0.object.isReply)" },
        facts: [
            Fact("subject", .object("Netns"), doc: "The namespace that the packet is about.") {
                $0.netns($0.object.subject)
            },
            Fact("netns", .object("Netns"), doc: "The namespace that the tunnel's device is in.") {
                $0.netns($0.object.tunnel.device.netns)
            },
            Fact("link", .object("Link"), doc: "The tunnel's device.") {
                $0.link($0.object.tunnel.device, $0.object.link)
            },
            Fact("kind", .string, doc: "IFLA_INFO_KIND of the device: vxlan, gre ….") {
                .string($0.object.tunnel.kind)
            },
            Fact("is_reply", .bool, doc: "The answers are put into it, not the first packet.") {
                .bool($0.object.isReply)
            },
            Fact(
                "nexthop", .string,
                doc: "The next hop inside, looked up on the device; empty where it is a bridge's port."
            ) {
                .string($0.object.tunnel.nexthop?.description ?? "")
            },
            Fact(
                "mac", .string, doc: "The hardware address that the frame inside is for; empty where there is no frame."
            ) {
                .string($0.object.tunnel.mac?.description ?? "")
            },
            Fact("local", .string, doc: "The address that outer packets are sent from; empty where routes decide.") {
                .string($0.object.tunnel.local?.description ?? "")
            },
            Fact(
                "remote", .string, doc: "The address that outer packets are sent to; empty where the device knows none."
            ) {
                .string($0.object.tunnel.remote?.description ?? "")
            },
            Fact("vni", .int, optional: true, doc: "VXLAN network identifier.") {
                $0.object.tunnel.vni.map { .number($0) }
            },
            Fact("port", .int, optional: true, doc: "UDP destination port of outer packets.") {
                $0.object.tunnel.port.map { .number($0) }
            },
            Fact("overhead", .int, doc: "Bytes of headers around the packet.") { .number($0.object.tunnel.overhead) },
            Fact(
                "trouble", .string,
                doc: "What is wrong: \(TunnelTrouble.allCases.map(\.rawValue).joined(separator: ", ")); else empty."
            ) {
                .string($0.object.trouble?.rawValue ?? "")
            },
            Fact("is_half", .bool, doc: "Outer packets leave this node: what becomes of them is not seen.") {
                .bool($0.object.isHalf)
            },
            Fact(
                "drop_netns", .object("Netns"), formerly: ["stop_netns"],
                doc: "Where it ends; the tunnel's own where it does not."
            ) {
                $0.netns($0.object.dropPoint?.netns ?? $0.object.tunnel.device.netns)
            },
            Fact("drop_reason", .string, formerly: ["stop_reason"], doc: "Why it ends, in a sentence; else empty.") {
                .string($0.object.dropPoint?.reason ?? "")
            },
            Fact("rule", .string, doc: "The rule that stops the outer packet; empty where none does.") {
                .string($0.object.dropPoint?.rule?.statelessText ?? "")
            },
            Fact(
                "repair", .list(.string),
                doc:
                    "The words of a command that takes away the rule that stops it, or accepts its UDP port before a policy that does; empty where none does."
            ) { view in
                guard let rule = view.object.dropPoint?.rule else { return .strings([]) }
                if rule.place == .policy, let port = view.object.tunnel.port {
                    return .strings(view.analysis.opening(rule, udp: Int(port)))
                }
                return .strings(view.analysis.deletion(of: rule) ?? [])
            },
            Fact("rule_name", .string, doc: "`ip filter INPUT handle 5`; empty where there is none.") {
                .string($0.object.dropPoint?.rule?.name ?? "")
            },
            Fact("route", .string, doc: "The route that leads to the far end; empty where none does.") { view in
                .string(route(view)?.route.map(RouteWords.name) ?? "")
            },
            Fact(
                "far", .object("Link"), optional: true,
                doc: "The device on the far node that should take it, or is most like it."
            ) { view in
                view.object.far.map { view.link($0.ref, $0.link) }
            },
            Fact("far_has_nexthop", .bool, doc: "The namespace of that device has the address of the next hop inside.")
            {
                .bool($0.analysis.hasNexthop($0.object))
            },
            Fact("far_vni", .int, optional: true, doc: "VNI of that device.") {
                ($0.object.far?.link.vni).map { .number($0) }
            },
            Fact("far_port", .int, optional: true, doc: "UDP port of that device.") {
                ($0.object.far?.link.vxlanPort).map { .number($0) }
            },
            Fact(
                "is_cut", .bool, doc: "A full-sized packet fits the links inside, but no more once wrapped: it is cut."
            ) {
                .bool($0.object.cut != nil)
            },
            Fact("underlay", .object("Link"), optional: true, doc: "The link where it is cut.") { view in
                view.object.cut?.link.flatMap { view.link($0) }
            },
            Fact("room", .int, optional: true, doc: "Bytes that fit into the tunnel without a cut.") { view in
                view.object.cut?.mtu.map { .number($0 - view.object.tunnel.overhead) }
            },
            Fact("affects", .list(.int), doc: "Inode of the subject.") { .inodes([$0.object.subject]) },
        ])

    @Sendable private static func route(_ view: View<TunnelUse>) -> RouteDecision? {
        let tunnel = view.object.tunnel
        guard let remote = tunnel.remote,
            case .known(let below) = view.analysis.query.peerNamespace(
                tunnel.device.netns, nsid: view.object.link.linkNetnsid)
        else { return nil }
        return view.analysis.routerCache.lookup(RouteFlow(dst: remote, src: tunnel.local), in: below).value
    }
}
