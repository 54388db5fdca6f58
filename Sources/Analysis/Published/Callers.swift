import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

// Who calls a published port: somebody on the uplink's own network, somebody far away, and whom conntrack saw to come.

extension Questions {
    struct Caller {
        var question: AskedPath.Question
        var flow: PathFlow
    }

    /// Clients that conntrack saw and that were not answered, of one port at one uplink.
    private static let mostClients = 2

    /// - Parameter isFirst: the first port of an uplink stands for all where only the client is another.
    func callers(of port: PublishedPort, at dst: IPAddress, by entry: Entrance, isFirst: Bool, _ id: NetnsID)
        -> [Caller]
    {
        let transport = port.transport
        var callers: [Caller] = []
        func add(_ question: AskedPath.Question, _ flow: PathFlow?) {
            if let flow { callers.append(Caller(question: question, flow: flow)) }
        }
        if entry.isMain {
            add(.published, entry.flow(to: dst, transport, analysis))
            if isFirst { add(.published, otherCaller(to: dst, by: entry, transport)) }
        } else if isFirst, !routes(by: entry).isEmpty {
            add(.published, nearCaller(to: dst, by: entry, transport))
            if entry.outside == nil { add(.publishedAside, entry.flow(to: dst, transport, analysis)) }
        } else if isFirst, let flow = farCaller(to: dst, by: entry, transport), isSuspected(flow, by: entry) {
            add(.publishedAside, flow)
        }
        let clients = unanswered(port, at: dst, in: entry.uplink.netns).lazy.filter { !isInner($0, id, by: entry) }
        for client in clients.prefix(Self.mostClients) {
            add(.published, entry.flow(from: client, to: dst, transport, analysis))
        }
        return callers
    }

    /// By the way out: whoever is not asked as the usual client, one on the link or one far away.
    private func otherCaller(to dst: IPAddress, by entry: Entrance, _ transport: Transport) -> PathFlow? {
        guard entry.outside != nil else { return nearCaller(to: dst, by: entry, transport) }
        if let beyond = entry.beyond { return PathFlow(from: beyond, to: dst, transport) }
        return farAddress(of: entry).flatMap { entry.flow(from: $0, to: dst, transport, analysis) }
    }

    /// On the uplink's own network: whoever is at its far end, or the gateway there.
    private func nearCaller(to dst: IPAddress, by entry: Entrance, _ transport: Transport) -> PathFlow? {
        if entry.outside != nil { return entry.flow(to: dst, transport, analysis) }
        let networks = networks(of: entry)
        let gateways = routes(by: entry).flatMap(\.nexthops).compactMap(\.gateway)
        let near = gateways.first { gateway in
            networks.contains { $0.contains(gateway) } && !isFailed(analysis.query.neighbor(entry.uplink, gateway))
        }
        return near.flatMap { entry.flow(from: $0, to: dst, transport, analysis) }
    }

    /// An address of the outside that is on no network of the router: one that it has a route of its own for may be
    /// another's, too.
    private func farAddress(of entry: Entrance) -> IPAddress? {
        guard let outside = entry.outside else { return nil }
        return (analysis.query.addresses(outside, entry.family).value ?? []).first { address in
            guard address.address.isGlobal, address.isUsable,
                let back = analysis.routerCache.lookup(RouteFlow(dst: address.address), in: entry.uplink.netns).value
            else { return false }
            return back.route.map { $0.dst.length <= OutsideSpace.widest(entry.family) } ?? false
        }?.address
    }

    private func farCaller(to dst: IPAddress, by entry: Entrance, _ transport: Transport) -> PathFlow? {
        guard entry.outside != nil else { return entry.flow(to: dst, transport, analysis) }
        return farAddress(of: entry).flatMap { entry.flow(from: $0, to: dst, transport, analysis) }
    }

    /// Nobody knows whether anybody far away comes by an uplink to which no route leads, unless the kernel has counted
    /// packets that it dropped for want of one.
    private func isSuspected(_ flow: PathFlow, by entry: Entrance) -> Bool {
        let router = entry.uplink.netns
        guard entry.family == .inet,
            let src = flow.src ?? analysis.routerCache.router(router, .inet).value?.outsideAddress(.inet),
            case .dropped(.reversePath)? = analysis.routerCache.input(
                RouteFlow(dst: flow.dst, src: src, iif: entry.uplink.ifindex), in: router
            ).value?.verdict
        else { return false }
        return (analysis.query.netstat(router).value?.reversePathFilter ?? 0) > 0
    }

    /// Routes as wide as the Internet that leave by an uplink, in whatever table.
    private func routes(by entry: Entrance) -> [Route] {
        (analysis.query.routes(entry.uplink.netns, entry.family).value ?? []).filter { $0.isWide(by: entry.uplink) }
    }

    private func networks(of entry: Entrance) -> [IPPrefix] {
        (analysis.query.addresses(entry.uplink.netns, on: entry.uplink.ifindex).value ?? []).map(\.network)
    }

    private func isFailed(_ neighbor: Observed<Neighbor>) -> Bool {
        neighbor.value.map { $0.state.contains(.failed) } ?? false
    }

    /// The router has a client on the subject's own side, so that it does not come in by an uplink: the subject itself.
    private func isInner(_ client: IPAddress, _ id: NetnsID, by entry: Entrance) -> Bool {
        let router = entry.uplink.netns
        guard let oif = analysis.routerCache.lookup(RouteFlow(dst: client), in: router).value?.oif else { return false }
        return analysis.attachments(of: id).contains { attachment in
            (attachment.bridge?.ref ?? attachment.outerRef) == LinkRef(router, oif)
        }
    }

    /// Clients whose connection to the port began and was never completed.
    private func unanswered(_ port: PublishedPort, at dst: IPAddress, in router: NetnsID) -> [IPAddress] {
        guard analysis.isSearchable(router) else { return [] }
        let begun = (analysis.query.flows(router, .address(.replySrc, port.target)).value ?? []).filter { entry in
            entry.original.proto == port.proto.rawValue && entry.original.dst == dst
                && entry.original.dport == port.port && entry.isUnanswered
        }
        var seen: Set<IPAddress> = []
        return begun.map(\.original.src).filter { seen.insert($0).inserted }
    }
}

extension Route {
    /// It is as wide as the Internet and leaves by a link.
    func isWide(by link: LinkRef) -> Bool {
        type == .unicast && dst.length <= OutsideSpace.widest(family)
            && nexthops.contains { $0.ifindex == link.ifindex }
    }
}

extension ConntrackEntry {
    /// TCP_CONNTRACK_SYN_SENT and _SYN_RECV: no handshake was completed; of others: nothing came back.
    fileprivate var isUnanswered: Bool {
        guard original.proto == 6 else { return !status.contains(.seenReply) }
        return protocolState.map { (1...2).contains($0) } ?? false
    }
}
