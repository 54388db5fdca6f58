import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension Walk {
    /// ip_local_deliver: the input hook, then whoever is meant here.
    func deliver(_ journey: Journey, _ ref: LinkRef) throws(Unseen) -> [Journey] {
        let router = try router(ref.netns, journey.packet.family)
        let point = HookPoint(ref.netns, journey.packet.family == .inet ? .ip : .ip6, .input)
        var ways: [Journey] = []
        for passed in try pass(journey, point, router) {
            guard passed.result == nil else {
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

    private func take(_ journey: Journey, _ ref: LinkRef) throws(Unseen) -> [Journey] {
        if !journey.inner.isEmpty { return try unwrap(journey, ref) }
        if let ask = journey.ask { return try solicited(journey, ask, ref) }
        if journey.packet.quoted != nil { return [journey.ended(.delivered, nil)] }
        if let awaited = journey.awaited { return [comeBack(journey, awaited, ref)] }
        switch journey.packet.transport {
        case .icmp(let icmp) where icmp.type == 8:
            return [try echo(journey, ref, "net.ipv4.icmp_echo_ignore_all", .icmpEchoIgnoreAll)]
        case .icmpv6(let icmp) where icmp.type == 128:
            return [try echo(journey, ref, "net.ipv6.icmp.echo_ignore_all", .echoIgnoreAll)]
        case .tcp, .udp: return [try listen(journey, ref)]
        case .icmp, .icmpv6, .ported, .other, .none:
            return [
                journey.with(
                    Hop(ref.netns, .socket, link: ref, .take, because: "protocol \(journey.packet.transport.name)")
                ).ended(.delivered, nil)
            ]
        }
    }

    private func echo(_ journey: Journey, _ ref: LinkRef, _ setting: String, _ key: SysctlKey) throws(Unseen) -> Journey
    {
        if try self.setting(setting, in: ref.netns) == 1 {
            return journey.ended(
                .dropped,
                Stop(
                    ref.netns, .socket, .sysctl, setting, "\(setting) is 1: pings are not answered", link: ref,
                    detail: .setting(key)))
        }
        return journey.with(
            Hop(
                ref.netns, .socket, link: ref, name: name(ref.netns, ref.ifindex), .answer,
                because: "the kernel answers pings")
        ).ended(.delivered, nil)
    }

    /// An answer is one only for the socket that asked, and looks as that socket expects.
    private func comeBack(_ journey: Journey, _ awaited: Awaited, _ ref: LinkRef) -> Journey {
        let tuple = Connection.Tuple(journey.packet)
        let text = "an answer from \(tuple.src)"
        if ref.netns != awaited.netns {
            return journey.ended(
                .dropped,
                Stop(
                    ref.netns, .socket, .address, "\(tuple.dst)",
                    "the answer ends in a namespace where nobody waits for it: \(tuple.dst) is an address here",
                    link: ref))
        }
        // Ephemeral ports are the same open question on both ways.
        guard tuple.src == awaited.tuple.src, tuple.dst == awaited.tuple.dst, tuple.sport == awaited.tuple.sport else {
            return journey.ended(
                .dropped,
                Stop(
                    ref.netns, .socket, .socket, "\(awaited.tuple.src)",
                    "\(text) is nothing that anybody waits for: \(awaited.tuple.src) was asked", link: ref))
        }
        return journey.with(
            Hop(ref.netns, .socket, link: ref, name: name(ref.netns, ref.ifindex), .take, because: "this is who asked")
        ).ended(.delivered, nil)
    }

    private func listen(_ journey: Journey, _ ref: LinkRef) throws(Unseen) -> Journey {
        let packet = journey.packet
        guard let sockets = try known(world.sockets(ref.netns), "sockets") else {
            throw Unseen("sockets were not read")
        }
        let search = ListenerSearch(packet: packet, device: ref.ifindex, master: try link(ref).master)
        let found = search.takers(among: sockets)
        let what = "\(packet.transport.name) \(packet.transport.ports?.destination ?? 0)"
        let ifname = name(ref.netns, ref.ifindex)
        guard let first = found.first else {
            let stop = Stop(ref.netns, .socket, .socket, what, search.reason(among: sockets), link: ref)
            return journey.with(Hop(ref.netns, .socket, link: ref, name: ifname, .refuse, because: stop.reason)).ended(
                .rejected, stop)
        }
        var end = journey.with(
            Hop(ref.netns, .socket, link: ref, name: ifname, .take, because: "\(what) is open on \(first.src)"))
        end.listeners = found
        return end.ended(.delivered, nil)
    }
}
