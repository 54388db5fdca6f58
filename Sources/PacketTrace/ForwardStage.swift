import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// Fewer than any usual time to live (net.ipv4.ip_default_ttl, 64) allows for.
    private static let manyRouters = 30

    /// ip_forward, ip6_forward: time to live, size, the forward hook.
    func forward(
        _ flight: PacketInFlight, _ ref: LinkRef, _ decision: RouteDecision, _ path: RoutePath, _ router: Router
    ) throws(NotKnown) -> [PacketInFlight] {
        guard let oif = path.ifindex else { throw NotKnown("the route names no device") }
        let out = LinkRef(ref.netns, oif)
        let outLink = try link(out)
        if let end = try judged(flight, .fwd, at: ref) { return [end] }
        var passing = flight
        guard let ttl = passing.packet.ttl else { throw NotKnown("the packet's time to live is not known") }
        passing.packet.ttl = ttl &- 1
        if passing.packet.family == .inet { passing.packet.priority = passing.packet.tos.map(Self.priority) }
        passing.packet.output = .known(Interface(outLink))
        passing.packet.realm = .known(decision.realm(of: path))
        passing.hops.append(
            Hop(
                ref.netns, .forward, link: out, name: outLink.ifname, .forward,
                because: words(decision, path, in: ref.netns), mtu: outLink.mtu,
                fact: flight.fact(decision, path, iif: ref)))
        guard ttl > 1 else {
            let routers = passing.hops.count { $0.stage == .forward }
            let isShort = routers < Self.manyRouters
            let reason =
                isShort
                ? "it was sent with a time to live for \(routers - 1) router\(routers == 2 ? "" : "s")"
                : "its time to live is used up"
            return [
                passing.ended(
                    .loop,
                    DropPoint(
                        ref.netns, .forward, .route, "\(passing.packet.dst)", reason, link: ref,
                        detail: isShort ? .timeToLive(routers: routers - 1) : nil))
            ]
        }
        if let end = try judged(passing, .out, at: out) { return [end] }
        let mtu = mtu(of: decision.route, outLink)
        if let length = passing.packet.length, length > mtu,
            passing.packet.dontFragment || passing.packet.family == .inet6
        {
            var end = passing.ended(
                .tooBig,
                DropPoint(
                    ref.netns, .mtu, .link, outLink.ifname,
                    "\(outLink.ifname) takes \(mtu) bytes at a time, and this has \(length)", link: out))
            if let back = try errorWays(passing, ref.netns) {
                end.errorReturns = back.allSatisfy { $0.disposition == .delivered && $0.netns == passing.origin }
                end.errorDropPoint = back.lazy.compactMap(\.dropPoint).first
            }
            return [end]
        }
        let point = HookPoint(ref.netns, passing.packet.family == .inet ? .ip : .ip6, .forward)
        return try pass(passing, point, router, path: path).map {
            $0.disposition == nil ? servedByIPVS($0, ref.netns).at(.leave(ref.netns, path)) : $0
        }
    }

    /// rt_tos2priority: what ip_forward makes of the TOS bits; IPv6 leaves the priority alone.
    private static func priority(_ tos: UInt8) -> UInt32 {
        // TC_PRIO_BESTEFFORT, _BULK, _INTERACTIVE, _INTERACTIVE_BULK.
        switch tos & 0x1e {
        case 0x00..<0x08: 0
        case 0x08..<0x10: 2
        case 0x10..<0x18: 6
        default: 4
        }
    }

    /// What becomes of "fragmentation needed" or "packet too big" on its way to who sent a packet; nil where that is not
    /// known.
    func errorWays(_ flight: PacketInFlight, _ id: NetnsID) throws(NotKnown) -> [PacketInFlight]? {
        guard flight.origin != nil else { return nil }
        let packet = flight.packet
        let isV4 = packet.family == .inet
        let icmp = Transport.ICMP(type: isV4 ? 3 : 2, code: isV4 ? 4 : 0)
        var error = Packet(
            src: .unspecified(packet.family), dst: packet.src, transport: isV4 ? .icmp(icmp) : .icmpv6(icmp))
        error.quoted = Connection.Tuple(packet)
        error.length = 576
        var back = PacketInFlight(.send(id), error)
        back.learned = flight.learned
        let ends = try nested(back)
        return ends.contains { $0.disposition == .unknown } ? nil : ends
    }
}
