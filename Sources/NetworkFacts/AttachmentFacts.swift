import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

extension FactTables {
    static let attachment = FactTable<View<Attachment>>(
        "Attachment", doc: "How a namespace hangs on the node by one of its links.", key: { $0.object.ref },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace that is attached.") { $0.netns($0.object.ref.netns) },
            Fact("link", .object("Link"), doc: "Its own end.") { $0.link($0.object.ref, $0.object.link) },
            Fact(
                "manner", .string, doc: "bridged, routed, direct, detached, enslaved, child, tun, uplink or unresolved."
            ) {
                .string($0.object.manner.rawValue)
            },
            Fact("edge", .string, optional: true, doc: "How the far end is known: proved, one-sided, unresolved.") {
                ($0.object.edge?.known).map { .string($0) }
            },
            Fact("outer", .object("Link"), optional: true, doc: "The far end of the pair, or the device below.") {
                view in
                CELValue.observed(view.object.outer) { link in view.object.outerRef.map { view.link($0, link) } }
            },
            Fact("bridge", .object("Link"), optional: true, doc: "The bridge that the far end is a port of.") { view in
                if view.object.manner == .unresolved { return .unknown(because: view.object.reason ?? "unresolved") }
                return view.object.bridge.map { view.link($0.ref, $0.link) }
            },
            Fact(
                "addresses", .list(.string),
                doc: "Addresses of the own end that reach beyond the link, with prefix length."
            ) {
                .strings($0.object.globalAddresses.inReadingOrder.map(\.local.description))
            },
            Fact("is_only", .bool, doc: "The namespace has no other attachment.") { view in
                .bool(view.analysis.attachments(of: view.object.ref.netns).count == 1)
            },
            Fact(
                "sibling_bridges", .list(.string),
                doc: "Bridges of the far namespace that have an address in our network.",
                get: siblingBridges),
            Fact(
                "outer_is_bare", .bool,
                doc:
                    "The far end's namespace is not ours and has no address at all: no node, but a twin that was never set up."
            ) { view in
                guard let outer = view.object.outerRef, view.analysis.query.namespace(outer.netns)?.isOwn == false
                else {
                    return .bool(false)
                }
                return CELValue.observed(view.analysis.query.addresses(outer.netns, .inet)) { v4 in
                    CELValue.observed(view.analysis.query.addresses(outer.netns, .inet6)) { v6 in
                        .bool(!(v4 + v6).contains { $0.address.isGlobal })
                    }
                }
            },
            Fact("siblings_have_ipv6", .bool, doc: "Someone else on the same bridge has a global IPv6 address.") {
                view in
                guard let bridge = view.object.bridge else { return .bool(false) }
                return CELValue.observed(view.analysis.query.segment(of: bridge.ref, bridge.link)) { segment in
                    .bool(segment.hasIPv6)
                }
            },
            Fact("isolated_peers", .list(.string), doc: "Other isolated ports of the same bridge.", get: isolatedPeers),
            Fact(
                "other_port_mtus", .list(.int),
                doc: "MTUs of the bridge's other ports that are ends of pairs, ascending, each once.",
                get: otherPortMTUs),
            Fact(
                "usual_mtu", .int, optional: true,
                doc:
                    "The MTU that all ports of the bridge should have, where they do not agree: most have it, or it was set on the bridge, or the uplink has it."
            ) {
                $0.analysis.bridgeMTU(of: $0.object).map { .number($0.usual) }
            },
            Fact("odd_port", .object("Link"), optional: true, doc: "The port of the bridge whose MTU is another.") {
                view in
                view.analysis.bridgeMTU(of: view.object).flatMap { view.link($0.odd) }
            },
            Fact("odd_end", .object("Link"), optional: true, doc: "The inner end of that port's pair.") { view in
                view.analysis.bridgeMTU(of: view.object)?.oddEnd.flatMap { view.link($0) }
            },
            Fact(
                "fitting_mtu", .int, optional: true,
                doc: "What both of its ends and the whole way beyond take, or would take if its ends were alike."
            ) {
                $0.analysis.fittingMTU(of: $0.object).map { .number($0) }
            },
            Fact(
                "free_address", .string, optional: true,
                doc: "`10.1.0.12/24`: one in the network of the far end that nobody there has."
            ) {
                ($0.analysis.freeAddress(on: $0.object)?.description).map { .string($0) }
            },
            Fact(
                "stranded", .string,
                doc:
                    "other-network: its addresses are of another network than those of the bridge or the other end, and of everybody there; alone: both ends have addresses of one-address networks, and no route leads through it; else empty."
            ) {
                .string($0.analysis.stranding(of: $0.object)?.rawValue ?? "")
            },
            Fact(
                "far_addresses", .list(.string),
                doc: "Addresses of the bridge, else of the far end, that reach beyond the link, with prefix length."
            ) { view in
                guard let far = view.object.bridge?.ref ?? view.object.outerRef else { return .list([]) }
                return CELValue.observed(view.analysis.query.addresses(far.netns, on: far.ifindex)) { addresses in
                    .strings(addresses.filter(\.address.isGlobal).inReadingOrder.map(\.local.description))
                }
            },
            Fact(
                "far_address", .string, optional: true,
                doc:
                    "`10.1.0.1/24`: what the far end should have if it has none: the next hop asked for there, else one that is free."
            ) {
                ($0.analysis.farAddress(of: $0.object)?.description).map { .string($0) }
            },
            Fact(
                "bridge_to_make", .string,
                doc:
                    "A name for a bridge, where the far end and others with the same network behind them lie unplugged and there is none; else empty."
            ) {
                .string($0.analysis.bridgeToMake(for: $0.object) ?? "")
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic it carries.") {
                .inodes($0.analysis.affected(by: $0.object.ref.netns))
            },
        ])

    @Sendable private static func siblingBridges(_ view: View<Attachment>) -> CELValue? {
        guard let outer = view.object.outerRef else { return .list([]) }
        let query = view.analysis.query
        return CELValue.observed(query.addresses(outer.netns, .inet)) { addresses in
            let ours = view.object.globalAddresses
            let near = addresses.filter { address in
                address.ifindex != outer.ifindex && ours.contains { $0.network.contains(address.address) }
            }
            return .strings(
                near.compactMap { address in
                    guard case .known(let link) = query.link(outer.netns, address.ifindex) else { return nil }
                    return link.infoKind == "bridge" ? link.ifname : nil
                })
        }
    }

    @Sendable private static func isolatedPeers(_ view: View<Attachment>) -> CELValue? {
        guard let bridge = view.object.bridge else { return .list([]) }
        // Isolation is between two of a kind: who is not isolated has nothing to look for.
        let isIsolated = view.object.outer.value?.port?.isolated == true
        return CELValue.observed(view.analysis.query.portSummary(of: bridge.ref, bridge.link, everyPort: isIsolated)) {
            ports in
            .strings(ports.otherIsolated(than: view.object.outerRef?.ifindex))
        }
    }

    @Sendable private static func otherPortMTUs(_ view: View<Attachment>) -> CELValue? {
        guard let bridge = view.object.bridge else { return .list([]) }
        return CELValue.observed(view.analysis.query.portSummary(of: bridge.ref, bridge.link)) { ports in
            .list(ports.otherMTUs(than: view.object.outerRef?.ifindex).map { .number($0) })
        }
    }
}
