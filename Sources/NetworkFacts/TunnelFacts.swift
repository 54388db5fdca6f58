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
            Fact(
                "proto", .int, doc: "IP protocol of outer packets: 4 IPIP, 17 UDP, 41 SIT, 47 GRE; 0 if none was made."
            ) {
                .number($0.object.tunnel.proto ?? 0)
            },
            Fact(
                "is_unanswered", .bool,
                doc: """
                    Outer packets have no ports and leave this node, and conntrack says that none was ever answered.
                    """
            ) {
                .bool($0.analysis.isUnanswered($0.object))
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
            Fact("rule_listing", .list(.string), doc: "The words of a command that shows it.") {
                .strings($0.analysis.listing(of: $0.object.dropPoint?.rule))
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
                .bool($0.object.tight != nil && !$0.object.isRefused)
            },
            Fact(
                "is_too_big", .bool,
                doc: "The same, and it is dropped: outer packets of this tunnel are not to be cut, or are IPv6."
            ) {
                .bool($0.object.isRefused)
            },
            Fact("tells_size", .bool, doc: "The tunnel tells senders of what does not fit what is below it.") {
                .bool($0.object.tunnel.tellsOfSize)
            },
            Fact(
                "underlay", .object("Link"), optional: true,
                doc: "The link where a full-sized packet is cut, or dropped, once it is wrapped."
            ) { view in
                view.object.tight?.link.flatMap { view.link($0) }
            },
            Fact("room", .int, optional: true, doc: "Bytes that fit into the tunnel without a cut.") { view in
                view.object.tight?.mtu.map { .number($0 - view.object.tunnel.overhead) }
            },
            Fact(
                "peer_mac", .string,
                doc: """
                    Hardware address of the other end that the packet is for, where that end is in sight, or this node's \
                    tables leave only one; else empty.
                    """
            ) {
                .string($0.analysis.overlayPeer(of: $0.object)?.mac?.description ?? "")
            },
            Fact(
                "peer_address", .string,
                doc: "Address of that end's node which outer packets should go to; empty where it is not in sight."
            ) {
                .string($0.analysis.overlayPeer(of: $0.object)?.address?.description ?? "")
            },
            Fact("peer_is_seen", .bool, doc: "That end is in sight; else what is known of it was concluded.") {
                .bool($0.analysis.overlayPeer(of: $0.object)?.device != nil)
            },
            Fact(
                "peer_netns", .object("Netns"),
                doc: "Where that end is; the tunnel's own namespace if it is not in sight."
            ) {
                $0.netns($0.analysis.overlayPeer(of: $0.object)?.device?.netns ?? $0.object.tunnel.device.netns)
            },
            Fact("peer_name", .string, doc: "Name of that end's device; empty if it is not in sight.") { view in
                let device = view.analysis.overlayPeer(of: view.object)?.device
                return .string(device.flatMap { view.analysis.query.link($0).value?.ifname } ?? "")
            },
            Fact("peer_source", .string, doc: "Address of this node that packets to `peer_address` carry; else empty.")
            {
                view in
                let address = view.analysis.overlayPeer(of: view.object)?.address
                return .string(
                    address.flatMap { view.analysis.source(to: $0, of: view.object) }?.description ?? "")
            },
            Fact(
                "local_link", .object("Link"), optional: true,
                doc: "The link that has the address which outer packets are sent from; absent where routes pick one."
            ) { view in
                view.analysis.localLink(of: view.object).flatMap { view.link($0) }
            },
            Fact(
                "local_is_elsewhere", .bool,
                doc:
                    "That link is a card of another network than the link that leads to the far end: neither lo nor a dummy."
            ) {
                .bool($0.analysis.isLocalElsewhere($0.object))
            },
            Fact("way_link", .object("Link"), optional: true, doc: "The link that leads to the far end.") { view in
                view.analysis.wayToFarEnd(of: view.object).flatMap { view.link($0.link) }
            },
            Fact(
                "way_source", .string,
                doc: "The address that packets to the far end carry if the device says nothing; empty if none is known."
            ) {
                .string($0.analysis.wayToFarEnd(of: $0.object)?.source?.description ?? "")
            },
            Fact("remote_is_own", .bool, doc: "The far end's address is one of the sending node's own.") {
                .bool($0.analysis.isRemoteOwn($0.object))
            },
            Fact(
                "lost_to_local", .string,
                doc: "Why what other nodes send to `local` gets lost, where it does without a rule; else empty."
            ) {
                .string($0.analysis.lostToLocal($0.object)?.dropPoint?.reason ?? "")
            },
            Fact(
                "exit_driver", .string,
                doc: "Driver of the card that outer packets leave this node by; empty where that is none."
            ) {
                .string($0.analysis.exitOffloads(of: $0.object)?.driver ?? "")
            },
            Fact("exit_lro", .bool, doc: "That card puts received segments together (LRO).") {
                .bool($0.analysis.exitOffloads(of: $0.object)?.lro ?? false)
            },
            Fact("exit_gro", .bool, doc: "The kernel does so for it (GRO); true where there is no such card.") {
                .bool($0.analysis.exitOffloads(of: $0.object)?.gro ?? true)
            },
            Fact("tx_checksum", .bool, doc: "The tunnel's device leaves checksums of packets to the card.") {
                .bool($0.analysis.ownOffloads(of: $0.object)?.txChecksum ?? false)
            },
            Fact(
                "waiting_connections", .int,
                doc: "TCP connections of the subject through it that nobody answers, though nothing seen stops them."
            ) {
                .number($0.analysis.waitingConnections(in: $0.object))
            },
            Fact("exit_link", .string, doc: "Name of the link that leads to the far end; empty if none is known.") {
                view in
                let way = view.analysis.wayToFarEnd(of: view.object)
                return .string(way.flatMap { view.analysis.query.link($0.link).value?.ifname } ?? "")
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
