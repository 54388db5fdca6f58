import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery
import Topology

/// What an ipvlan is told: IPVLAN_MODE_* and IPVLAN_F_* (linux/if_link.h).
struct IPVlanSettings: Hashable {
    enum Mode: UInt16 { case l2, l3, l3s }

    var mode: Mode
    var isPrivate: Bool
    var isVEPA: Bool

    init?(_ link: Link) {
        guard case .ipvlan(let number, let flags) = link.info, let mode = Mode(rawValue: number) else { return nil }
        self.mode = mode
        isPrivate = (flags ?? 0) & 1 != 0
        isVEPA = (flags ?? 0) & 2 != 0
    }
}

// Ipvlans on one device share its hardware address: what is whose is told by IP addresses (drivers/net/ipvlan).

extension PacketTracer {
    /// ipvlan_queue_xmit
    func ipvlanSend(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard let below = query.lower(of: ref, link)?.to else {
            throw NotKnown("\(link.ifname): the device below is not known")
        }
        guard let settings = IPVlanSettings(link) else { throw NotKnown("\(link.ifname): its mode was not read") }
        let lower = try self.link(below)
        switch settings.mode {
        case .l2: return try switched(flight, ref, link, settings, below, lower)
        case .l3, .l3s: return try routed(flight, ref, link, settings, below, lower)
        }
    }

    /// ipvlan_xmit_mode_l2
    private func switched(
        _ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ settings: IPVlanSettings, _ below: LinkRef,
        _ lower: Link
    ) throws(NotKnown) -> [PacketInFlight] {
        guard let mac = flight.packet.destinationMAC.value else {
            throw NotKnown("the frame's destination is not known")
        }
        let out = crossed(flight, from: ref.netns, to: below.netns)
        if mac.isGroup {
            // ipvlan_process_multicast: to the others, and out, whatever the flags are; never to the host itself.
            let copies = try ipvlans(on: below).filter { $0.ref != ref && $0.link.isUp }.map { other in
                handedOver(flight, ref, link, to: other.ref, other.link, on: lower)
            }
            guard let ask = flight.ask, try isAddress(ask.target, of: below) else {
                return copies + [out.at(.transmit(below))]
            }
            var lost = flight.ended(.dropped, hostIsolation(ref, link, lower))
            lost.isWanted = true
            return copies + [lost, out.at(.transmit(below))]
        }
        guard mac == link.address, !settings.isVEPA else { return [out.at(.transmit(below))] }
        if let other = try owner(of: flight.packet.dst, on: below) {
            return toSibling(flight, ref, link, settings, other, lower)
        }
        // dev_forward_skb: for the device below itself.
        return [out.at(.receive(below))]
    }

    /// ipvlan_xmit_mode_l3: hardware addresses mean nothing; what is for no other of them the device's own namespace routes
    /// by that device (ipvlan_process_v4_outbound, ipvlan_process_v6_outbound).
    private func routed(
        _ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ settings: IPVlanSettings, _ below: LinkRef,
        _ lower: Link
    ) throws(NotKnown) -> [PacketInFlight] {
        guard !flight.packet.isARP else { throw NotKnown("an ARP packet on \(link.ifname), which routes") }
        if !settings.isVEPA, let other = try owner(of: flight.packet.dst, on: below) {
            return toSibling(flight, ref, link, settings, other, lower)
        }
        guard !flight.packet.dst.isMulticast else {
            return flight.dropped(
                DropPoint(
                    ref.netns, .device, .link, link.ifname,
                    "\(link.ifname) routes, and passes on nothing that is for many", link: ref))
        }
        let hop = Hop(
            ref.netns, .device, link: ref, name: link.ifname, .handOver,
            because: "\(lower.ifname) below \(link.ifname) routes for it", mtu: link.mtu)
        var out = crossed(flight.with(hop), from: ref.netns, to: below.netns)
        out.unasked = nil
        out.isRelayed = true
        out.oif = below.ifindex
        out.packet.sourceMAC = .absent
        out.packet.destinationMAC = .absent
        return [out.at(.send(below.netns))]
    }

    private func toSibling(
        _ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ settings: IPVlanSettings,
        _ other: (ref: LinkRef, link: Link), _ lower: Link
    ) -> [PacketInFlight] {
        guard !settings.isPrivate else {
            return flight.dropped(
                DropPoint(
                    ref.netns, .device, .link, link.ifname,
                    "\(link.ifname) and \(other.link.ifname) hang on \(lower.ifname), which keeps them apart (private)",
                    link: ref, detail: .siblings(other.ref)))
        }
        return [handedOver(flight, ref, link, to: other.ref, other.link, on: lower)]
    }

    private func handedOver(
        _ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, to other: LinkRef, _ otherLink: Link, on lower: Link
    ) -> PacketInFlight {
        let hop = Hop(
            ref.netns, .bridge, link: ref, name: link.ifname, .switch,
            because: "\(otherLink.ifname) hangs on \(lower.ifname) too")
        var next = crossed(flight.with(hop), from: ref.netns, to: other.netns)
        next.unasked = nil
        return next.at(.receive(other))
    }

    private func hostIsolation(_ ref: LinkRef, _ link: Link, _ lower: Link) -> DropPoint {
        DropPoint(
            ref.netns, .device, .link, link.ifname,
            "\(link.ifname) cannot reach the host of \(lower.ifname), on which it hangs: ipvlan does not pass questions up to it",
            link: ref)
    }

    /// ipvlan_handle_frame. In mode l3s the network layer does it, see `ipvlanTaker`.
    func ipvlanReceive(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> (
        copies: [PacketInFlight], taken: Bool, isEmpty: Bool
    ) {
        guard !link.isLoopback else { return ([], false, true) }
        let children = try ipvlans(on: ref)
        guard let settings = children.first.flatMap({ IPVlanSettings($0.link) }) else { return ([], false, true) }
        let isGroup = flight.packet.destinationMAC.value?.isGroup == true
        if settings.mode == .l3s { return ([], false, false) }
        if isGroup, settings.mode == .l2 {
            // ipvlan_external_frame: their own frames that a switch sends back are not theirs to hear.
            if flight.packet.sourceMAC.value == link.address,
                try owner(of: flight.ask?.sender ?? flight.packet.src, on: ref) != nil
            {
                return ([], false, false)
            }
            return (
                children.filter(\.link.isUp).map { handedUp(flight, ref, link, to: $0.ref, $0.link) }, false, false
            )
        }
        guard let child = try owner(of: flight.packet.dst, on: ref) else { return ([], false, false) }
        return ([handedUp(flight, ref, link, to: child.ref, child.link)], true, false)
    }

    private func handedUp(
        _ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, to child: LinkRef, _ childLink: Link
    ) -> PacketInFlight {
        let hop = Hop(
            ref.netns, .device, link: ref, name: link.ifname, .handUp,
            because: "\(childLink.ifname) hangs on \(link.ifname)")
        return crossed(flight.with(hop), from: ref.netns, to: child.netns).at(.receive(child))
    }

    /// ipvlan_l3_rcv: past the prerouting hook of the device's own namespace a packet for an ipvlan in mode l3s is routed as
    /// one that came in by that; nil where it is for none.
    func ipvlanTaker(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> LinkRef? {
        guard !link.isLoopback, let settings = try ipvlans(on: ref).first.flatMap({ IPVlanSettings($0.link) }),
            settings.mode == .l3s, let child = try owner(of: flight.packet.dst, on: ref)
        else { return nil }
        return child.ref
    }

    // MARK: Who rides

    /// All of them. No table of the device below tells whether there are others, or any (ipvlan_open notes nothing there): where
    /// one is known all namespaces are looked through.
    private func ipvlans(on below: LinkRef) throws(NotKnown) -> [(ref: LinkRef, link: Link)] {
        let found = riders(on: below).filter { $0.link.infoKind == "ipvlan" || $0.link.infoKind == "ipvtap" }
        if !found.isEmpty, let all = try known(query.namespaces(), "namespaces") { try requireLinks(of: all) }
        return found
    }

    /// ipvlan_ht_addr_lookup: by the addresses of those that are up.
    private func owner(of address: IPAddress, on below: LinkRef) throws(NotKnown) -> (
        ref: LinkRef, link: Link
    )? {
        for child in try ipvlans(on: below) where child.link.isUp {
            if try isAddress(address, of: child.ref) { return child }
        }
        return nil
    }

    private func isAddress(_ address: IPAddress, of ref: LinkRef) throws(NotKnown) -> Bool {
        (try known(query.addresses(ref.netns, on: ref.ifindex), "addresses") ?? []).contains { $0.address == address }
    }
}
