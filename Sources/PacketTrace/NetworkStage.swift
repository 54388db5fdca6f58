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
                ref.netns, .device, "link", link.ifname,
                "the frame is for \(mac), and \(link.ifname) has \(link.address?.description ?? "no address")",
                link: ref)
            if let unwrapped = flight.unwrapped, unwrapped.by == ref { dropPoint.tunnel = unwrapped.from }
            return flight.dropped(dropPoint)
        }
        arriving.packet.input = .known(Interface(link))
        arriving.packet.output = .absent
        arriving.packet.physicalInput = .absent
        let router = try router(ref.netns, arriving.packet.family)
        let point = HookPoint(ref.netns, arriving.packet.family == .inet ? .ip : .ip6, .prerouting)
        var ways: [PacketInFlight] = []
        for passed in try arriving.isPrerouted ? [arriving] : pass(arriving, point, router) {
            guard passed.disposition == nil else {
                ways.append(passed)
                continue
            }
            // What came round by the loopback device was routed when it was sent.
            let isRouted = link.isLoopback && passed.packet.dst == flight.packet.dst
            ways +=
                isRouted || passed.packet.proxy != nil ? [passed.at(.local(ref))] : try route(passed, ref, link, router)
        }
        return ways
    }

    private func route(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ router: Router) throws(NotKnown)
        -> [PacketInFlight]
    {
        try fetchInputSettings(ref, link)
        let flow = try routeFlow(flight, to: ref.ifindex)
        guard let input = try known(router.input(flow), "route to \(flow.dst)") else {
            throw NotKnown("no route was found")
        }
        switch input.verdict {
        case .local:
            let hop = Hop(
                ref.netns, .input, link: ref, name: link.ifname, "take",
                because: input.route.map { words($0, nil, in: ref.netns) } ?? "for all")
            return [flight.with(hop).at(.local(ref))]
        case .forward:
            guard let decision = input.route else { throw NotKnown("no route was found") }
            guard flight.packet.kind == .host else {
                return flight.dropped(
                    DropPoint(ref.netns, .forward, "link", link.ifname, "a frame for all is not forwarded", link: ref))
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
                    Hop(ref.netns, .input, link: ref, name: link.ifname, "drop", because: dropPoint?.reason ?? "")
                )
                .ended(disposition, dropPoint)
            ]
        }
    }

    /// Asks for the settings that routing looks at for a received packet, so that the router has them.
    func fetchInputSettings(_ ref: LinkRef, _ link: Link) throws(NotKnown) {
        let names = TraceSettings.input + TraceSettings.input(of: link)
        // All are asked for before the first one that is lacking ends the trace.
        let values = names.map { query.sysctl(ref.netns, $0) }
        for (name, value) in zip(names, values) { _ = try known(value, name) }
    }

    /// A drop of route input as a result, and as the object that is to blame.
    func dropPoint(
        _ drop: InputDrop, _ input: InputDecision, _ ref: LinkRef, _ link: Link, dst: IPAddress, src: IPAddress?
    ) -> (Disposition, DropPoint?) {
        let source = src.map(\.description) ?? "the source"
        let id = ref.netns
        let setting = input.setting?.name ?? ""
        switch drop {
        case .noRoute(let error):
            if let route = input.route?.route {
                return (
                    .noRoute,
                    DropPoint(
                        id, .route, "route", RouteWords.name(route), "a route of type \(route.type.name) covers \(dst)",
                        link: ref)
                )
            }
            return (
                .noRoute,
                DropPoint(id, .route, "route", "\(dst)", "no route covers \(dst) (\(error.rawValue))", link: ref)
            )
        case .forwardingOff:
            let name = dst.family == .inet && isForwardingOff(id) ? "net.ipv4.ip_forward" : setting
            return (
                .dropped,
                DropPoint(id, .forward, "sysctl", name, "\(name) is 0: packets for others are not passed on", link: ref)
            )
        case .reversePath(let isStrict):
            let back =
                isStrict
                ? "the way back to \(source) does not lead out of \(link.ifname)" : "no route leads back to \(source)"
            return (
                .dropped,
                DropPoint(
                    id, .input, "sysctl", setting, "\(setting) is \(input.setting?.value ?? 1), and \(back)", link: ref)
            )
        case .localSource:
            return (
                .dropped,
                DropPoint(
                    id, .input, "address", source,
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
                    id, .input, setting.isEmpty ? "address" : "sysctl", setting.isEmpty ? "\(dst)" : setting, reason,
                    link: ref)
            )
        case .invalidSource:
            return (.dropped, DropPoint(id, .input, "address", source, "\(source) can be nobody's address", link: ref))
        case .invalidDestination:
            return (.dropped, DropPoint(id, .input, "address", "\(dst)", "\(dst) can be nobody's address", link: ref))
        case .beyondScope:
            return (.dropped, DropPoint(id, .forward, "address", source, "\(source) may not leave its link", link: ref))
        case .disabled:
            return (
                .dropped, DropPoint(id, .input, "sysctl", setting, "IPv6 is switched off on \(link.ifname)", link: ref)
            )
        }
    }

    private func isForwardingOff(_ id: NetnsID) -> Bool {
        (query.netconfOfAll(id).value ?? []).first { $0.family == .inet }?.forwarding == 0
    }
}
