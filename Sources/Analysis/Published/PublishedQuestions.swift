import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

// From outside to ports that a router translates to the subject, whether or not it listens there.

extension Questions {
    func published(_ id: NetnsID) -> [AskedPath] {
        (analysis.waysOut[id] ?? []).flatMap { way -> [AskedPath] in
            guard let router = way.routers.first, let entry = entrance(way) else { return [] }
            return ports(of: id, way.family, in: router).prefix(Self.most).flatMap { port -> [AskedPath] in
                guard let dst = port.rule.destination ?? entry.address else { return [] }
                guard let flow = entry.flow(to: dst, port.transport, analysis) else { return [] }
                return [ask(.published, id, flow, published: port)]
                    + remembered(id, port, at: dst, in: router, entry, like: flow)
            }
        }
    }

    /// Flows that conntrack goes on translating to somebody else than the rule does now.
    private func remembered(
        _ id: NetnsID, _ port: PublishedPort, at dst: IPAddress, in router: NetnsID, _ entry: Entrance,
        like fresh: PathFlow
    ) -> [AskedPath] {
        guard port.proto == "udp" else { return [] }
        let stale = flows(router, .address(.origDst, dst)).filter { flow in
            flow.original.dport == port.port && (flow.reply.src, flow.reply.sport) != (port.target, port.targetPort)
        }
        return stale.prefix(Self.most).compactMap { flow in
            guard let sport = flow.original.sport else { return nil }
            let transport = Transport.udp(.init(source: sport, destination: port.port))
            let again = entry.flow(from: flow.original.src, to: dst, transport, analysis)
            return again.map { ask(.flow, id, $0, published: port, fresh: fresh) }
        }
    }

    /// Ports that a router's rules translate to addresses of the subject.
    func ports(of id: NetnsID, _ family: IPAddress.Family, in router: NetnsID) -> [PublishedPort] {
        let own = usableAddresses(id, family)
        var seen: Set<String> = []
        let ports = translations.rules(in: router).compactMap { rule -> PublishedPort? in
            guard let target = rule.target, own.contains(target), let port = rule.dport, let proto = rule.proto else {
                return nil
            }
            guard seen.insert("\(proto) \(port)").inserted else { return nil }
            return PublishedPort(
                rule: rule, proto: proto, port: port, target: target, targetPort: rule.targetPort ?? port)
        }
        return ports.filter { listens(id, $0) } + ports.filter { !listens(id, $0) }
    }

    func listens(_ id: NetnsID, _ port: PublishedPort) -> Bool {
        (analysis.query.sockets(id).value ?? []).contains { socket in
            socket.isListening && socket.sport == port.targetPort && socket.proto == (port.proto == "tcp" ? .tcp : .udp)
                && !socket.src.isLoopback
        }
    }

    func usableAddresses(_ id: NetnsID, _ family: IPAddress.Family) -> Set<IPAddress> {
        Set((analysis.query.addresses(id, family).value ?? []).filter(\.isUsable).map(\.address))
    }
}

/// Where packets from outside come in: the first router's link to it, and who is behind where that is on this node.
struct Entrance {
    let family: IPAddress.Family
    let uplink: LinkRef
    /// The router's own address there.
    let address: IPAddress?
    let outside: NetnsID?

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
    func entrance(_ way: WayOut) -> Entrance? {
        guard let step = way.steps.dropFirst().first else { return nil }
        guard let link = step.link else { return sideEntrance(step, way.family) }
        let uplink = LinkRef(step.netns, link.ifindex)
        let address = (analysis.query.addresses(step.netns, on: link.ifindex).value ?? []).first {
            $0.local.family == way.family && $0.address.isGlobal && $0.isUsable
        }?.address
        switch way.end {
        case .arrived(let id) where way.steps.count == 3:
            return Entrance(family: way.family, uplink: uplink, address: address, outside: id)
        case .leftNode(let ref) where ref == uplink:
            return Entrance(family: way.family, uplink: uplink, address: address, outside: nil)
        default: return nil
        }
    }

    /// Of a router that knows no way further out: the first other network that it has, with whoever is at its far end.
    private func sideEntrance(_ step: WayOut.Step, _ family: IPAddress.Family) -> Entrance? {
        guard let iif = step.iif else { return nil }
        for side in analysis.routerCache.sideNetworks(besides: iif, family) {
            let address = (analysis.query.addresses(step.netns, on: side.ref.ifindex).value ?? []).first {
                $0.local.family == family && $0.address.isGlobal && $0.isUsable
            }?.address
            guard let address else { continue }
            let far = analysis.query.peer(of: side.ref, side.link)?.to?.netns
            return Entrance(family: family, uplink: side.ref, address: address, outside: far == step.netns ? nil : far)
        }
        return nil
    }
}

extension PublishedPort {
    var transport: Transport { proto == "tcp" ? Questions.connection(port) : Questions.datagram(port) }
}
