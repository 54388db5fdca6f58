import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

// What the others on a bridge say about a gateway that nobody there has.

extension FactTables {
    static let gatewaySegmentFacts: [Fact<View<GatewayUse>>] = [
        Fact("prefix_length", .int, doc: "Length of the link's own network that covers it; 32 or 128 where none does.")
        {
            view in
            .number(ownNetwork(view)?.length ?? view.object.via.family.width)
        },
        Fact(
            "siblings_use_it", .bool,
            doc:
                "A neighbour on the bridge, of those that were read, has the same next hop: that he is wrong, too, is unlikely."
        ) { view in
            let query = view.analysis.query
            let homes = Set(
                siblings(view).compactMap { member -> NetnsID? in
                    query.resolvedAlready(member.place)
                })
            return .bool(
                homes.contains { id in
                    let namespace = query.namespace(id)
                    let routes = (namespace?.routes.rows ?? []) + (namespace?.routes6.rows ?? [])
                    return routes.contains { $0.nexthops.contains { $0.gateway == view.object.via } }
                })
        },
        Fact(
            "is_alien", .bool,
            doc: "It is in a network that only this namespace has, while its neighbours are in the bridge's own."
        ) { view in
            .bool(home(view) != nil)
        },
        Fact("home_gateway", .string, doc: "The bridge's own address then; else empty.") { view in
            .string(home(view)?.address.description ?? "")
        },
        Fact(
            "home_address", .string,
            doc: "An address of that network that nobody on the bridge has, with prefix length; else empty."
        ) { view in
            guard let home = home(view) else { return .string("") }
            let taken = Set(siblings(view).flatMap(\.addresses).map(\.address)).union([home.address])
            let free = home.network.hosts(256).first { !taken.contains($0) }
            return .string(free.map { "\($0)/\(home.local.length)" } ?? "")
        },
    ]

    private static func ownNetwork(_ view: View<GatewayUse>) -> IPPrefix? {
        let own = view.analysis.query.addresses(view.object.netns, on: view.object.ref.ifindex).value ?? []
        return own.map(\.network).filter { $0.contains(view.object.via) }.max { $0.length < $1.length }
    }

    private static func siblings(_ view: View<GatewayUse>) -> [Segment.Member] {
        guard let bridge = view.object.attachment?.bridge,
            let segment = view.analysis.query.segment(of: bridge.ref, bridge.link).value
        else { return [] }
        return segment.members.filter { member in
            member.place != .at(bridge.ref) && member.place != .at(view.object.ref)
                && member.place != view.object.attachment?.outerRef.map { .behind($0) }
        }
    }

    /// The bridge's address in the network of the neighbours; nil where some of them share the gateway's.
    private static func home(_ view: View<GatewayUse>) -> Address? {
        guard let bridge = view.object.attachment?.bridge, let own = ownNetwork(view) else { return nil }
        let addresses = siblings(view).flatMap(\.addresses).map(\.address)
        guard !addresses.contains(where: own.contains) else { return nil }
        return (view.analysis.query.addresses(bridge.ref.netns, on: bridge.ref.ifindex).value ?? []).first { address in
            address.address.isGlobal && address.local.family == view.object.via.family
                && !address.network.contains(view.object.via) && addresses.contains(where: address.network.contains)
        }
    }
}

extension SnapshotQuery {
    /// The namespace at a place, where it was opened already: none is opened for this.
    fileprivate func resolvedAlready(_ place: Segment.Member.Place) -> NetnsID? {
        switch place {
        case .at(let ref): ref.netns
        case .behind(let port):
            namespace(port.netns)?.link(port.ifindex)?.linkNetnsid.flatMap { namespace(port.netns)?.nsids[$0] }
        }
    }
}

extension IPPrefix {
    /// The first addresses that hosts may have, at most so many.
    fileprivate func hosts(_ most: Int) -> [IPAddress] {
        let room = address.family.width - length
        guard room > 1 else { return [] }
        let last = room >= 16 ? UInt128(most) : min((1 << UInt128(room)) - 2, UInt128(most))
        return (1...last).map { IPAddress(family: address.family, bits: network.address.bits + $0) }
    }
}
