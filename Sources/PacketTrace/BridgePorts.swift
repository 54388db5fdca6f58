import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery
import Topology

extension PacketTracer {
    /// br_forward: out of one port, if that is allowed.
    func egress(_ flight: PacketInFlight, to port: LinkRef, _ site: BridgeSite, _ because: String) throws(NotKnown)
        -> [PacketInFlight]
    {
        let portLink = try link(port)
        if let dropPoint = try refusal(flight, port, portLink, site) { return flight.dropped(dropPoint) }
        var frame = flight
        if site.filtersVLANs, let vlan = frame.packet.vlan, try vlanRule(vlan, port, portLink.ifname)?.untagged == true
        {
            frame.packet.popTag()
        }
        frame.packet.output = .known(Interface(portLink))
        frame.hops.append(
            Hop(port.netns, .bridge, link: port, name: portLink.ifname, .forward, because: because, mtu: portLink.mtu))
        let router = try router(port.netns, frame.packet.family)
        let hook: Hook = site.ingress == nil ? .output : .forward
        var ways: [PacketInFlight] = []
        for passed in try pass(frame, HookPoint(port.netns, .bridge, hook), router) {
            for shown in try passed.disposition == nil ? bridgeForward(passed, site, port, portLink) : [passed] {
                ways +=
                    shown.disposition == nil
                    ? try pass(shown, HookPoint(port.netns, .bridge, .postrouting), router) : [shown]
            }
        }
        var ends: [PacketInFlight] = []
        for way in ways {
            for last in try way.disposition == nil ? bridgePostrouting(way, site, port, portLink) : [way] {
                ends.append(last.disposition == nil ? push(last, port, portLink) : last)
            }
        }
        return ends
    }

    /// br_dev_queue_push_xmit: frames that do not fit end here in silence (is_skb_forwardable).
    private func push(_ flight: PacketInFlight, _ port: LinkRef, _ link: Link) -> PacketInFlight {
        guard link.isUp else { return flight.ended(.dropped, down(port, link)) }
        if flight.length > link.mtu + Self.frameSlack {
            return flight.ended(
                .tooBig,
                DropPoint(
                    port.netns, .mtu, .link, link.ifname,
                    "port \(link.ifname) takes \(link.mtu) bytes, and nobody is told", link: port))
        }
        return flight.at(.transmit(port))
    }

    /// should_deliver: what forbids this port; nil where nothing does.
    private func refusal(_ flight: PacketInFlight, _ port: LinkRef, _ link: Link, _ site: BridgeSite) throws(NotKnown)
        -> DropPoint?
    {
        let dropPoint = { (reason: String, detail: DropPoint.Detail?) in
            DropPoint(port.netns, .bridge, .link, link.ifname, reason, link: port, detail: detail)
        }
        guard let settings = link.port, let state = settings.state else {
            throw NotKnown("port \(link.ifname) was not read")
        }
        if port == site.ingress?.ref, settings.hairpin != true {
            return dropPoint("the frame came in by \(link.ifname), and its hairpin mode is off", .hairpin)
        }
        if state != .forwarding { return dropPoint("port \(link.ifname) of \(site.link.ifname) is \(state.name)", nil) }
        if settings.isolated == true, site.ingress?.link.port?.isolated == true {
            return dropPoint(
                "\(link.ifname) and \(site.ingress?.link.ifname ?? "?") are isolated from each other",
                .portFlag(.isolated))
        }
        if site.filtersVLANs, let vlan = flight.packet.vlan, try vlanRule(vlan, port, link.ifname) == nil {
            return dropPoint("port \(link.ifname) is not in VLAN \(vlan)", .vlan(vlan, isIngress: false))
        }
        return nil
    }

    /// br_flood: to all ports, of which those matter behind which somebody takes the frame.
    func flood(_ flight: PacketInFlight, _ mac: LinkLayerAddress, _ site: BridgeSite) throws(NotKnown)
        -> [PacketInFlight]
    {
        let ports = try known(query.portList(of: site.ref), "ports of \(site.link.ifname)") ?? []
        let chosen = try likely(ports, flight, site)
        var copies: [PacketInFlight] = []
        let budget = query.snapshot.isNodeWide ? chosen.count : SnapshotQuery.siblingBudget
        let left = max(0, chosen.count - budget)
        for port in chosen.prefix(budget) {
            let ref = LinkRef(site.ref.netns, port)
            if ref == site.ingress?.ref, try link(ref).port?.hairpin != true { continue }
            copies += try floodCopy(flight, mac, ref, site)
        }
        // The bridge takes broadcasts and multicasts itself, too.
        if mac.isGroup, site.ingress != nil { copies += try up(flight, site) }
        if mac.isGroup {
            return copies
                + (left > 0 ? [unknown(flight, "\(left) more ports of \(site.link.ifname) were not looked at")] : [])
        }
        return [try settle(copies, flight, mac, site, left)]
    }

    /// On a bridge with many ports a question is followed only to those whose neighbour is known to have the address:
    /// each namespace that has to decide costs all its tables.
    private func likely(_ ports: [Int], _ flight: PacketInFlight, _ site: BridgeSite) throws(NotKnown) -> [Int] {
        guard let ask = flight.ask, !ask.isAnswer, ports.count > 8 else { return ports }
        let lacking = query.needs.count
        let met = knownPorts(of: site.ref, behindWhich: ask.target)
        let wanted =
            ports.filter(met.contains)
            + ports.prefix(SnapshotQuery.siblingBudget).filter {
                !met.contains($0) && isBehind(LinkRef(site.ref.netns, $0), ask.target)
            }
        if query.needs.count > lacking {
            throw NotKnown("the neighbours on \(site.link.ifname): \(SnapshotQuery.unread)")
        }
        let own = try known(query.addresses(site.ref.netns, ask.target.family), "addresses") ?? []
        return wanted.isEmpty && !own.contains { $0.address == ask.target } ? ports : wanted
    }

    private func floodCopy(_ flight: PacketInFlight, _ mac: LinkLayerAddress, _ port: LinkRef, _ site: BridgeSite)
        throws(NotKnown) -> [PacketInFlight]
    {
        let link = try self.link(port)
        let (allowed, flag): (Bool?, DropPoint.PortFlag) =
            mac.isBroadcast
            ? (link.port?.bcastFlood, .bcastFlood)
            : mac.isGroup ? (link.port?.mcastFlood, .mcastFlood) : (link.port?.flood, .flood)
        let wanted = flight.ask.map { ask in isBehind(port, ask.target) } ?? false
        // br_multicast_querier_exists: where somebody asks for members, the table of groups decides, and that is not read.
        if flag == .mcastFlood, allowed == false, site.info.mcastSnooping != false, site.info.mcastQuerier == true {
            throw NotKnown("the multicast groups of \(site.link.ifname) were not read")
        }
        // What the bridge sends itself is flooded to all ports if it is for many.
        if allowed == false, !mac.isGroup || site.ingress != nil {
            var end = flight
            end.isWanted = wanted
            return end.dropped(
                DropPoint(
                    port.netns, .bridge, .link, link.ifname, "\(flag.rawValue) is off on port \(link.ifname)",
                    link: port,
                    detail: .portFlag(flag)))
        }
        var copies = try egress(flight, to: port, site, "\(mac) is not known, or for all")
        for index in copies.indices where copies[index].disposition != nil { copies[index].isWanted = wanted }
        return copies
    }

    private func isBehind(_ port: LinkRef, _ address: IPAddress) -> Bool {
        query.farEnd(of: port)?.addresses.contains { $0.address == address } ?? false
    }

    /// Of the copies of a frame for one address, the one that somebody takes.
    private func settle(
        _ copies: [PacketInFlight], _ flight: PacketInFlight, _ mac: LinkLayerAddress, _ site: BridgeSite, _ left: Int
    ) throws(NotKnown) -> PacketInFlight {
        var failures: [PacketInFlight] = []
        for copy in copies {
            guard copy.disposition == nil else {
                failures.append(copy)
                continue
            }
            guard try mayTake(copy, mac) else { continue }
            for end in try nested(copy) {
                if end.disposition?.isSuccess == true { return end }
                failures.append(end)
            }
        }
        // A copy that was stopped on its way counts for more than those that nobody wanted.
        if let open = failures.first(where: { $0.disposition == .unknown }) { return open }
        if let best = failures.first { return best }
        if left > 0 { return unknown(flight, "\(left) more ports of \(site.link.ifname) were not looked at") }
        return flight.ended(
            .dropped,
            DropPoint(
                site.ref.netns, .bridge, .fdb, "\(mac)",
                "nobody on \(site.link.ifname) has the hardware address \(mac)", link: site.ref,
                detail: .strangeFrame))
    }

    /// Whether the device at the other end of a port would take a frame for this address.
    private func mayTake(_ copy: PacketInFlight, _ mac: LinkLayerAddress) throws(NotKnown) -> Bool {
        guard case .transmit(let port) = copy.position else { return true }
        // Behind another bridge, or a device that others hang on, anybody may be.
        guard let far = query.farEnd(of: port)?.link, far.master == nil else { return true }
        return far.address == mac
    }
}
