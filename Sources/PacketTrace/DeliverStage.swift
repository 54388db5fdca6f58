import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// ip_local_deliver: the input hook, then whoever is meant here.
    func deliver(_ flight: PacketInFlight, _ ref: LinkRef) throws(NotKnown) -> [PacketInFlight] {
        let router = try router(ref.netns, flight.packet.family)
        let point = HookPoint(ref.netns, flight.packet.family == .inet ? .ip : .ip6, .input)
        var ways: [PacketInFlight] = []
        for passed in try pass(flight, point, router) {
            guard passed.disposition == nil else {
                ways.append(passed)
                continue
            }
            if let end = try judged(passed, .in, at: ref) {
                ways.append(end)
            } else {
                ways += try take(passed, ref)
            }
        }
        return ways
    }

    /// Past the input hook.
    func take(_ flight: PacketInFlight, _ ref: LinkRef) throws(NotKnown) -> [PacketInFlight] {
        if !flight.inner.isEmpty { return try unwrap(flight, ref) }
        if let ask = flight.ask { return try solicited(flight, ask, ref) }
        if flight.packet.quoted != nil { return [flight.ended(.delivered, nil)] }
        if let awaited = flight.awaited {
            let end = comeBack(flight, awaited, ref)
            guard end.disposition == .delivered, let dropPoint = try refusedByCgroup([.ingress], in: ref.netns) else {
                return [end]
            }
            return flight.dropped(dropPoint)
        }
        switch flight.packet.transport {
        case .icmp(let icmp) where icmp.type == 8:
            return [try echo(flight, ref, "net.ipv4.icmp_echo_ignore_all", .icmpEchoIgnoreAll)]
        case .icmpv6(let icmp) where icmp.type == 128:
            return [try echo(flight, ref, "net.ipv6.icmp.echo_ignore_all", .echoIgnoreAll)]
        case .tcp, .udp: return try listen(flight, ref)
        case .icmp, .icmpv6, .ported, .other, .none:
            return [
                flight.with(
                    Hop(ref.netns, .socket, link: ref, .take, because: "protocol \(flight.packet.transport.name)")
                ).ended(.delivered, nil)
            ]
        }
    }

    private func echo(_ flight: PacketInFlight, _ ref: LinkRef, _ setting: String, _ key: SysctlKey) throws(NotKnown)
        -> PacketInFlight
    {
        if try self.setting(setting, in: ref.netns) == 1 {
            return flight.ended(
                .dropped,
                DropPoint(
                    ref.netns, .socket, .sysctl, setting, "\(setting) is 1: pings are not answered", link: ref,
                    detail: .setting(key)))
        }
        return flight.with(
            Hop(
                ref.netns, .socket, link: ref, name: name(ref.netns, ref.ifindex), .answer,
                because: "the kernel answers pings")
        ).ended(.delivered, nil)
    }

    /// An answer is one only for the socket that asked, and looks as that socket expects.
    private func comeBack(_ flight: PacketInFlight, _ awaited: Awaited, _ ref: LinkRef) -> PacketInFlight {
        let tuple = Connection.Tuple(flight.packet)
        let text = "an answer from \(tuple.src)"
        if ref.netns != awaited.netns || awaited.isOutside {
            return flight.ended(
                .dropped,
                DropPoint(
                    ref.netns, .socket, .address, "\(tuple.dst)",
                    "the answer ends in a namespace where nobody waits for it: \(tuple.dst) is an address here",
                    link: ref))
        }
        // Ephemeral ports are the same open question on both ways.
        guard tuple.src == awaited.tuple.src, tuple.dst == awaited.tuple.dst, tuple.sport == awaited.tuple.sport else {
            return flight.ended(
                .dropped,
                DropPoint(
                    ref.netns, .socket, .socket, "\(awaited.tuple.src)",
                    "\(text) is nothing that anybody waits for: \(awaited.tuple.src) was asked", link: ref))
        }
        return flight.with(
            Hop(ref.netns, .socket, link: ref, name: name(ref.netns, ref.ifindex), .take, because: "this is who asked")
        ).ended(.delivered, nil)
    }

    private func isOnDummy(_ address: IPAddress, in id: NetnsID) throws(NotKnown) -> Bool {
        let own = (try known(query.addresses(id, address.family), "addresses") ?? []).first { $0.address == address }
        guard let own else { return false }
        return try link(LinkRef(id, own.ifindex)).infoKind == "dummy"
    }

    private func listen(_ flight: PacketInFlight, _ ref: LinkRef) throws(NotKnown) -> [PacketInFlight] {
        let packet = flight.packet
        guard let sockets = try known(query.sockets(ref.netns), "sockets") else {
            throw NotKnown("sockets were not read")
        }
        let link = try link(ref)
        let vrf = link.vrf
        let setting = "net.ipv4.\(packet.transport.isTCP ? "tcp" : "udp")_l3mdev_accept"
        let accepts = vrf == nil ? false : try self.setting(setting, in: ref.netns) == 1
        let search = ListenerSearch(packet: packet, device: ref.ifindex, vrf: vrf, acceptsVRF: accepts)
        let found = search.takers(among: sockets)
        let what = "\(packet.transport.name) \(packet.transport.ports?.destination ?? 0)"
        let ifname = name(ref.netns, ref.ifindex)
        // Addresses of services are kept on a dummy (kube-ipvs0), or nobody listens on them.
        let isOnDummy = try isOnDummy(packet.dst, in: ref.netns)
        if found.isEmpty || isOnDummy, let ways = try ipvs(flight, ref) { return ways }
        guard let first = found.first else {
            let dropPoint = DropPoint(ref.netns, .socket, .socket, what, search.reason(among: sockets), link: ref)
            let hop = Hop(ref.netns, .socket, link: ref, name: ifname, .refuse, because: dropPoint.reason)
            return [flight.with(hop).ended(.rejected, dropPoint)]
        }
        var end = flight.with(
            Hop(ref.netns, .socket, link: ref, name: ifname, .take, because: "\(what) is open on \(first.src)"))
        end.listeners = found
        return [end.ended(.delivered, nil)]
    }
}

extension Link {
    /// The VRF that a device belongs to, or is.
    var vrf: Int? { infoKind == "vrf" ? ifindex : infoSlaveKind == "vrf" ? master : nil }
}

extension Transport {
    fileprivate var isTCP: Bool { if case .tcp = self { true } else { false } }
}
