import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension Walk {
    /// arp_solicit: a request of its own, with its own fate.
    func askByARP(_ journey: Journey, _ target: IPAddress, _ ref: LinkRef, _ link: Link) throws(Unseen) -> Resolution {
        let router = try router(ref.netns, .inet)
        guard let mac = link.address else { throw Unseen("\(link.ifname) has no hardware address") }
        guard let sender = try arpSource(journey.packet, target, ref, link, router) else {
            return .silent(
                Stop(
                    ref.netns, .neighbor, .address, link.ifname, "\(link.ifname) has no address to ask from", link: ref
                ))
        }
        var packet = Packet.arp(1, from: sender, mac, to: target, nil)
        packet.destinationMAC = .known(link.broadcast ?? .broadcast)
        packet.output = .known(Interface(link))
        var question = Journey(.transmit(ref), packet)
        question.paper = journey.paper
        question.ask = Ask(target: target, sender: sender, link: ref, mac: mac)
        guard let sent = try pass(question, HookPoint(ref.netns, .arp, .output), router).first else {
            throw Unseen("no outcome")
        }
        if let stop = sent.stop {
            if sent.result == .unknown { throw Unseen(stop.reason) }
            return .silent(stop)
        }
        return try ask(sent, target, ref, link) { heard, place, mac throws(Unseen) in
            try self.answerByARP(heard, place, mac, router)
        }
    }

    private func answerByARP(_ heard: Journey, _ place: LinkRef, _ mac: LinkLayerAddress, _ router: Router)
        throws(Unseen) -> [Journey]
    {
        guard var ask = heard.ask else { return [] }
        ask.isAnswer = true
        var packet = Packet.arp(2, from: ask.target, mac, to: ask.sender, ask.mac)
        packet.destinationMAC = .known(ask.mac)
        packet.output = .known(try interface(place))
        var reply = Journey(.transmit(place), packet)
        reply.paper = heard.paper
        reply.ask = ask
        let own = try self.router(place.netns, .inet)
        var ends: [Journey] = []
        for sent in try pass(reply, HookPoint(place.netns, .arp, .output), own) {
            ends += sent.result == nil ? try nested(sent) : [sent]
        }
        return ends
    }

    /// arp_announce: by default the packet's own source, if it is ours.
    private func arpSource(
        _ packet: Packet, _ target: IPAddress, _ ref: LinkRef, _ link: Link, _ router: Router
    ) throws(Unseen) -> IPAddress? {
        let all = try setting("net.ipv4.conf.all.arp_announce", in: ref.netns) ?? 0
        let level = max(all, link.inet?.arpAnnounce ?? 0)
        if level < 2, packet.family == .inet, !packet.src.isUnspecified, try router.localDevice(of: packet.src) != nil {
            let own = try router.addresses.on(ref.ifindex, .inet)
            if level == 0 || own.contains(where: { $0.network.contains(target) && $0.network.contains(packet.src) }) {
                return packet.src
            }
        }
        return try router.source4(on: ref.ifindex, near: target, scope: 253)
    }

    /// arp_rcv, arp_process.
    func arpInput(_ journey: Journey, _ ref: LinkRef, _ link: Link) throws(Unseen) -> [Journey] {
        guard let ask = journey.ask else { throw Unseen("an ARP packet of nobody") }
        let quiet = { (reason: String) in Stop(ref.netns, .neighbor, .neighbor, "\(ask.target)", reason, link: ref) }
        if link.flags.contains(.noARP) || journey.packet.kind == .otherhost {
            return journey.dropped(quiet("\(link.ifname) takes no ARP"))
        }
        let router = try router(ref.netns, .inet)
        var arriving = journey
        arriving.packet.input = .known(Interface(link))
        arriving.packet.output = .absent
        var ends: [Journey] = []
        for passed in try pass(arriving, HookPoint(ref.netns, .arp, .input), router) {
            if passed.result != nil {
                var end = passed
                let owner = try router.localDevice(of: ask.target)
                end.isWanted = ask.isAnswer || owner != nil
                ends.append(end)
            } else if ask.isAnswer {
                let stop = quiet("the answer went astray")
                ends.append(ref == ask.link ? passed.ended(.delivered, nil) : passed.ended(.dropped, stop))
            } else {
                ends.append(try request(passed, ask, ref, link, router))
            }
        }
        return ends
    }

    private func request(_ journey: Journey, _ ask: Ask, _ ref: LinkRef, _ link: Link, _ router: Router) throws(Unseen)
        -> Journey
    {
        var journey = journey
        journey.isWanted = try router.localDevice(of: ask.target) != nil
        try learn(ask, on: ref, isAnswering: false, &journey.paper)
        let nobody = journey.ended(
            .dropped,
            Stop(
                ref.netns, .neighbor, .neighbor, "\(ask.target)", "\(link.ifname) does not have \(ask.target)",
                link: ref))
        if ask.target.isMulticast || ask.target.isLoopback { return nobody }
        let flow = RouteFlow(dst: ask.target, src: ask.sender, iif: ref.ifindex)
        try fetchInputSettings(ref, link)
        guard let input = try known(router.input(flow), "route") else { return nobody }
        switch input.verdict {
        case .local:
            if let (key, device) = try arpRefusal(ask, ref, link, router) {
                let name = "net.ipv4.conf.\(device).\(key.rawValue)"
                return journey.ended(
                    .dropped,
                    Stop(
                        ref.netns, .neighbor, .sysctl, name,
                        "\(name) keeps \(link.ifname) from answering for \(ask.target)", link: ref,
                        detail: .setting(key)))
            }
        case .forward:
            guard try proxies(ask, ref, link, input.route) else { return nobody }
        case .dropped(let drop):
            guard journey.isWanted else { return nobody }
            let (_, stop) = self.stop(drop, input, ref, link, dst: ask.target, src: ask.sender)
            return journey.ended(
                .dropped,
                stop.map {
                    var stop = $0
                    stop.reason = "the ARP request for \(ask.target) is dropped: \(stop.reason)"
                    return stop
                })
        }
        guard let mac = link.address else { return nobody }
        try learn(ask, on: ref, isAnswering: true, &journey.paper)
        var answering = journey
        answering.answer = (ref, mac)
        return answering.ended(.delivered, nil)
    }

    /// Who answers notes who asked; who does not updates what it had. Permanent entries stay.
    private func learn(_ ask: Ask, on ref: LinkRef, isAnswering: Bool, _ paper: inout Paper) throws(Unseen) {
        let entry = try known(world.neighbor(ref, ask.sender), "neighbor \(ask.sender)")
        if let entry, !entry.state.isDisjoint(with: [.permanent, .noARP]) { return }
        if isAnswering || entry != nil { paper.learn(ask.sender, on: ref, is: ask.mac) }
    }

    /// The setting that forbids an answer, and whose it is; nil where none does.
    private func arpRefusal(_ ask: Ask, _ ref: LinkRef, _ link: Link, _ router: Router) throws(Unseen) -> (
        SysctlKey, device: String
    )? {
        let prefix = "net.ipv4.conf"
        let own = link.inet?.arpIgnore ?? 0
        let all = try setting("\(prefix).all.arp_ignore", in: ref.netns) ?? 0
        let ignore = max(own, all)
        let isHere = { (address: Address) in address.address == ask.target }
        let local = try router.addresses.on(ref.ifindex, .inet).filter(isHere)
        let refuses: Bool
        switch ignore {
        case 1: refuses = local.isEmpty
        case 2: refuses = !local.contains { $0.network.contains(ask.sender) }
        // Addresses of scope host are not answered for.
        case 3: refuses = !router.addresses.holders(of: ask.target).contains { $0.scope <= 253 }
        case 8: refuses = true
        default: refuses = false
        }
        if refuses { return (.arpIgnore, own == ignore ? link.ifname : "all") }
        let filtersAll = try setting("\(prefix).all.arp_filter", in: ref.netns) ?? 0
        guard (link.inet?.arpFilter ?? 0) != 0 || filtersAll != 0 else { return nil }
        let back = try known(router.lookup(RouteFlow(dst: ask.sender, src: ask.target)), "route to \(ask.sender)")
        guard let back, back.error == nil, back.oif == ref.ifindex else { return (.arpFilter, link.ifname) }
        return nil
    }

    /// arp_fwd_proxy and pneigh_lookup: the node answers for what it would forward by another device.
    private func proxies(_ ask: Ask, _ ref: LinkRef, _ link: Link, _ route: RouteDecision?) throws(Unseen) -> Bool {
        guard let route, route.error == nil, route.type == .unicast else { return false }
        guard let oif = route.oif else { throw Unseen("several next hops are possible") }
        if oif == ref.ifindex { return link.inet?.proxyArpPvlan == 1 }
        if link.inet?.proxyArp == 1 { return true }
        let rows = try known(world.netconfOfAll(ref.netns), "netconf") ?? []
        if rows.contains(where: { $0.family == .inet && $0.proxyNeigh == 1 }) {
            return true
        }
        return try isProxied(ask.target, on: ref)
    }

    /// `ip neigh add proxy`
    func isProxied(_ address: IPAddress, on ref: LinkRef) throws(Unseen) -> Bool {
        let rows = try known(world.proxyNeighbors(ref.netns), "proxied neighbors") ?? []
        // Without a device it holds for all of them (pneigh_lookup).
        return rows.contains { ($0.ifindex == ref.ifindex || $0.ifindex == 0) && $0.dst == address }
    }
}

extension Packet {
    static func arp(
        _ operation: UInt16, from src: IPAddress, _ mac: LinkLayerAddress, to dst: IPAddress,
        _ target: LinkLayerAddress?
    ) -> Packet {
        var packet = Packet(src: src, dst: dst, transport: .none)
        packet.etherType = 0x0806
        packet.length = 28
        packet.arp = ARP(operation: operation, senderMAC: mac, targetMAC: target)
        packet.sourceMAC = .known(mac)
        packet.kind = .outgoing
        return packet
    }
}

extension LinkLayerAddress {
    static let broadcast = LinkLayerAddress(bytes: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff])

    var isBroadcast: Bool { !bytes.isEmpty && bytes.allSatisfy { $0 == 0xff } }
}
