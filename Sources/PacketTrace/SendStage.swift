import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// ip_queue_xmit, ip_send_skb: route, then the output hook.
    func send(_ flight: PacketInFlight, _ id: NetnsID) throws(NotKnown) -> [PacketInFlight] {
        let router = try router(id, flight.packet.family)
        if let oif = flight.oif { try requireLink(LinkRef(id, oif)) }
        if isOwn(flight), let dropPoint = try refusedByCgroup(Self.socketHooks(flight.packet), in: id) {
            return flight.dropped(dropPoint)
        }
        let flight = try pickingPort(flight, id)
        let flow = try routeFlow(flight, to: nil)
        guard let decision = try known(router.output(flow), "route to \(flow.dst)") else {
            throw NotKnown("no route was found")
        }
        if let error = decision.error { return [refused(flight, decision, error, in: id)] }
        guard decision.type == .unicast || decision.type == .local || decision.type == .anycast else {
            throw NotKnown("packets to many (\(decision.type.name)) are not followed")
        }
        var ways: [PacketInFlight] = []
        for (path, assumption) in try choices(decision, in: id) {
            var way = flight
            way.assumptions += assumption
            guard let source = try known(path.source, "source address") ?? .unspecified(flow.family) as IPAddress?
            else { continue }
            if way.packet.src.isUnspecified { way.packet.src = source }
            if way.sent == nil { way.sent = Connection.Tuple(way.packet) }
            ways += try send(way, id, decision, path, router)
        }
        return ways
    }

    /// inet_hash_connect: a sender that names no port gets an ephemeral one. One from the middle of the range stands for
    /// all of them, so that rules about ports can be judged.
    private func pickingPort(_ flight: PacketInFlight, _ id: NetnsID) throws(NotKnown) -> PacketInFlight {
        guard var ports = flight.packet.transport.ports, ports.source == nil else { return flight }
        let name = "net.ipv4.ip_local_port_range"
        let range =
            try known(query.sysctl(id, name), name)?.split(whereSeparator: \.isWhitespace).compactMap { UInt16($0) }
            ?? []
        guard let low = range.first, let high = range.last, low <= high else { return flight }
        ports.source = low &+ (high &- low) / 2
        var picked = flight
        picked.packet.transport.ports = ports
        picked.packet.hasPickedPort = true
        return picked
    }

    private func send(
        _ flight: PacketInFlight, _ id: NetnsID, _ decision: RouteDecision, _ path: RoutePath, _ router: Router
    ) throws(NotKnown) -> [PacketInFlight] {
        guard let ifindex = path.ifindex else { throw NotKnown("the route names no device") }
        let ref = LinkRef(id, ifindex)
        let link = try link(ref)
        if flight.inner.last?.tunnel.device == ref {
            let dst = flight.packet.dst
            return [
                flight.ended(
                    .loop,
                    DropPoint(
                        id, .tunnel, .route, "\(dst)",
                        "the way to \(dst), the tunnel's far end, leads into \(link.ifname) itself", link: ref))
            ]
        }
        var sent = flight
        sent.packet.output = .known(Interface(link))
        sent.packet.realm = .known(decision.realm(of: path))
        sent.hops.append(
            Hop(
                id, .route, link: ref, name: link.ifname, .send, because: words(decision, path, in: id), mtu: link.mtu,
                fact: sent.fact(decision, path))
        )
        if let end = try judged(sent, .out, at: ref) { return [end] }
        let mtu = mtu(of: decision.route, link)
        let isWhole = sent.packet.dontFragment || sent.inner.last?.tunnel.refusesCut == true
        if let length = sent.packet.length, length > mtu, isWhole {
            let end = sent.ended(
                .tooBig,
                DropPoint(
                    id, .mtu, .link, link.ifname,
                    "\(link.ifname) takes \(mtu) bytes at a time, and \(length) were sent", link: ref))
            return [try toldByTunnel(end)]
        }
        let point = HookPoint(id, sent.packet.family == .inet ? .ip : .ip6, .output)
        let before = sent.packet
        var ways: [PacketInFlight] = []
        for passed in try pass(sent, point, router, path: path, reroute: { self.reroute(&$0, flight, router) }) {
            guard passed.disposition == nil else {
                ways.append(passed)
                continue
            }
            let packet = passed.packet
            let isSame =
                packet.dst == before.dst && packet.mark == before.mark && packet.tos == before.tos
                && packet.src == before.src
            ways += isSame ? [passed.at(.leave(id, path))] : try sendAgain(passed, id, router)
        }
        return ways
    }

    /// tnl_update_pmtu, skb_tunnel_check_pmtu, ip6_tnl_xmit: who sent what does not fit a tunnel's own way out is told
    /// of it, unless the tunnel does not look for the path's MTU.
    private func toldByTunnel(_ flight: PacketInFlight) throws(NotKnown) -> PacketInFlight {
        guard let inner = flight.inner.last, flight.origin != nil, flight.ask == nil else { return flight }
        var end = flight
        guard inner.tunnel.tellsOfSize else {
            end.errorReturns = false
            return end
        }
        guard flight.origin != inner.tunnel.device.netns else {
            end.errorReturns = true
            return end
        }
        var inside = flight
        inside.inner.removeLast()
        inside.packet = inner.packet
        if let back = try errorWays(inside, inner.tunnel.device.netns) {
            end.errorReturns = back.allSatisfy { $0.disposition == .delivered && $0.netns == flight.origin }
            end.errorDropPoint = back.lazy.compactMap(\.dropPoint).first
        }
        return end
    }

    /// ip_route_me_harder: the output hook has changed what routing looks at.
    private func sendAgain(_ flight: PacketInFlight, _ id: NetnsID, _ router: Router) throws(NotKnown)
        -> [PacketInFlight]
    {
        let flow = try routeFlow(flight, to: nil)
        guard let decision = try known(router.lookup(flow), "route to \(flow.dst)") else {
            throw NotKnown("no route was found")
        }
        if let error = decision.error { return [refused(flight, decision, error, in: id)] }
        var ways: [PacketInFlight] = []
        for (path, assumption) in try choices(decision, in: id) {
            var way = flight
            way.assumptions += assumption
            way.packet.realm = .known(decision.realm(of: path))
            let ref = path.ifindex.map { LinkRef(id, $0) }
            way.hops.append(
                Hop(
                    id, .route, link: ref, name: ref.flatMap { query.link($0).value?.ifname }, .routeAgain,
                    because: words(decision, path, in: id), fact: way.fact(decision, path)))
            if let ref, let end = try judged(way, .out, at: ref) {
                ways.append(end)
            } else {
                ways.append(way.at(.leave(id, path)))
            }
        }
        return ways
    }

    /// Whether there is a route for what the hook made of the packet. The chains that are still to come see the device
    /// that the hook began with (nf_hook_state), whatever routing says now.
    private func reroute(_ packet: inout Packet, _ flight: PacketInFlight, _ router: Router) -> Observed<Void> {
        var changed = flight
        changed.packet = packet
        do throws(NotKnown) {
            let flow = try routeFlow(changed, to: nil)
            try require(router.lookup(flow), "route to \(flow.dst)")
            return .known(())
        } catch {
            return .unknown(error.reason)
        }
    }

    // MARK: Routes

    /// What routing is asked about a packet.
    func routeFlow(_ flight: PacketInFlight, to iif: Int?) throws(NotKnown) -> RouteFlow {
        let packet = flight.packet
        guard let mark = packet.mark ?? (aim.isVerdict ? nil : 0) else {
            throw NotKnown("the packet's mark is not known")
        }
        var flow = RouteFlow(
            dst: packet.dst, src: packet.src.isUnspecified ? nil : packet.src, iif: iif,
            oif: iif == nil ? flight.oif : nil,
            mark: mark, tos: packet.tos ?? 0, proto: packet.transport.proto, sport: packet.transport.ports?.source,
            dport: packet.transport.ports?.destination)
        if iif == nil { flow.uid = packet.owner.value?.uid }
        flow.takesAnySource = iif == nil && flight.isRelayed
        return flow
    }

    /// The next hops that a route allows, each with what must be assumed for it.
    func choices(_ decision: RouteDecision, in id: NetnsID) throws(NotKnown) -> [(RoutePath, [String])] {
        // A gateway that is an address of our own is used if it became one after the route was made.
        for path in decision.paths where path.gateway == nil && decision.type == .unicast {
            let passedOver = decision.route?.nexthops.first { $0.ifindex == path.ifindex && $0.gateway != nil }
            if let gateway = passedOver?.gateway {
                throw NotKnown(
                    "whether the gateway \(gateway), an address of this namespace itself, is used depends on which came first"
                )
            }
        }
        guard decision.paths.count > 1 else { return decision.paths.map { ($0, []) } }
        return decision.paths.map { path in
            let hop = path.gateway.map { "via \($0)" } ?? path.ifindex.map { "dev \(name(id, $0))" } ?? "?"
            return (path, ["the flow's hash picks the next hop \(hop)"])
        }
    }

    func refused(
        _ flight: PacketInFlight, _ decision: RouteDecision, _ error: RouteError, in id: NetnsID, iif: LinkRef? = nil
    ) -> PacketInFlight {
        let dst = flight.packet.dst
        let text = words(decision, nil, in: id)
        var end = flight
        // To refuse takes a route that does; without any, the look-up just fails.
        let action: Hop.Action = decision.route == nil ? .fail : .refuse
        end.hops.append(Hop(id, .route, action, because: text, fact: flight.fact(decision, iif: iif)))
        if error == .addressNotAvailable {
            return end.ended(
                .noRoute, DropPoint(id, .route, .address, "\(dst)", "there is no source address for \(dst)"))
        }
        if error == .invalid, decision.type == .unicast, flight.packet.src.isLoopback, let oif = decision.oif {
            let setting = "net.ipv4.conf.\(name(id, oif)).route_localnet"
            return end.ended(
                .dropped,
                DropPoint(
                    id, .route, .sysctl, setting,
                    "\(setting) is 0: what comes from \(flight.packet.src) does not leave by \(name(id, oif))",
                    link: LinkRef(id, oif), detail: .setting(.routeLocalnet)))
        }
        if let route = decision.route {
            return end.ended(
                .noRoute,
                DropPoint(
                    id, .route, .route, RouteWords.name(route), "a route of type \(route.type.name) covers \(dst)"))
        }
        if let rule = decision.rule, decision.route == nil, rule.isRefusal {
            return end.ended(
                .noRoute,
                DropPoint(
                    id, .route, .rule, "\(rule.priority)",
                    "policy rule \(rule.priority) refuses \(dst) (\(error.rawValue))"))
        }
        return end.ended(
            .noRoute, DropPoint(id, .route, .route, "\(dst)", "no route covers \(dst) (\(error.rawValue))"))
    }

    /// RTAX_MTU where the route has one, else the device's.
    func mtu(of route: Route?, _ link: Link) -> Int {
        route?.mtu.flatMap { $0 > 0 ? Int($0) : nil } ?? link.mtu
    }

    /// `unicast default via 10.0.0.1 dev eth0 table main`
    func words(_ decision: RouteDecision, _ path: RoutePath?, in id: NetnsID) -> String {
        if let error = decision.error, decision.route == nil { return "no route (\(error.rawValue))" }
        var words = [decision.type.name]
        if let route = decision.route { words.append(RouteWords.name(route)) }
        if let gateway = path?.gateway { words.append("via \(gateway)") }
        if let oif = path?.ifindex { words.append("dev \(name(id, oif))") }
        if let table = decision.table { words.append("table \(RouteTable.name(table))") }
        return words.joined(separator: " ")
    }

    func name(_ id: NetnsID, _ ifindex: Int) -> String { query.link(id, ifindex).value?.ifname ?? "ifindex \(ifindex)" }
}

extension Rule {
    fileprivate var isRefusal: Bool { action == .blackhole || action == .unreachable || action == .prohibit }
}
