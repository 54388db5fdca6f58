import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// Where packets from outside come in: a router's link to it, and who is behind where that is on this node.
struct Entrance {
    let family: IPAddress.Family
    let uplink: LinkRef
    /// The router's own address there.
    let address: IPAddress?
    /// Whoever is at the far end of the link.
    let outside: NetnsID?
    /// Whoever is further away on the same way, where that is another.
    var beyond: NetnsID?
    /// The router's own packets for the outside leave by it.
    var isMain = true

    /// - Parameter source: nil for anybody.
    func flow(from source: IPAddress? = nil, to dst: IPAddress, _ transport: Transport, _ analysis: TargetAnalysis)
        -> PathFlow?
    {
        if let outside {
            // A service address that nobody outside has a route to is not meant for them.
            guard let way = analysis.routerCache.lookup(RouteFlow(dst: dst), in: outside).value, way.error == nil else {
                return nil
            }
            let hasSource = source.map { source in
                (analysis.query.addresses(outside, family).value ?? []).contains { $0.address == source }
            }
            if hasSource != false { return PathFlow(from: outside, src: source, to: dst, transport) }
        }
        guard let src = source ?? analysis.routerCache.router(uplink.netns, family).value?.outsideAddress(family) else {
            return nil
        }
        return PathFlow(from: uplink.netns, src: src, to: dst, transport, iif: uplink.ifindex)
    }
}

extension Questions {
    /// More uplinks of one router are not asked about.
    private static let mostUplinks = 4

    /// By which packets get from outside into a router: first the one by which its own leave.
    func entrances(of router: NetnsID, for id: NetnsID, _ family: IPAddress.Family) -> [Entrance] {
        let ways = (analysis.waysOut[id] ?? []).filter { $0.family == family }
        let way = ways.first { $0.routers.contains(router) } ?? analysis.probes.egress(of: router, family)
        let inner = analysis.attachments(of: id).lazy.compactMap { $0.bridge?.ref ?? $0.outerRef }
        let main = entrance(way, in: router, from: inner.first { $0.netns == router })
        return [main].compactMap { $0 } + others(in: router, for: id, family, besides: main?.uplink)
    }

    /// Of the first router on a way.
    func entrance(_ way: Egress) -> Entrance? { way.routers.first.flatMap { entrance(way, in: $0) } }

    /// - Parameter inner: the link by which the subject's packets come in there, where the way begins in the router itself.
    private func entrance(_ way: Egress, in router: NetnsID, from inner: LinkRef? = nil) -> Entrance? {
        guard let index = way.steps.firstIndex(where: { $0.netns == router }) else { return nil }
        let step = way.steps[index]
        guard let uplink = step.oif else {
            return (step.iif ?? inner).flatMap { sideEntrance(besides: $0, way.family) }
        }
        let next = way.steps.dropFirst(index + 1).first?.netns
        guard way.uplink == uplink || next != nil else { return nil }
        let beyond = way.outside.flatMap { $0 == next ? nil : $0 }
        return Entrance(
            family: way.family, uplink: uplink, address: address(on: uplink, way.family), outside: next, beyond: beyond)
    }

    private func address(on link: LinkRef, _ family: IPAddress.Family) -> IPAddress? {
        (analysis.query.addresses(link.netns, on: link.ifindex).value ?? []).first {
            $0.local.family == family && $0.address.isGlobal && $0.isUsable
        }?.address
    }

    /// Of a router that knows no way further out: the first other network that it has, with whoever is at its far end.
    private func sideEntrance(besides iif: LinkRef, _ family: IPAddress.Family) -> Entrance? {
        for side in analysis.routerCache.sideNetworks(besides: iif, family) {
            guard let address = address(on: side.ref, family) else { continue }
            let far = analysis.query.peer(of: side.ref, side.link)?.to?.netns
            return Entrance(family: family, uplink: side.ref, address: address, outside: far == iif.netns ? nil : far)
        }
        return nil
    }

    /// A router's other links that lead off this node, or to somebody who is none of its clients.
    private func others(
        in router: NetnsID, for id: NetnsID, _ family: IPAddress.Family, besides main: LinkRef?
    ) -> [Entrance] {
        let inner = Set(analysis.attachments(of: id).compactMap { $0.bridge?.ref ?? $0.outerRef })
        guard let first = inner.first(where: { $0.netns == router }) ?? main else { return [] }
        var seen = inner.union([main].compactMap { $0 })
        var found: [Entrance] = []
        for side in analysis.routerCache.sideNetworks(besides: first, family) {
            guard found.count < Self.mostUplinks, seen.insert(side.ref).inserted,
                let address = address(on: side.ref, family)
            else { continue }
            let far = analysis.query.peer(of: side.ref, side.link)?.to
            let isVisible = far.map { $0.netns != router && analysis.query.edgeOfSight(at: side.ref, side.link) == nil }
            let outside = isVisible == true ? far?.netns : nil
            guard outside.map({ $0 != id }) ?? leadsOff(side.ref, side.link, family) else { continue }
            if outside != nil, let far, analysis.routerCache.isClient(far, of: side.ref, family) { continue }
            found.append(
                Entrance(family: family, uplink: side.ref, address: address, outside: outside, isMain: false))
        }
        return found
    }

    private func leadsOff(_ ref: LinkRef, _ link: Link, _ family: IPAddress.Family) -> Bool {
        analysis.query.edgeOfSight(at: ref, link) != nil
            || (analysis.query.routes(ref.netns, family).value ?? []).contains { $0.isWide(by: ref) }
    }
}
