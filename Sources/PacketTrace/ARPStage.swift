import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// arp_solicit: a request of its own, with its own fate.
    func askByARP(_ flight: PacketInFlight, _ target: IPAddress, _ ref: LinkRef, _ link: Link) throws(NotKnown)
        -> Resolution
    {
        let router = try router(ref.netns, .inet)
        guard let mac = link.address else { throw NotKnown("\(link.ifname) has no hardware address") }
        guard let sender = try arpSource(flight.packet, target, ref, link, router) else {
            return .silent(
                DropPoint(
                    ref.netns, .neighbor, .address, link.ifname, "\(link.ifname) has no address to ask from", link: ref
                ))
        }
        var packet = Packet.arp(1, from: sender, mac, to: target, nil)
        packet.destinationMAC = .known(link.broadcast ?? .broadcast)
        packet.output = .known(Interface(link))
        var question = PacketInFlight(.transmit(ref), packet)
        question.learned = flight.learned
        question.ask = Ask(target: target, sender: sender, link: ref, mac: mac)
        guard let sent = try pass(question, HookPoint(ref.netns, .arp, .output), router).first else {
            throw NotKnown("no outcome")
        }
        if let dropPoint = sent.dropPoint {
            if sent.disposition == .unknown { throw NotKnown(dropPoint.reason) }
            return .silent(dropPoint.stopping(.request, for: target, on: ref))
        }
        return try ask(sent, target, ref, link) { heard, place, mac throws(NotKnown) in
            try self.answerByARP(heard, place, mac, router)
        }
    }

    private func answerByARP(_ heard: PacketInFlight, _ place: LinkRef, _ mac: LinkLayerAddress, _ router: Router)
        throws(NotKnown) -> [PacketInFlight]
    {
        guard var ask = heard.ask else { return [] }
        ask.isAnswer = true
        var packet = Packet.arp(2, from: ask.target, mac, to: ask.sender, ask.mac)
        packet.destinationMAC = .known(ask.mac)
        packet.output = .known(try interface(place))
        var reply = PacketInFlight(.transmit(place), packet)
        reply.learned = heard.learned
        reply.ask = ask
        let own = try self.router(place.netns, .inet)
        var ends: [PacketInFlight] = []
        for sent in try pass(reply, HookPoint(place.netns, .arp, .output), own) {
            ends += sent.disposition == nil ? try nested(sent) : [sent]
        }
        return ends
    }

    /// arp_announce: by default the packet's own source, if it is ours.
    private func arpSource(
        _ packet: Packet, _ target: IPAddress, _ ref: LinkRef, _ link: Link, _ router: Router
    ) throws(NotKnown) -> IPAddress? {
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
    func arpInput(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard let ask = flight.ask else { throw NotKnown("an ARP packet of nobody") }
        let quiet = { (reason: String) in DropPoint(ref.netns, .neighbor, .neighbor, "\(ask.target)", reason, link: ref)
        }
        let router = try router(ref.netns, .inet)
        if flight.packet.kind == .otherhost { return flight.dropped(quiet("\(link.ifname) is not meant")) }
        if link.flags.contains(.noARP) {
            var end = flight
            end.isWanted = try router.localDevice(of: ask.target) != nil
            return end.dropped(
                DropPoint(
                    ref.netns, .device, .link, link.ifname, "ARP is off on \(link.ifname), which answers nobody",
                    link: ref, detail: .noARP))
        }
        var arriving = flight
        arriving.packet.input = .known(Interface(link))
        arriving.packet.output = .absent
        var ends: [PacketInFlight] = []
        for passed in try pass(arriving, HookPoint(ref.netns, .arp, .input), router) {
            if passed.disposition != nil {
                var end = passed
                let owner = try router.localDevice(of: ask.target)
                end.isWanted = ask.isAnswer || owner != nil
                ends.append(end)
            } else if ask.isAnswer {
                let dropPoint = quiet("the answer went astray")
                ends.append(ref == ask.link ? passed.ended(.delivered, nil) : passed.ended(.dropped, dropPoint))
            } else {
                ends.append(try request(passed, ask, ref, link, router))
            }
        }
        return ends
    }

    private func request(_ flight: PacketInFlight, _ ask: Ask, _ ref: LinkRef, _ link: Link, _ router: Router)
        throws(NotKnown)
        -> PacketInFlight
    {
        var flight = flight
        flight.isWanted = try router.localDevice(of: ask.target) != nil
        try learn(ask, on: ref, isAnswering: false, &flight.learned)
        let nobody = flight.ended(
            .dropped,
            DropPoint(
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
                return flight.ended(
                    .dropped,
                    DropPoint(
                        ref.netns, .neighbor, .sysctl, name,
                        "\(name) keeps \(link.ifname) from answering for \(ask.target)", link: ref,
                        detail: .setting(key)))
            }
        case .forward:
            guard try proxies(ask, ref, link, input.route) else { return nobody }
        case .dropped(let drop):
            guard flight.isWanted else { return nobody }
            let (_, dropPoint) = self.dropPoint(drop, input, ref, link, dst: ask.target, src: ask.sender)
            return flight.ended(
                .dropped,
                dropPoint.map {
                    var dropPoint = $0
                    dropPoint.reason = "the ARP request for \(ask.target) is dropped: \(dropPoint.reason)"
                    return dropPoint
                })
        }
        guard let mac = link.address else { return nobody }
        try learn(ask, on: ref, isAnswering: true, &flight.learned)
        var answering = flight
        answering.answer = (ref, mac)
        return answering.ended(.delivered, nil)
    }

    /// Who answers notes who asked; who does not updates what it had. Permanent entries stay.
    private func learn(_ ask: Ask, on ref: LinkRef, isAnswering: Bool, _ learned: inout LearnedState) throws(NotKnown) {
        let entry = try known(query.neighbor(ref, ask.sender), "neighbor \(ask.sender)")
        if let entry, !entry.state.isDisjoint(with: [.permanent, .noARP]) { return }
        if isAnswering || entry != nil { learned.learn(ask.sender, on: ref, is: ask.mac) }
    }

    /// The setting that forbids an answer, and whose it is; nil where none does.
    private func arpRefusal(_ ask: Ask, _ ref: LinkRef, _ link: Link, _ router: Router) throws(NotKnown) -> (
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
    private func proxies(_ ask: Ask, _ ref: LinkRef, _ link: Link, _ route: RouteDecision?) throws(NotKnown) -> Bool {
        guard let route, route.error == nil, route.type == .unicast else { return false }
        guard let oif = route.oif else { throw NotKnown("several next hops are possible") }
        if oif == ref.ifindex { return link.inet?.proxyArpPvlan == 1 }
        if link.inet?.proxyArp == 1 { return true }
        let rows = try known(query.netconfOfAll(ref.netns), "netconf") ?? []
        if rows.contains(where: { $0.family == .inet && $0.proxyNeigh == 1 }) {
            return true
        }
        return try isProxied(ask.target, on: ref)
    }

    /// `ip neigh add proxy`
    func isProxied(_ address: IPAddress, on ref: LinkRef) throws(NotKnown) -> Bool {
        let rows = try known(query.proxyNeighbors(ref.netns), "proxied neighbors") ?? []
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
