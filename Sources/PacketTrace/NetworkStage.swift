import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// ip_rcv, ip_rcv_finish: the prerouting hook, then routing decides what a received packet is.
    func network(_ flight: PacketInFlight, _ ref: LinkRef) throws(NotKnown) -> [PacketInFlight] {
        let link = try link(ref)
        var arriving = flight
        guard arriving.packet.kind != .otherhost else {
            let mac = arriving.packet.destinationMAC.value?.description ?? "another"
            var dropPoint = DropPoint(
                ref.netns, .device, .link, link.ifname,
                "the frame is for \(mac), and \(link.ifname) has \(link.address?.description ?? "no address")",
                link: ref, detail: .strangeFrame)
            if let unwrapped = flight.unwrapped, unwrapped.by == ref { dropPoint.tunnel = unwrapped.from }
            return flight.dropped(dropPoint)
        }
        arriving.unasked = nil
        arriving.packet.input = .known(Interface(link))
        arriving.packet.output = .absent
        arriving.packet.realm = .absent
        arriving.packet.physicalInput = .absent
        let router = try router(ref.netns, arriving.packet.family)
        let point = HookPoint(ref.netns, arriving.packet.family == .inet ? .ip : .ip6, .prerouting)
        var ways: [PacketInFlight] = []
        for passed in try arriving.isPrerouted ? [arriving] : pass(arriving, point, router) {
            guard passed.disposition == nil else {
                ways.append(passed)
                continue
            }
            if let child = try ipvlanTaker(passed, ref, link) {
                ways += try takenByIPVlan(passed, ref, child)
                continue
            }
            // What came round by the loopback device was routed when it was sent.
            let isRouted = link.isLoopback && passed.packet.dst == flight.packet.dst
            ways +=
                isRouted || passed.packet.proxy != nil ? [passed.at(.local(ref))] : try route(passed, ref, link, router)
        }
        return ways
    }

    /// The input hook is that of the device's namespace (ipvlan_nf_input is the last there); the socket is the ipvlan's.
    private func takenByIPVlan(_ flight: PacketInFlight, _ ref: LinkRef, _ child: LinkRef) throws(NotKnown)
        -> [PacketInFlight]
    {
        let name = try link(child).ifname
        let hop = Hop(
            ref.netns, .device, link: ref, name: self.name(ref.netns, ref.ifindex), .handUp,
            because: "\(name) hangs on \(self.name(ref.netns, ref.ifindex)), in mode l3s")
        let router = try router(ref.netns, flight.packet.family)
        let point = HookPoint(ref.netns, flight.packet.family == .inet ? .ip : .ip6, .input)
        var ways: [PacketInFlight] = []
        for passed in try pass(flight.with(hop), point, router) {
            guard passed.disposition == nil else {
                ways.append(passed)
                continue
            }
            var inside = crossed(passed, from: ref.netns, to: child.netns)
            inside.packet.input = .known(try interface(child))
            let own = try self.router(child.netns, inside.packet.family)
            for way in try route(inside, child, try link(child), own) {
                if case .local(child) = way.position, way.disposition == nil {
                    ways += try take(way, child)
                } else {
                    ways.append(way)
                }
            }
        }
        return ways
    }

    private func route(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ router: Router) throws(NotKnown)
        -> [PacketInFlight]
    {
        let flow = try routeFlow(flight, to: ref.ifindex)
        guard aim.isVerdict else { return try press(flight, flow, ref, link, router) }
        try fetchInputSettings(ref, link)
        guard let input = try known(router.input(flow), "route to \(flow.dst)") else {
            throw NotKnown("no route was found")
        }
        switch input.verdict {
        case .local:
            return [taken(flight, input.route, ref, link)]
        case .forward:
            guard let decision = input.route else { throw NotKnown("no route was found") }
            guard flight.packet.kind == .host else {
                return flight.dropped(
                    DropPoint(ref.netns, .forward, .link, link.ifname, "a frame for all is not forwarded", link: ref))
            }
            var ways: [PacketInFlight] = []
            for (path, assumption) in try choices(decision, in: ref.netns) {
                var way = flight
                way.assumptions += assumption
                ways += try forward(way, ref, decision, path, router)
            }
            return ways
        case .dropped(let drop):
            let (disposition, dropPoint) = dropPoint(drop, input, ref, link, dst: flow.dst, src: flow.src)
            return [
                flight.with(
                    Hop(
                        ref.netns, .input, link: ref, name: link.ifname, .drop, because: dropPoint?.reason ?? "",
                        fact: input.route.map { flight.fact($0, iif: ref) })
                ).ended(disposition, dropPoint)
            ]
        }
    }

    private func taken(_ flight: PacketInFlight, _ route: RouteDecision?, _ ref: LinkRef, _ link: Link)
        -> PacketInFlight
    {
        let hop = Hop(
            ref.netns, .input, link: ref, name: link.ifname, .take,
            because: route.map { words($0, nil, in: ref.netns) } ?? "for all",
            fact: route.map { flight.fact($0, iif: ref) })
        var taken = flight.with(hop)
        taken.packet.realm = .known(route.flatMap { $0.route?.nexthops.first?.realms } ?? 0)
        return taken.at(.local(ref))
    }

    /// Of a trace for the ways: where the tables lead, whatever a setting makes of the packet.
    private func press(_ flight: PacketInFlight, _ flow: RouteFlow, _ ref: LinkRef, _ link: Link, _ router: Router)
        throws(NotKnown) -> [PacketInFlight]
    {
        // Wanted, and not waited for.
        routerCache.prefetch(TraceSettings.input + TraceSettings.input(of: link), of: ref.netns)
        let decision = try router.decideInput(flow)
        if let error = decision.error { return [refused(flight, decision, error, in: ref.netns, iif: ref)] }
        if decision.type != .unicast { return [taken(flight, decision, ref, link)] }
        var going = flight
        if let input = router.input(flow).value, let drop = input.drop {
            if let dropPoint = dropPoint(drop, input, ref, link, dst: flow.dst, src: flow.src).1 {
                going.passed.append(dropPoint)
            }
        }
        var ways: [PacketInFlight] = []
        for (path, assumption) in try choices(decision, in: ref.netns) {
            var way = going
            way.assumptions += assumption
            ways += try forward(way, ref, decision, path, router)
        }
        return ways
    }

    /// Ends the trace until the settings are there that routing looks at for a received packet: the router reads them.
    func fetchInputSettings(_ ref: LinkRef, _ link: Link) throws(NotKnown) {
        let names = TraceSettings.input + TraceSettings.input(of: link)
        // All of them, before the first one that is lacking ends the trace.
        routerCache.prefetch(names, of: ref.netns)
        for name in names { try require(query.sysctl(ref.netns, name), name) }
    }

    /// A drop of route input as a result, and as the object that is to blame.
    func dropPoint(
        _ drop: InputDrop, _ input: InputDecision, _ ref: LinkRef, _ link: Link, dst: IPAddress, src: IPAddress?
    ) -> (Disposition, DropPoint?) {
        let source = src.map(\.description) ?? "the source"
        let id = ref.netns
        let setting = input.setting?.name ?? ""
        let detail = input.setting.map { DropPoint.Detail.setting($0.key) }
        switch drop {
        case .noRoute(let error):
            if let route = input.route?.route {
                return (
                    .noRoute,
                    DropPoint(
                        id, .route, .route, RouteWords.name(route), "a route of type \(route.type.name) covers \(dst)",
                        link: ref)
                )
            }
            return (
                .noRoute,
                DropPoint(id, .route, .route, "\(dst)", "no route covers \(dst) (\(error.rawValue))", link: ref)
            )
        case .forwardingOff:
            let isAll = dst.family == .inet && isForwardingOff(id)
            let name = isAll ? "net.ipv4.ip_forward" : setting
            return (
                .dropped,
                DropPoint(
                    id, .forward, .sysctl, name, "\(name) is 0: packets for others are not passed on", link: ref,
                    detail: isAll ? .setting(.ipForward) : detail)
            )
        case .reversePath(let isStrict):
            let back =
                isStrict
                ? "the way back to \(source) does not lead out of \(link.ifname)" : "no route leads back to \(source)"
            return (
                .dropped,
                DropPoint(
                    id, .input, .sysctl, setting, "\(setting) is \(input.setting?.value ?? 1), and \(back)", link: ref,
                    detail: detail)
            )
        case .localSource:
            return (
                .dropped,
                DropPoint(
                    id, .input, .address, source,
                    "\(source) is an address of this namespace itself, which cannot come in from outside", link: ref)
            )
        case .loopbackAddress:
            let reason =
                setting.isEmpty
                ? "loopback addresses are taken from no wire"
                : "\(setting) is 0: loopback addresses are taken from no wire"
            return (
                .dropped,
                DropPoint(
                    id, .input, setting.isEmpty ? .address : .sysctl, setting.isEmpty ? "\(dst)" : setting, reason,
                    link: ref, detail: detail)
            )
        case .invalidSource:
            return (.dropped, DropPoint(id, .input, .address, source, "\(source) can be nobody's address", link: ref))
        case .invalidDestination:
            return (.dropped, DropPoint(id, .input, .address, "\(dst)", "\(dst) can be nobody's address", link: ref))
        case .beyondScope:
            return (.dropped, DropPoint(id, .forward, .address, source, "\(source) may not leave its link", link: ref))
        case .disabled:
            return (
                .dropped,
                DropPoint(
                    id, .input, .sysctl, setting, "IPv6 is switched off on \(link.ifname)", link: ref, detail: detail)
            )
        }
    }

    private func isForwardingOff(_ id: NetnsID) -> Bool {
        (query.netconfOfAll(id).value ?? []).first { $0.family == .inet }?.forwarding == 0
    }
}
