import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery
import Topology

extension Walk {
    /// br_forward: out of one port, if that is allowed.
    func egress(_ journey: Journey, to port: LinkRef, _ site: BridgeSite, _ because: String) throws(Unseen) -> [Journey]
    {
        let portLink = try link(port)
        if let stop = try refusal(journey, port, portLink, site) { return journey.dropped(stop) }
        var frame = journey
        if site.filtersVLANs, let vlan = frame.packet.vlan, try vlanRule(vlan, portLink)?.untagged == true {
            frame.packet.vlan = nil
        }
        frame.packet.output = .known(Interface(portLink))
        frame.hops.append(
            Hop(port.netns, .bridge, link: port, name: portLink.ifname, .forward, because: because, mtu: portLink.mtu))
        let router = try router(port.netns, frame.packet.family)
        let hook: Hook = site.ingress == nil ? .output : .forward
        var ways: [Journey] = []
        for passed in try pass(frame, HookPoint(port.netns, .bridge, hook), router) {
            for shown in try passed.result == nil ? bridgeForward(passed, site, port, portLink) : [passed] {
                ways +=
                    shown.result == nil
                    ? try pass(shown, HookPoint(port.netns, .bridge, .postrouting), router) : [shown]
            }
        }
        var ends: [Journey] = []
        for way in ways {
            for last in try way.result == nil ? bridgePostrouting(way, site, port, portLink) : [way] {
                ends.append(last.result == nil ? push(last, port, portLink) : last)
            }
        }
        return ends
    }

    /// br_dev_queue_push_xmit: frames that do not fit end here in silence (is_skb_forwardable).
    private func push(_ journey: Journey, _ port: LinkRef, _ link: Link) -> Journey {
        guard link.isUp else { return journey.ended(.dropped, down(port, link)) }
        if journey.length > link.mtu + Self.frameSlack {
            return journey.ended(
                .tooBig,
                Stop(
                    port.netns, .mtu, .link, link.ifname,
                    "port \(link.ifname) takes \(link.mtu) bytes, and nobody is told", link: port))
        }
        return journey.at(.transmit(port))
    }

    /// should_deliver: what forbids this port; nil where nothing does.
    private func refusal(_ journey: Journey, _ port: LinkRef, _ link: Link, _ site: BridgeSite) throws(Unseen) -> Stop?
    {
        let stop = { (reason: String, detail: Stop.Detail?) in
            Stop(port.netns, .bridge, .link, link.ifname, reason, link: port, detail: detail)
        }
        guard let settings = link.port, let state = settings.state else {
            throw Unseen("port \(link.ifname) was not read")
        }
        if port == site.ingress?.ref, settings.hairpin != true {
            return stop("the frame came in by \(link.ifname), and its hairpin mode is off", .hairpin)
        }
        if state != .forwarding { return stop("port \(link.ifname) of \(site.link.ifname) is \(state.name)", nil) }
        if settings.isolated == true, site.ingress?.link.port?.isolated == true {
            return stop("\(link.ifname) and \(site.ingress?.link.ifname ?? "?") are isolated from each other", nil)
        }
        if site.filtersVLANs, let vlan = journey.packet.vlan, try vlanRule(vlan, link) == nil {
            return stop("port \(link.ifname) is not in VLAN \(vlan)", nil)
        }
        return nil
    }

    /// br_flood: to all ports, of which those matter behind which somebody takes the frame.
    func flood(_ journey: Journey, _ mac: LinkLayerAddress, _ site: BridgeSite) throws(Unseen) -> [Journey] {
        let ports = try known(world.portList(of: site.ref), "ports of \(site.link.ifname)") ?? []
        let chosen = try likely(ports, journey, site)
        var copies: [Journey] = []
        let budget = world.snapshot.isNodeWide ? chosen.count : World.siblingBudget
        let left = max(0, chosen.count - budget)
        for port in chosen.prefix(budget) {
            let ref = LinkRef(site.ref.netns, port)
            if ref == site.ingress?.ref, try link(ref).port?.hairpin != true { continue }
            copies += try floodCopy(journey, mac, ref, site)
        }
        // The bridge takes broadcasts and multicasts itself, too.
        if mac.isGroup, site.ingress != nil { copies += try up(journey, site) }
        if mac.isGroup {
            return copies
                + (left > 0 ? [unknown(journey, "\(left) more ports of \(site.link.ifname) were not looked at")] : [])
        }
        return [try settle(copies, journey, mac, site, left)]
    }

    /// On a bridge with many ports a question is followed only to those whose neighbour is known to have the address:
    /// each namespace that has to decide costs all its tables.
    private func likely(_ ports: [Int], _ journey: Journey, _ site: BridgeSite) throws(Unseen) -> [Int] {
        guard let ask = journey.ask, !ask.isAnswer, ports.count > 8 else { return ports }
        let lacking = world.needs.count
        let met = knownPorts(of: site.ref, behindWhich: ask.target)
        let wanted =
            ports.filter(met.contains)
            + ports.prefix(World.siblingBudget).filter {
                !met.contains($0) && isBehind(LinkRef(site.ref.netns, $0), ask.target)
            }
        if world.needs.count > lacking { throw Unseen("the neighbours on \(site.link.ifname): \(World.unread)") }
        let own = try known(world.addresses(site.ref.netns, ask.target.family), "addresses") ?? []
        return wanted.isEmpty && !own.contains { $0.address == ask.target } ? ports : wanted
    }

    private func floodCopy(_ journey: Journey, _ mac: LinkLayerAddress, _ port: LinkRef, _ site: BridgeSite)
        throws(Unseen) -> [Journey]
    {
        let link = try self.link(port)
        let (allowed, flag): (Bool?, String) =
            mac.isBroadcast
            ? (link.port?.bcastFlood, "bcast_flood")
            : mac.isGroup ? (link.port?.mcastFlood, "mcast_flood") : (link.port?.flood, "flood")
        let wanted = journey.ask.map { ask in isBehind(port, ask.target) } ?? false
        // What the bridge sends itself is flooded to all ports if it is for many.
        if allowed == false, !mac.isGroup || site.ingress != nil {
            var end = journey
            end.isWanted = wanted
            return end.dropped(
                Stop(port.netns, .bridge, .link, link.ifname, "\(flag) is off on port \(link.ifname)", link: port))
        }
        var copies = try egress(journey, to: port, site, "\(mac) is not known, or for all")
        for index in copies.indices where copies[index].result != nil { copies[index].isWanted = wanted }
        return copies
    }

    private func isBehind(_ port: LinkRef, _ address: IPAddress) -> Bool {
        world.farEnd(of: port)?.addresses.contains { $0.address == address } ?? false
    }

    /// Of the copies of a frame for one address, the one that somebody takes.
    private func settle(
        _ copies: [Journey], _ journey: Journey, _ mac: LinkLayerAddress, _ site: BridgeSite, _ left: Int
    ) throws(Unseen) -> Journey {
        var failures: [Journey] = []
        for copy in copies {
            guard copy.result == nil else {
                failures.append(copy)
                continue
            }
            guard try mayTake(copy, mac) else { continue }
            for end in try nested(copy) {
                if end.result?.isSuccess == true { return end }
                failures.append(end)
            }
        }
        // A copy that was stopped on its way counts for more than those that nobody wanted.
        if let open = failures.first(where: { $0.result == .unknown }) { return open }
        if let best = failures.first { return best }
        if left > 0 { return unknown(journey, "\(left) more ports of \(site.link.ifname) were not looked at") }
        return journey.ended(
            .dropped,
            Stop(
                site.ref.netns, .bridge, .fdb, "\(mac)",
                "nobody on \(site.link.ifname) has the hardware address \(mac)", link: site.ref))
    }

    /// Whether the device at the other end of a port would take a frame for this address.
    private func mayTake(_ copy: Journey, _ mac: LinkLayerAddress) throws(Unseen) -> Bool {
        guard case .transmit(let port) = copy.station else { return true }
        // Behind another bridge, or a device that others hang on, anybody may be.
        guard let far = world.farEnd(of: port)?.link, far.master == nil else { return true }
        return far.address == mac
    }
}
