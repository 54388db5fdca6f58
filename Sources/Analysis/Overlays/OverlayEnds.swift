import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// Whom the tables of an overlay's device name as its far ends.
public struct OverlayEnds: Sendable {
    /// The overlay's device: a VXLAN that is up.
    public let device: LinkRef
    public let link: Link
    /// Addresses inside the overlay, those that look wrong first.
    public let ends: [IPAddress]
}

extension Questions {
    /// Far ends of one device that are asked.
    public static let mostEnds = 8

    /// One question for each far end, and a big one for the first of each device.
    func overlays(_ id: NetnsID) -> [AskedPath] {
        analysis.overlays.filter { $0.device.netns == id || analysis.routers[$0.device.netns]?.contains(id) == true }
            .flatMap { overlay -> [AskedPath] in
                let ends = overlay.ends.prefix(Self.mostEnds)
                let pings = ends.map { end in
                    ask(.overlay, id, PathFlow(from: id, to: end, Self.ping(end.family)))
                }
                // The first that answers: where nothing passes, size does not matter.
                guard let end = pings.first(where: { $0.way?.disposition.isSuccess == true })?.answer.flow.dst,
                    let mtu = firstMTU(id, to: end)
                else { return pings }
                let flow = PathFlow(from: id, to: end, Self.ping(end.family), length: mtu)
                return pings + [ask(.overlayFull, id, flow)]
            }
    }

    private func firstMTU(_ id: NetnsID, to address: IPAddress) -> Int? {
        let decision = analysis.routerCache.lookup(RouteFlow(dst: address), in: id).value
        return decision?.oif.flatMap { analysis.query.link(id, $0).value?.mtu }
    }
}

extension RouterCache {
    /// Links of one namespace that are looked at to find overlays, and far ends of each.
    private static let linkBudget = 16
    private static let endBudget = 64

    /// VXLAN devices that routes of a namespace lead into.
    func overlays(of id: NetnsID, _ families: [IPAddress.Family]) -> [OverlayEnds] {
        var gateways: [Int: [IPAddress]] = [:]
        var order: [Int] = []
        for family in families {
            // A route for each pod leads to that pod, not into an overlay.
            for route in query.routes(id, family).value ?? [] where route.type == .unicast && route.leadsBeyondLink {
                for hop in route.nexthops {
                    guard let ifindex = hop.ifindex else { continue }
                    if gateways[ifindex] == nil, order.count < Self.linkBudget { order.append(ifindex) }
                    gateways[ifindex, default: []] += [hop.gateway].compactMap { $0 }
                }
            }
        }
        return order.compactMap { ifindex in
            let ref = LinkRef(id, ifindex)
            guard case .known(let link) = query.link(ref), link.infoKind == "vxlan", link.isUp else { return nil }
            return OverlayEnds(device: ref, link: link, ends: ends(of: ref, link, via: gateways[ifindex] ?? []))
        }
    }

    /// Next hops on the device, else everybody whom its neighbour table names; suspects first.
    private func ends(of ref: LinkRef, _ link: Link, via gateways: [IPAddress]) -> [IPAddress] {
        let neighbors = query.neighbors(on: ref).value ?? []
        let stations = neighbors.filter { !$0.isProxy && !$0.dst.isMulticast && !$0.state.contains(.noARP) }
        var seen: Set<IPAddress> = []
        let all = (gateways.isEmpty ? stations.map(\.dst) : gateways).filter { seen.insert($0).inserted }
        let known = Dictionary(stations.map { ($0.dst, $0) }) { first, _ in first }
        let remotes = Dictionary((query.fdb(of: ref).value ?? []).map { ($0.mac, $0.dst) }) { first, _ in first }
        let dead = deadNeighbors(below: ref, link)
        let isSuspect = { (address: IPAddress) -> Bool in
            guard let entry = known[address], !entry.state.isDisjoint(with: .valid), let mac = entry.lladdr,
                let remote = remotes[mac] ?? remotes[LinkLayerAddress(bytes: [0, 0, 0, 0, 0, 0])]
            else { return true }
            return remote.map(dead.contains) ?? false
        }
        let first = all.prefix(Self.endBudget)
        return first.filter(isSuspect) + first.filter { !isSuspect($0) } + all.dropFirst(Self.endBudget)
    }

    /// Addresses for which nobody answered on the link below.
    private func deadNeighbors(below ref: LinkRef, _ link: Link) -> Set<IPAddress> {
        guard let below = query.lower(of: ref, link)?.to else { return [] }
        let neighbors = query.neighbors(on: below).value ?? []
        return Set(neighbors.filter { !$0.state.isDisjoint(with: [.failed, .incomplete]) }.map(\.dst))
    }
}

extension Route {
    fileprivate var leadsBeyondLink: Bool { !dst.isHost || nexthops.contains { $0.gateway != nil } }
}
