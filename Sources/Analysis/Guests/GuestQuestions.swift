import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

// What a virtual machine would ask: its packets come in by its tap.

extension Questions {
    func guests(_ id: NetnsID) -> [AskedPath] {
        analysis.guests.filter { $0.tap.netns == id }.prefix(Self.most).flatMap { guest in
            guest.hosts.prefix(Self.most).flatMap { asked(by: $0, behind: guest) }
        }
    }

    private func asked(by host: Guest.Host, behind guest: Guest) -> [AskedPath] {
        let id = guest.tap.netns
        guard let door = door(of: guest, for: host.address) else { return [] }
        func flow(to dst: IPAddress, _ transport: Transport, length: Int? = nil) -> PathFlow {
            var flow = PathFlow(
                from: id, src: host.address, to: dst, transport, iif: guest.tap.ifindex, length: length)
            flow.frame = PathFlow.Frame(source: host.mac, destination: dst == door.address ? nil : door.nextHop)
            return flow
        }
        let ping = Self.ping(host.address.family)
        let ways = (analysis.waysOut[id] ?? []).filter { $0.family == host.address.family }
        let outside = ways.lazy.compactMap(outsideAddress).first
        let away = outside.map { far in
            [
                ask(.outside, id, flow(to: far, Self.connection(443))),
                ask(.outsidePing, id, flow(to: far, ping)),
                ask(.outsideFull, id, flow(to: far, ping, length: guest.link.mtu)),
            ]
        }
        return (away ?? []) + [ask(.gateway, id, flow(to: door.address, ping))]
    }

    /// The host's own address in a machine's network, and whom that sends to what is not in it.
    private struct Door {
        let address: IPAddress
        /// The router of a network that the host itself is only a neighbour in; nil where the host is the router.
        let nextHop: LinkLayerAddress?
    }

    /// Nil where the host has no address there, or nobody knows the router's hardware address: who the router is, is then
    /// the machine's own secret.
    private func door(of guest: Guest, for address: IPAddress) -> Door? {
        let near = LinkRef(guest.tap.netns, guest.link.master ?? guest.tap.ifindex)
        let own = (analysis.query.addresses(near.netns, on: near.ifindex).value ?? []).first {
            $0.isUsable && $0.network.contains(address)
        }
        guard let own else { return nil }
        let beyond = analysis.gateways.first { use in
            use.ref == near && use.via.family == address.family && own.network.contains(use.via)
        }
        guard let beyond else { return Door(address: own.address, nextHop: nil) }
        let owner = beyond.owner.value.flatMap { analysis.query.resolve($0.place) }
        let mac =
            analysis.query.neighbor(near, beyond.via).value?.lladdr
            ?? owner.flatMap { analysis.query.link($0).value?.address }
        return mac.map { Door(address: own.address, nextHop: $0) }
    }
}
