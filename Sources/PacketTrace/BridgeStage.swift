import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

/// A bridge with a frame in it.
struct BridgeSite {
    let ref: LinkRef
    let link: Link
    let info: BridgeInfo
    /// Where the frame came in; nil for the bridge's own.
    let ingress: (ref: LinkRef, link: Link)?

    var filtersVLANs: Bool { link.filtersVLANs }
}

extension PacketTracer {
    /// br_handle_frame: a frame arrives at a port.
    func bridgeReceive(_ flight: PacketInFlight, _ port: LinkRef, _ portLink: Link) throws(NotKnown) -> [PacketInFlight]
    {
        guard let index = portLink.master else { return [flight.at(.network(port))] }
        let ref = LinkRef(port.netns, index)
        let bridge = try link(ref)
        guard bridge.isUp else { return flight.dropped(down(ref, bridge)) }
        guard case .bridge(let info) = bridge.info else {
            throw NotKnown("\(bridge.ifname): its settings were not read")
        }
        let site = BridgeSite(ref: ref, link: bridge, info: info, ingress: (port, portLink))
        guard let state = portLink.port?.state else {
            throw NotKnown("the state of port \(portLink.ifname) was not read")
        }
        guard state == .forwarding || state == .learning else {
            return flight.dropped(
                DropPoint(
                    port.netns, .bridge, .link, portLink.ifname,
                    "port \(portLink.ifname) of \(bridge.ifname) is \(state.name)", link: port))
        }
        var arriving = flight
        if let mac = arriving.packet.destinationMAC.value, mac == bridge.address { arriving.packet.kind = .host }
        arriving.packet.input = .known(Interface(portLink))
        let router = try router(port.netns, arriving.packet.family)
        var ways: [PacketInFlight] = []
        for passed in try pass(arriving, HookPoint(port.netns, .bridge, .prerouting), router) {
            guard passed.disposition == nil, case .receive = passed.position else {
                ways.append(passed)
                continue
            }
            for shown in try bridgePrerouting(passed, site) {
                ways += shown.disposition == nil ? try admit(shown, site, state) : [shown]
            }
        }
        return ways
    }

    /// br_handle_frame_finish: VLAN, locked ports, learning.
    private func admit(_ flight: PacketInFlight, _ site: BridgeSite, _ state: BridgePort.State) throws(NotKnown)
        -> [PacketInFlight]
    {
        guard let (port, portLink) = site.ingress else { return [] }
        var frame = flight
        if site.filtersVLANs {
            guard try enterVLAN(&frame.packet, port, portLink.ifname, site) else {
                return frame.dropped(
                    DropPoint(
                        port.netns, .bridge, .link, portLink.ifname,
                        "port \(portLink.ifname) takes no frames \(Self.words(frame.packet.vlan))", link: port,
                        detail: .vlan(frame.packet.vlan, isIngress: true)))
            }
        }
        if let source = frame.packet.sourceMAC.value {
            let entry = try fdbEntry(site, source, frame)
            if portLink.port?.locked == true, entry?.port != port || entry?.isLocal == true {
                return frame.dropped(
                    DropPoint(
                        port.netns, .bridge, .link, portLink.ifname,
                        "port \(portLink.ifname) is locked, and \(source) is not bound to it", link: port,
                        detail: .portFlag(.locked)))
            }
            let mayLearn =
                portLink.port?.learning != false && !source.isGroup && entry?.isLocal != true && entry?.isSticky != true
            if mayLearn { frame.learned.learn(source, vlan: frame.vlanKey(site), on: site.ref, behind: port) }
        }
        guard state == .forwarding else {
            return frame.dropped(
                DropPoint(
                    port.netns, .bridge, .link, portLink.ifname, "port \(portLink.ifname) is still learning",
                    link: port))
        }
        return try decide(frame, site)
    }

    /// br_dev_xmit: the bridge's own frame.
    func bridgeSend(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard case .bridge(let info) = link.info else { throw NotKnown("\(link.ifname): its settings were not read") }
        let site = BridgeSite(ref: ref, link: link, info: info, ingress: nil)
        var frame = flight
        if site.filtersVLANs {
            guard try enterVLAN(&frame.packet, ref, link.ifname, site) else {
                return frame.dropped(
                    DropPoint(
                        ref.netns, .bridge, .link, link.ifname,
                        "\(link.ifname) itself may send no frames \(Self.words(frame.packet.vlan))", link: ref,
                        detail: .vlan(frame.packet.vlan, isIngress: true)))
            }
        }
        return try decide(frame, site)
    }

    private func decide(_ flight: PacketInFlight, _ site: BridgeSite) throws(NotKnown) -> [PacketInFlight] {
        guard let mac = flight.packet.destinationMAC.value else {
            throw NotKnown("the frame's destination is not known")
        }
        if mac.isGroup { return try flood(flight, mac, site) }
        guard let entry = try fdbEntry(site, mac, flight) else { return try flood(flight, mac, site) }
        if entry.isLocal {
            guard site.ingress != nil else {
                return flight.dropped(
                    DropPoint(
                        site.ref.netns, .bridge, .fdb, "\(mac)", "\(mac) is \(site.link.ifname)'s own address",
                        link: site.ref))
            }
            return try up(flight, site)
        }
        guard let port = entry.port else { throw NotKnown("the forwarding entry of \(mac) names no port") }
        let because = "fdb \(mac) dev \(name(port.netns, port.ifindex))\(entry.isLearnedNow ? ", just learned" : "")"
        return try egress(flight, to: port, site, because)
    }

    private static func words(_ vlan: UInt16?) -> String { vlan.map { "of VLAN \($0)" } ?? "without a VLAN tag" }

    /// br_pass_frame_up
    func up(_ flight: PacketInFlight, _ site: BridgeSite) throws(NotKnown) -> [PacketInFlight] {
        var frame = flight
        if site.filtersVLANs, let vlan = frame.packet.vlan {
            guard let rule = try vlanRule(vlan, site.ref, site.link.ifname) else {
                if let ask = frame.ask {
                    let own = try known(query.addresses(site.ref.netns, ask.target.family), "addresses") ?? []
                    frame.isWanted = own.contains { $0.address == ask.target }
                }
                return frame.dropped(
                    DropPoint(
                        site.ref.netns, .bridge, .link, site.link.ifname,
                        "\(site.link.ifname) itself is not in VLAN \(vlan)", link: site.ref,
                        detail: .vlan(vlan, isIngress: false)))
            }
            if rule.untagged { frame.packet.popTag() }
        }
        let router = try router(site.ref.netns, frame.packet.family)
        var ways: [PacketInFlight] = []
        for passed in try pass(frame, HookPoint(site.ref.netns, .bridge, .input), router) {
            guard passed.disposition == nil else {
                ways.append(passed)
                continue
            }
            let hop = Hop(
                site.ref.netns, .bridge, link: site.ref, name: site.link.ifname, .passUp,
                because: "the frame is for \(site.link.ifname) itself")
            var own = passed.with(hop)
            own.packet.input = .known(Interface(site.link))
            ways += try passUp(own, site.ref, site.link)
        }
        return ways
    }
}

extension PacketInFlight {
    /// Without filtering a bridge keeps one table for all VLANs.
    func vlanKey(_ site: BridgeSite) -> UInt16? { site.filtersVLANs ? packet.vlan : nil }
}
