import Addresses
import NetworkModel
import Routing
import SnapshotQuery
import Topology

// Networks that a router has beside the one by which packets come in.

extension RouterCache {
    /// Who plays the outside for a router without a default route: it still has its own networks, and somebody who sits on
    /// one of them and has no route by this router.
    func sideHost(
        besides iif: LinkRef, _ family: IPAddress.Family, src: IPAddress?, after passed: Set<NetnsID>
    ) -> IPAddress? {
        for side in sideNetworks(besides: iif, family) {
            guard let far = query.peer(of: side.ref, side.link)?.to, far.netns != iif.netns,
                !passed.contains(far.netns),
                let host = (query.addresses(far.netns, on: far.ifindex).value ?? []).first(where: {
                    side.network.contains($0.address) && $0.isUsable
                }),
                !isClient(far, of: side.ref, family), !hasOwnWay(far, to: src)
            else { continue }
            return host.address
        }
        return nil
    }

    /// Whether a router has a network beside the one by which packets come in, with others than its clients on it.
    public func hasSide(besides iif: LinkRef, _ family: IPAddress.Family, after passed: [NetnsID]) -> Bool {
        sideNetworks(besides: iif, family).contains { side in
            ends(of: side.ref, side.link).contains { far in
                guard let far else { return true }
                return far.netns != iif.netns && !passed.contains(far.netns) && !isClient(far, of: side.ref, family)
            }
        }
    }

    /// The far ends of a link, or of a bridge's ports; nil where one is not known.
    private func ends(of ref: LinkRef, _ link: Link) -> [LinkRef?] {
        guard link.infoKind == "bridge" else { return [query.peer(of: ref, link)?.to] }
        return (query.portList(of: ref).value ?? []).prefix(Self.mostNetworks).map { port in
            query.link(ref.netns, port).value.flatMap { query.peer(of: LinkRef(ref.netns, port), $0)?.to }
        }
    }

    /// Networks that a router has on links of its own beside the one by which packets come in.
    public func sideNetworks(
        besides iif: LinkRef, _ family: IPAddress.Family
    ) -> some Sequence<(ref: LinkRef, link: Link, network: IPPrefix)> {
        let routes = (query.routes(iif.netns, family).value ?? []).filter { route in
            route.type == .unicast && !route.dst.isHost && !route.dst.isDefault && !route.dst.address.isLinkLocal
                && !route.dst.address.isMulticast && route.nexthops.count == 1
        }
        return routes.prefix(Self.mostNetworks).lazy.compactMap { [query] route in
            guard let hop = route.nexthops.first, hop.gateway == nil, let oif = hop.ifindex, oif != iif.ifindex,
                let link = query.link(iif.netns, oif).value, link.isUp, !link.isLoopback
            else { return nil }
            return (LinkRef(iif.netns, oif), link, route.dst)
        }
    }

    /// Whether a router is somebody's gateway, be it for a single network: then that one is a pod like the others.
    public func isClient(_ ref: LinkRef, of router: LinkRef, _ family: IPAddress.Family) -> Bool {
        guard let routes = query.routes(ref.netns, family).value,
            let addresses = query.addresses(router.netns, on: router.ifindex).value
        else { return true }
        let gateways = Set(addresses.map(\.address))
        return routes.flatMap(\.nexthops).contains { hop in
            hop.ifindex == ref.ifindex && (hop.gateway.map { gateways.contains($0) } ?? false)
        }
    }

    /// Whether somebody knows another way back than this link: another node of an overlay, say.
    private func hasOwnWay(_ ref: LinkRef, to source: IPAddress?) -> Bool {
        guard let source, let back = lookup(RouteFlow(dst: source), in: ref.netns).value else { return source != nil }
        return back.error == nil && back.oif != ref.ifindex
    }

    private static let mostNetworks = 16
}
