import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery
import Topology

/// MACVLAN_MODE_* (linux/if_link.h).
enum MacvlanMode {
    static let `private`: UInt32 = 1
    static let vepa: UInt32 = 2
    static let bridge: UInt32 = 4
    static let passthru: UInt32 = 8
    static let source: UInt32 = 16
    /// MACVLAN_FLAG_NODST: frames of listed senders are for who lists them alone.
    static let consumes: UInt16 = 2
}

extension PacketTracer {
    /// macvlan_queue_xmit: to a sibling, if both are in bridge mode, else out by the device below, which never hands
    /// anything up to its own host.
    func macvlanSend(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard let edge = query.lower(of: ref, link), let below = edge.to else {
            throw NotKnown("\(link.ifname): the device below is not known")
        }
        let lower = try self.link(below)
        guard case .macvlan(let mode, _, _) = link.info else { throw NotKnown("\(link.ifname): its mode was not read") }
        guard lower.isUp else {
            return flight.dropped(
                DropPoint(
                    below.netns, .device, .link, lower.ifname, "\(lower.ifname), below \(link.ifname), is down",
                    link: below))
        }
        guard let mac = flight.packet.destinationMAC.value else {
            throw NotKnown("the frame's destination is not known")
        }
        var copies: [PacketInFlight] = []
        if mode == MacvlanMode.bridge {
            let siblings = try children(of: below)
            if !siblings.contains(where: { $0.link.address == mac }) {
                try findChildren(of: below, lower, besides: siblings)
            }
            for sibling in siblings where sibling.ref != ref && sibling.mode == MacvlanMode.bridge {
                guard mac.isGroup || sibling.link.address == mac else { continue }
                let hop = Hop(
                    ref.netns, .bridge, link: ref, name: link.ifname, .switch,
                    because: "\(sibling.link.ifname) hangs on \(lower.ifname) too, in bridge mode")
                let copy = crossed(flight.with(hop), from: ref.netns, to: sibling.ref.netns).at(.receive(sibling.ref))
                guard mac.isGroup else { return [copy] }
                copies.append(copy)
            }
        }
        let out = crossed(flight, from: ref.netns, to: below.netns).at(.transmit(below))
        guard let dropPoint = try isolation(flight, mac, ref, link, below, lower) else { return copies + [out] }
        // A switch that sends frames back brings them to the host all the same.
        if !mac.isGroup, lower.infoKind == "veth",
            try nested(out).contains(where: { $0.disposition?.isSuccess == true && $0.exit == nil })
        {
            return [out]
        }
        var lost = flight.ended(.dropped, dropPoint)
        lost.isWanted = true
        // A question for all goes out nevertheless: somebody there may answer for the host.
        return copies + (mac.isGroup ? [lost, out] : [lost])
    }

    /// The host itself is out of reach: what leaves by the device below does not come back up.
    private func isolation(
        _ flight: PacketInFlight, _ mac: LinkLayerAddress, _ ref: LinkRef, _ link: Link, _ below: LinkRef, _ lower: Link
    ) throws(NotKnown) -> DropPoint? {
        guard !lower.isLoopback else { return nil }
        let isHost: Bool
        if let ask = flight.ask {
            isHost = (try known(query.addresses(below.netns, on: below.ifindex), "addresses") ?? []).contains {
                $0.address == ask.target
            }
        } else {
            isHost = mac == lower.address
        }
        guard isHost else { return nil }
        return DropPoint(
            ref.netns, .device, .link, link.ifname,
            "\(link.ifname) cannot reach the host of \(lower.ifname), on which it hangs: macvlan does not pass frames up to it",
            link: ref)
    }

    /// macvlan_handle_frame. `taken`: the device below does not see the frame itself.
    func macvlanReceive(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> (
        copies: [PacketInFlight], taken: Bool
    ) {
        guard let mac = flight.packet.destinationMAC.value, !link.isLoopback else { return ([], false) }
        let children = try children(of: ref)
        if flight.packet.kind != .host { try findChildren(of: ref, link, besides: children) }
        guard !children.isEmpty else { return ([], false) }
        let source = flight.packet.sourceMAC.value
        let listed = try macvlanSources(flight, mac, children, ref, link)
        if listed.taken { return listed }
        var copies = listed.copies
        // macvlan_handle_frame: who hears a frame for all that one of them has sent.
        let sender = children.first { $0.link.address == source }
        for child in children where child.link.isUp && child.mode != MacvlanMode.source {
            guard mac.isGroup || child.link.address == mac || child.mode == MacvlanMode.passthru else { continue }
            let hop = Hop(
                ref.netns, .device, link: ref, name: link.ifname, .handUp,
                because: "\(child.link.ifname) hangs on \(link.ifname)")
            let copy = crossed(flight.with(hop), from: ref.netns, to: child.ref.netns).at(.receive(child.ref))
            guard mac.isGroup else { return (copies + [copy], true) }
            if hears(child.mode, from: sender?.mode), child.link.address != source { copies.append(copy) }
        }
        return (copies, false)
    }

    /// macvlan_forward_source: those in mode source hear listed senders only. What is for the hardware address of one
    /// of them the device below gets as well, and drops.
    private func macvlanSources(
        _ flight: PacketInFlight, _ mac: LinkLayerAddress, _ children: [Child], _ ref: LinkRef, _ link: Link
    ) throws(NotKnown) -> (copies: [PacketInFlight], taken: Bool) {
        var copies: [PacketInFlight] = []
        var isTaken = false
        for child in children where child.link.isUp && child.mode == MacvlanMode.source {
            let isMeant = child.link.address == mac
            guard let sources = child.sources else {
                throw NotKnown("\(child.link.ifname) takes frames of listed senders only, and the list was not read")
            }
            guard isMeant || mac.isGroup || child.flags & MacvlanMode.consumes != 0 else { continue }
            guard let source = try known(flight.packet.sourceMAC, "whether \(child.link.ifname) lists the sender")
            else {
                throw NotKnown("whether \(child.link.ifname) lists the sender is not known")
            }
            guard sources.contains(source) else {
                guard isMeant else { continue }
                return (
                    flight.dropped(
                        DropPoint(
                            child.ref.netns, .device, .link, child.link.ifname,
                            "\(child.link.ifname) does not list \(source) among those whom it hears", link: child.ref)),
                    true
                )
            }
            let hop = Hop(
                ref.netns, .device, link: ref, name: link.ifname, .handUp,
                because: "\(child.link.ifname) hangs on \(link.ifname), and lists \(source)")
            copies.append(crossed(flight.with(hop), from: ref.netns, to: child.ref.netns).at(.receive(child.ref)))
            if isMeant || child.flags & MacvlanMode.consumes != 0 { isTaken = true }
        }
        return (copies, isTaken)
    }

    /// macvlan_process_broadcast, of a frame for all that comes in from outside: nil if no macvlan here has sent it.
    private func hears(_ mode: UInt32, from sender: UInt32?) -> Bool {
        switch sender {
        case nil: true
        case MacvlanMode.vepa: mode == MacvlanMode.vepa || mode == MacvlanMode.bridge
        // Those in mode bridge have seen it on its way out.
        case MacvlanMode.bridge: mode == MacvlanMode.vepa
        // It goes back to who sent it.
        default: false
        }
    }

    /// Each child has its address written down at the device below, whichever namespace it is in. One that nobody knows
    /// is looked for everywhere.
    private func findChildren(of ref: LinkRef, _ link: Link, besides known: [Child]) throws(NotKnown) {
        var strangers = Set(try self.known(query.takenAddresses(ref), "addresses taken by \(link.ifname)") ?? [])
        strangers.subtract(known.compactMap(\.link.address))
        if let own = link.address { strangers.remove(own) }
        guard !strangers.isEmpty, let all = try self.known(query.namespaces(), "namespaces") else { return }
        try requireLinks(of: all)
    }

    private struct Child {
        var ref: LinkRef
        var link: Link
        var mode: UInt32
        var sources: [LinkLayerAddress]?
        var flags: UInt16
    }

    /// The macvlan devices on a link, in whatever namespace, as far as those were read.
    private func children(of below: LinkRef) throws(NotKnown) -> [Child] {
        riders(on: below).compactMap { ref, link in
            guard case .macvlan(let mode, let sources, let flags) = link.info else { return nil }
            return Child(ref: ref, link: link, mode: mode, sources: sources, flags: flags ?? 0)
        }
    }
}
