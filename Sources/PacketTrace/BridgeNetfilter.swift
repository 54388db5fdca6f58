import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension Walk {
    /// br_nf_pre_routing: the IP prerouting hook sees a bridged frame, and may change where it goes.
    func bridgePrerouting(_ journey: Journey, _ site: BridgeSite) throws(Unseen) -> [Journey] {
        guard let (port, portLink) = site.ingress, try callsIPHooks(journey.packet, site) else { return [journey] }
        var shown = journey
        shown.packet.input = .known(Interface(site.link))
        shown.packet.physicalInput = .known(Interface(portLink))
        let router = try router(port.netns, shown.packet.family)
        let point = HookPoint(port.netns, shown.packet.family == .inet ? .ip : .ip6, .prerouting)
        var ways: [Journey] = []
        for passed in try pass(shown, point, router) {
            var next = passed
            next.isPrerouted = true
            next.packet.input = .known(Interface(portLink))
            if next.result == nil, next.packet.dst != journey.packet.dst {
                ways += try redirect(next, site, router)
            } else {
                ways.append(next)
            }
        }
        return ways
    }

    /// br_nf_pre_routing_finish after DNAT: back onto this bridge with the new neighbour's address, or up to be routed.
    private func redirect(_ journey: Journey, _ site: BridgeSite, _ router: Router) throws(Unseen) -> [Journey] {
        let flow = try routeFlow(journey, to: site.ref.ifindex)
        try fetchInputSettings(site.ref, site.link)
        guard let input = try known(router.input(flow), "route to \(flow.dst)") else { return [journey] }
        var next = journey
        if case .forward = input.verdict, let path = input.route?.path, path.ifindex == site.ref.ifindex {
            let framed = try resolve(next, by: path.gateway, on: site.ref, site.link)
            return framed.map { way in
                var way = way
                // The frame stays where it is; only its destination is another.
                way.packet.sourceMAC = journey.packet.sourceMAC
                if way.result == nil { way.station = journey.station }
                return way
            }
        }
        if let drop = input.drop, drop != .forwardingOff {
            let (result, stop) = stop(drop, input, site.ref, site.link, dst: flow.dst, src: flow.src)
            return [next.ended(result, stop)]
        }
        next.packet.destinationMAC = site.link.address.map(Observed.known) ?? .absent
        next.packet.kind = .host
        return [next]
    }

    /// br_nf_forward: the IP or ARP forward hook.
    func bridgeForward(_ journey: Journey, _ site: BridgeSite, _ port: LinkRef, _ link: Link) throws(Unseen)
        -> [Journey]
    {
        guard let ingress = site.ingress else { return [journey] }
        let isARP = journey.packet.isARP
        guard try isARP ? callsARPHooks(site) : callsIPHooks(journey.packet, site) else { return [journey] }
        var shown = journey
        shown.packet.physicalInput = .known(Interface(ingress.link))
        shown.packet.physicalOutput = .known(Interface(link))
        // ARP rules see the ports, IP rules the bridge.
        shown.packet.input = .known(Interface(isARP ? ingress.link : site.link))
        shown.packet.output = .known(Interface(isARP ? link : site.link))
        let family: RuleFamily = isARP ? .arp : journey.packet.family == .inet ? .ip : .ip6
        return try restored(
            pass(shown, HookPoint(port.netns, family, .forward), router(port.netns, journey.packet.family)), journey)
    }

    /// br_nf_post_routing. A packet that is too big for the port and may not be cut ends here.
    func bridgePostrouting(_ journey: Journey, _ site: BridgeSite, _ port: LinkRef, _ link: Link) throws(Unseen)
        -> [Journey]
    {
        guard let ingress = site.ingress, !journey.packet.isARP, try callsIPHooks(journey.packet, site) else {
            return [journey]
        }
        var shown = journey
        shown.packet.physicalInput = .known(Interface(ingress.link))
        shown.packet.physicalOutput = .known(Interface(link))
        shown.packet.input = .absent
        shown.packet.output = .known(Interface(site.link))
        let family: RuleFamily = journey.packet.family == .inet ? .ip : .ip6
        let passed = try restored(
            pass(shown, HookPoint(port.netns, family, .postrouting), router(port.netns, journey.packet.family)), journey
        )
        return passed.map { way in
            guard way.result == nil, way.length > link.mtu, way.packet.dontFragment else { return way }
            return way.ended(
                .tooBig,
                Stop(
                    port.netns, .mtu, .link, link.ifname,
                    "port \(link.ifname) takes \(link.mtu) bytes, and nobody is told", link: port))
        }
    }

    private func restored(_ ways: [Journey], _ journey: Journey) -> [Journey] {
        ways.map { way in
            var way = way
            way.packet.input = journey.packet.input
            way.packet.output = journey.packet.output
            return way
        }
    }

    // MARK: Switches

    /// The bridge's own switch, or the namespace's (K3). Without br_netfilter there is no such file.
    private func callsIPHooks(_ packet: Packet, _ site: BridgeSite) throws(Unseen) -> Bool {
        guard !packet.isARP else { return false }
        let isV4 = packet.family == .inet
        if (isV4 ? site.info.nfCallIptables : site.info.nfCallIp6tables) == true { return true }
        return try setting("net.bridge.bridge-nf-call-\(isV4 ? "iptables" : "ip6tables")", in: site.ref.netns) == 1
    }

    private func callsARPHooks(_ site: BridgeSite) throws(Unseen) -> Bool {
        if site.info.nfCallArptables == true { return true }
        return try setting("net.bridge.bridge-nf-call-arptables", in: site.ref.netns) == 1
    }
}
