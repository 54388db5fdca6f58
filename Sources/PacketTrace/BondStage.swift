import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

/// BOND_MODE_* (linux/if_bonding.h).
private enum BondMode {
    static let activeBackup: UInt8 = 1
    static let broadcast: UInt8 = 3
    static let balanceALB: UInt8 = 6
}

extension PacketTracer {
    /// bond_start_xmit: by the active device, or by one of those in use, which a hash or a counter picks.
    func bondSend(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard case .bond(let info) = link.info, let mode = info.mode else {
            throw NotKnown("\(link.ifname): its mode was not read")
        }
        let slaves = (try known(query.links(ref.netns), "links") ?? []).filter { $0.master == ref.ifindex }
        var usable: [Link] = []
        for slave in slaves {
            let isUsed =
                try mode == BondMode.activeBackup
                ? slave.ifindex == info.activeSlave.map(Int.init) : isInUse(slave, of: link)
            if isUsed { usable.append(slave) }
        }
        guard !usable.isEmpty else {
            let reason =
                slaves.isEmpty
                ? "no device belongs to \(link.ifname)" : "none of \(names(slaves)) in \(link.ifname) is in use"
            return flight.dropped(DropPoint(ref.netns, .device, .link, link.ifname, reason, link: ref))
        }
        guard mode != BondMode.broadcast || usable.count == 1 else {
            throw NotKnown("\(link.ifname) sends each frame by all of \(names(usable)), which is not followed")
        }
        return usable.map { slave in
            let hop = Hop(
                ref.netns, .device, link: ref, name: link.ifname, .forward,
                because: "\(slave.ifname) is in use in \(link.ifname)", mtu: link.mtu)
            var way = flight.with(hop)
            if usable.count > 1 { way.assumptions.append("\(link.ifname) picks \(slave.ifname)") }
            return way.at(.transmit(LinkRef(ref.netns, slave.ifindex)))
        }
    }

    /// bond_handle_frame: a device that stands by takes nothing for the bond (bond_should_deliver_exact_match).
    func bondReceive(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ master: LinkRef) throws(NotKnown)
        -> [PacketInFlight]
    {
        let bond = try self.link(master)
        guard case .bond(let info) = bond.info, let mode = info.mode else {
            throw NotKnown("\(bond.ifname): its mode was not read")
        }
        guard let slave = link.bondSlave, let isBackup = slave.isBackup else {
            throw NotKnown("\(link.ifname): its state in \(bond.ifname) was not read")
        }
        let isForMany = flight.packet.destinationMAC.value?.isGroup == true
        if isBackup, info.allSlavesActive != true, mode != BondMode.balanceALB || isForMany {
            return flight.dropped(
                DropPoint(
                    ref.netns, .device, .link, link.ifname,
                    "\(link.ifname) stands by in \(bond.ifname), which takes no frames from it", link: ref))
        }
        return [flight.at(.receive(master))]
    }

    private func isInUse(_ slave: Link, of bond: Link) throws(NotKnown) -> Bool {
        guard let state = slave.bondSlave, let isBackup = state.isBackup, let isUp = state.isLinkUp else {
            throw NotKnown("\(slave.ifname): its state in \(bond.ifname) was not read")
        }
        return slave.isUp && isUp && !isBackup
    }

    private func names(_ links: [Link]) -> String { links.map(\.ifname).joined(separator: ", ") }
}
