import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension Walk {
    /// ndisc_solicit: a multicast to the few who may have the address, through the IPv6 hooks of both sides.
    func solicit(_ journey: Journey, _ target: IPAddress, _ ref: LinkRef, _ link: Link) throws(Unseen) -> Resolution {
        let router = try router(ref.netns, .inet6)
        guard let mac = link.address else { throw Unseen("\(link.ifname) has no hardware address") }
        let own = try router.addresses.on(ref.ifindex, .inet6).filter(\.isUsable)
        let sender = own.first { $0.address == journey.packet.src } ?? own.first { $0.address.isLinkLocal } ?? own.first
        guard let sender else {
            return .silent(
                Stop(
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
        var question = Journey(.transmit(ref), packet)
        question.paper = journey.paper
        question.ask = Ask(target: target, sender: sender.address, link: ref, mac: mac)
        let sent = try sentBySelf(question, router)
        guard let first = sent.first(where: { $0.result == nil }) else {
            guard let stop = sent.first?.stop else { throw Unseen("no outcome") }
            if sent.first?.result == .unknown { throw Unseen(stop.reason) }
            return .silent(stop)
        }
        return try ask(first, target, ref, link) { heard, place, mac throws(Unseen) in
            try self.advertise(heard, place, mac)
        }
    }

    /// The output and postrouting hooks of what the kernel sends for itself.
    private func sentBySelf(_ journey: Journey, _ router: Router) throws(Unseen) -> [Journey] {
        var ends: [Journey] = []
        for passed in try pass(journey, HookPoint(journey.netns, .ip6, .output), router) {
            ends +=
                passed.result == nil ? try pass(passed, HookPoint(journey.netns, .ip6, .postrouting), router) : [passed]
        }
        return ends
    }

    private func advertise(_ heard: Journey, _ place: LinkRef, _ mac: LinkLayerAddress) throws(Unseen) -> [Journey] {
        guard var ask = heard.ask else { return [] }
        ask.isAnswer = true
        var packet = Packet(src: ask.target, dst: ask.sender, transport: .icmpv6(Transport.ICMP(type: 136)))
        packet.ttl = 255
        packet.length = 72
        packet.sourceMAC = .known(mac)
        packet.destinationMAC = .known(ask.mac)
        packet.output = .known(try interface(place))
        var reply = Journey(.transmit(place), packet)
        reply.paper = heard.paper
        reply.ask = ask
        var ends: [Journey] = []
        for sent in try sentBySelf(reply, router(place.netns, .inet6)) {
            ends += sent.result == nil ? try nested(sent) : [sent]
        }
        return ends
    }

    /// ndisc_recv_ns and ndisc_recv_na, past the input hook.
    func solicited(_ journey: Journey, _ ask: Ask, _ ref: LinkRef) throws(Unseen) -> [Journey] {
        let link = try link(ref)
        let nobody = Stop(
            ref.netns, .neighbor, .neighbor, "\(ask.target)", "\(link.ifname) does not have \(ask.target)", link: ref)
        let router = try router(ref.netns, .inet6)
        let own = try router.addresses.on(ref.ifindex, .inet6).first { $0.address == ask.target }
        if ask.isAnswer {
            guard ref == ask.link else { return journey.dropped(nobody) }
            guard let own else { return [journey.ended(.delivered, nil)] }
            // ndisc_recv_na takes no answer for an address of its own, be it one that failed.
            return journey.dropped(
                Stop(
                    ref.netns, .neighbor, .address, "\(own.local)",
                    "\(link.ifname) has \(ask.target) itself, though it is not usable, and takes no answer for it",
                    link: ref))
        }
        var hearing = journey
        hearing.isWanted = own != nil
        if let own, !own.isUsable {
            let stop = Stop(
                ref.netns, .neighbor, .address, "\(own.local)",
                "\(own.local) is not usable: it waits for, or failed, duplicate address detection", link: ref)
            return hearing.dropped(stop)
        }
        let proxies = try own == nil ? proxiesByND(ask.target, ref, link) : false
        guard own != nil || proxies, let mac = link.address else { return hearing.dropped(nobody) }
        let entry = try known(world.neighbor(ref, ask.sender), "neighbor \(ask.sender)")
        if entry?.state.isDisjoint(with: [.permanent, .noARP]) ?? true {
            hearing.paper.learn(ask.sender, on: ref, is: ask.mac)
        }
        hearing.answer = (ref, mac)
        return [hearing.ended(.delivered, nil)]
    }

    private func proxiesByND(_ target: IPAddress, _ ref: LinkRef, _ link: Link) throws(Unseen) -> Bool {
        let all = (try known(world.netconfOfAll(ref.netns), "netconf") ?? []).first {
            $0.family == .inet6
        }
        guard (all?.forwarding ?? 0) != 0, link.inet6?.proxyNdp == 1 || all?.proxyNeigh == 1 else { return false }
        return try isProxied(target, on: ref)
    }
}
