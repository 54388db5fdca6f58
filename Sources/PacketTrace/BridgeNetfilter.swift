import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// br_nf_pre_routing: the IP prerouting hook sees a bridged frame, and may change where it goes.
    func bridgePrerouting(_ flight: PacketInFlight, _ site: BridgeSite) throws(NotKnown) -> [PacketInFlight] {
        guard let (port, portLink) = site.ingress, try callsIPHooks(flight.packet, site) else { return [flight] }
        var shown = flight
        shown.packet.input = .known(Interface(site.link))
        shown.packet.physicalInput = .known(Interface(portLink))
        let router = try router(port.netns, shown.packet.family)
        let point = HookPoint(port.netns, shown.packet.family == .inet ? .ip : .ip6, .prerouting)
        var ways: [PacketInFlight] = []
        for passed in try pass(shown, point, router) {
            var next = passed
            next.isPrerouted = true
            next.packet.input = .known(Interface(portLink))
            if next.disposition == nil, next.packet.dst != flight.packet.dst {
                ways += try redirect(next, site, router)
            } else {
                ways.append(next)
            }
        }
        return ways
    }

    /// br_nf_pre_routing_finish after DNAT: back onto this bridge with the new neighbour's address, or up to be routed.
    private func redirect(_ flight: PacketInFlight, _ site: BridgeSite, _ router: Router) throws(NotKnown)
        -> [PacketInFlight]
    {
        let flow = try routeFlow(flight, to: site.ref.ifindex)
        try fetchInputSettings(site.ref, site.link)
        guard let input = try known(router.input(flow), "route to \(flow.dst)") else { return [flight] }
        var next = flight
        if case .forward = input.verdict, let path = input.route?.path, path.ifindex == site.ref.ifindex {
            let framed = try resolve(next, path.gateway ?? next.packet.dst, on: site.ref, site.link)
            return framed.map { way in
                var way = way
                // The frame stays where it is; only its destination is another.
                way.packet.sourceMAC = flight.packet.sourceMAC
                if way.disposition == nil { way.position = flight.position }
                return way
            }
        }
        if let drop = input.drop, drop != .forwardingOff {
            let (disposition, dropPoint) = dropPoint(drop, input, site.ref, site.link, dst: flow.dst, src: flow.src)
            return [next.ended(disposition, dropPoint)]
        }
        next.packet.destinationMAC = site.link.address.map(Observed.known) ?? .absent
        next.packet.kind = .host
        return [next]
    }

    /// br_nf_forward: the IP or ARP forward hook.
    func bridgeForward(_ flight: PacketInFlight, _ site: BridgeSite, _ port: LinkRef, _ link: Link) throws(NotKnown)
        -> [PacketInFlight]
    {
        guard let ingress = site.ingress else { return [flight] }
        let isARP = flight.packet.isARP
        guard try isARP ? callsARPHooks(site) : callsIPHooks(flight.packet, site) else { return [flight] }
        var shown = flight
        shown.packet.physicalInput = .known(Interface(ingress.link))
        shown.packet.physicalOutput = .known(Interface(link))
        // ARP rules see the ports, IP rules the bridge.
        shown.packet.input = .known(Interface(isARP ? ingress.link : site.link))
        shown.packet.output = .known(Interface(isARP ? link : site.link))
        let family: RuleFamily = isARP ? .arp : flight.packet.family == .inet ? .ip : .ip6
        return try restored(
            pass(shown, HookPoint(port.netns, family, .forward), router(port.netns, flight.packet.family)), flight)
    }

    /// br_nf_post_routing. A packet that is too big for the port and may not be cut ends here.
    func bridgePostrouting(_ flight: PacketInFlight, _ site: BridgeSite, _ port: LinkRef, _ link: Link) throws(NotKnown)
        -> [PacketInFlight]
    {
        guard let ingress = site.ingress, !flight.packet.isARP, try callsIPHooks(flight.packet, site) else {
            return [flight]
        }
        var shown = flight
        shown.packet.physicalInput = .known(Interface(ingress.link))
        shown.packet.physicalOutput = .known(Interface(link))
        shown.packet.input = .absent
        shown.packet.output = .known(Interface(site.link))
        let family: RuleFamily = flight.packet.family == .inet ? .ip : .ip6
        let passed = try restored(
            pass(shown, HookPoint(port.netns, family, .postrouting), router(port.netns, flight.packet.family)), flight
        )
        return passed.map { way in
            guard way.disposition == nil, way.length > link.mtu, way.packet.dontFragment else { return way }
            return way.ended(
                .tooBig,
                DropPoint(
                    port.netns, .mtu, "link", link.ifname,
                    "port \(link.ifname) takes \(link.mtu) bytes, and nobody is told", link: port))
        }
    }

    private func restored(_ ways: [PacketInFlight], _ flight: PacketInFlight) -> [PacketInFlight] {
        ways.map { way in
            var way = way
            way.packet.input = flight.packet.input
            way.packet.output = flight.packet.output
            return way
        }
    }

    // MARK: Switches

    /// The bridge's own switch, or the namespace's (K3). Without br_netfilter there is no such file.
    private func callsIPHooks(_ packet: Packet, _ site: BridgeSite) throws(NotKnown) -> Bool {
        guard !packet.isARP else { return false }
        let isV4 = packet.family == .inet
        if (isV4 ? site.info.nfCallIptables : site.info.nfCallIp6tables) == true { return true }
        return try setting("net.bridge.bridge-nf-call-\(isV4 ? "iptables" : "ip6tables")", in: site.ref.netns) == 1
    }

    private func callsARPHooks(_ site: BridgeSite) throws(NotKnown) -> Bool {
        if site.info.nfCallArptables == true { return true }
        return try setting("net.bridge.bridge-nf-call-arptables", in: site.ref.netns) == 1
    }
}
