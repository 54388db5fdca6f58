import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// ndisc_solicit: a multicast to the few who may have the address, through the IPv6 hooks of both sides.
    func solicit(_ flight: PacketInFlight, _ target: IPAddress, _ ref: LinkRef, _ link: Link) throws(NotKnown)
        -> Resolution
    {
        let router = try router(ref.netns, .inet6)
        guard let mac = link.address else { throw NotKnown("\(link.ifname) has no hardware address") }
        let own = try router.addresses.on(ref.ifindex, .inet6).filter(\.isUsable)
        let sender = own.first { $0.address == flight.packet.src } ?? own.first { $0.address.isLinkLocal } ?? own.first
        guard let sender else {
            return .silent(
                DropPoint(
                    ref.netns, .neighbor, .address, link.ifname, "\(link.ifname) has no address to ask from", link: ref
                ))
        }
        // ff02::1:ff00:0/104 with the last three bytes of the address, RFC 4291, 2.7.1.
        let low = target.bits & 0xff_ffff
        let group = IPAddress(family: .inet6, bits: (UInt128(0xff02) << 112) | 0x1_ff00_0000 | low)
        var packet = Packet(src: sender.address, dst: group, transport: .icmpv6(Transport.ICMP(type: 135)))
        packet.ttl = 255
        packet.length = 72
        packet.sourceMAC = .known(mac)
        packet.destinationMAC = .known(LinkLayerAddress(bytes: [0x33, 0x33] + group.bytes.suffix(4)))
        packet.output = .known(Interface(link))
        var question = PacketInFlight(.transmit(ref), packet)
        question.learned = flight.learned
        question.ask = Ask(target: target, sender: sender.address, link: ref, mac: mac)
        let sent = try sentBySelf(question, router)
        guard let first = sent.first(where: { $0.disposition == nil }) else {
            guard let dropPoint = sent.first?.dropPoint else { throw NotKnown("no outcome") }
            if sent.first?.disposition == .unknown { throw NotKnown(dropPoint.reason) }
            return .silent(dropPoint.stopping(.request, for: target, on: ref))
        }
        return try ask(first, target, ref, link) { heard, place, mac throws(NotKnown) in
            try self.advertise(heard, place, mac)
        }
    }

    /// The output and postrouting hooks of what the kernel sends for itself.
    private func sentBySelf(_ flight: PacketInFlight, _ router: Router) throws(NotKnown) -> [PacketInFlight] {
        var ends: [PacketInFlight] = []
        for passed in try pass(flight, HookPoint(flight.netns, .ip6, .output), router) {
            ends +=
                passed.disposition == nil
                ? try pass(passed, HookPoint(flight.netns, .ip6, .postrouting), router) : [passed]
        }
        return ends
    }

    private func advertise(_ heard: PacketInFlight, _ place: LinkRef, _ mac: LinkLayerAddress) throws(NotKnown)
        -> [PacketInFlight]
    {
        guard var ask = heard.ask else { return [] }
        ask.isAnswer = true
        var packet = Packet(src: ask.target, dst: ask.sender, transport: .icmpv6(Transport.ICMP(type: 136)))
        packet.ttl = 255
        packet.length = 72
        packet.sourceMAC = .known(mac)
        packet.destinationMAC = .known(ask.mac)
        packet.output = .known(try interface(place))
        var reply = PacketInFlight(.transmit(place), packet)
        reply.learned = heard.learned
        reply.ask = ask
        var ends: [PacketInFlight] = []
        for sent in try sentBySelf(reply, router(place.netns, .inet6)) {
            ends += sent.disposition == nil ? try nested(sent) : [sent]
        }
        return ends
    }

    /// ndisc_recv_ns and ndisc_recv_na, past the input hook.
    func solicited(_ flight: PacketInFlight, _ ask: Ask, _ ref: LinkRef) throws(NotKnown) -> [PacketInFlight] {
        let link = try link(ref)
        let nobody = DropPoint(
            ref.netns, .neighbor, .neighbor, "\(ask.target)", "\(link.ifname) does not have \(ask.target)", link: ref)
        let router = try router(ref.netns, .inet6)
        let own = try router.addresses.on(ref.ifindex, .inet6).first { $0.address == ask.target }
        if ask.isAnswer {
            guard ref == ask.link else { return flight.dropped(nobody) }
            guard let own else { return [flight.ended(.delivered, nil)] }
            // ndisc_recv_na takes no answer for an address of its own, be it one that failed.
            return flight.dropped(
                DropPoint(
                    ref.netns, .neighbor, .address, "\(own.local)",
                    "\(link.ifname) has \(ask.target) itself, though it is not usable, and takes no answer for it",
                    link: ref))
        }
        var hearing = flight
        hearing.isWanted = own != nil
        if let own, !own.isUsable {
            let dropPoint = DropPoint(
                ref.netns, .neighbor, .address, "\(own.local)",
                "\(own.local) is not usable: it waits for, or failed, duplicate address detection", link: ref)
            return hearing.dropped(dropPoint)
        }
        let proxies = try own == nil ? proxiesByND(ask.target, ref, link) : false
        guard own != nil || proxies, let mac = link.address else { return hearing.dropped(nobody) }
        let entry = try known(query.neighbor(ref, ask.sender), "neighbor \(ask.sender)")
        if entry?.state.isDisjoint(with: [.permanent, .noARP]) ?? true {
            hearing.learned.learn(ask.sender, on: ref, is: ask.mac)
        }
        hearing.answer = (ref, mac)
        return [hearing.ended(.delivered, nil)]
    }

    private func proxiesByND(_ target: IPAddress, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> Bool {
        let all = (try known(query.netconfOfAll(ref.netns), "netconf") ?? []).first {
            $0.family == .inet6
        }
        guard (all?.forwarding ?? 0) != 0, link.inet6?.proxyNdp == 1 || all?.proxyNeigh == 1 else { return false }
        return try isProxied(target, on: ref)
    }
}
