import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

// Whoever is outside sends a packet only after he has asked whose hardware address to send it to.

extension PacketTracer {
    /// A packet from the edge of sight that is never sent, since nobody there hears who has its address; nil where somebody
    /// may. Of an address that is not here nothing is said: others may answer for it.
    func unheard(_ flow: PathFlow, _ flight: PacketInFlight) throws(NotKnown) -> PacketInFlight? {
        guard aim.isVerdict, let iif = flow.iif, flow.dst.family == .inet else { return nil }
        let ref = LinkRef(flow.netns, iif)
        let link = try link(ref)
        guard !link.isLoopback, !link.flags.contains(.noARP), link.linkType == Self.ethernet else { return nil }
        let router = try router(ref.netns, .inet)
        let own = try router.addresses.on(iif, .inet)
        // Who is not on the link has it from a router there, to which this end of the link is the next hop.
        guard let home = own.first(where: { $0.network.contains(flow.dst) }) ?? own.first,
            let sender = sender(of: flow, on: ref, home)
        else { return nil }
        let target = home.network.contains(flow.dst) ? flow.dst : home.address
        let mac = try known(query.neighbor(ref, sender), "neighbor \(sender)")?.lladdr
        var packet = Packet.arp(1, from: sender, mac ?? Self.somebody, to: target, nil)
        packet.destinationMAC = .known(link.broadcast ?? .broadcast)
        if mac == nil { packet.sourceMAC = .unknown("the sender is not on this node") }
        var question = PacketInFlight(.receive(ref), packet)
        question.ask = Ask(target: target, sender: sender, link: ref, mac: mac ?? Self.somebody)
        let copies = try nested(question)
        guard !copies.contains(where: { $0.disposition == .delivered || $0.disposition == .unknown }),
            // Rules may be about the sender's hardware address.
            let stop = copies.lazy.compactMap(\.dropPoint).first(where: { $0.isSilence || $0.rule != nil && mac != nil }
            ),
            stop.isSilence || router.addresses.holders(of: target).isEmpty == false,
            try !isAnsweredByProgram(ref)
        else { return nil }
        return flight.ended(.neighborUnresolved, stop.stopping(.request, for: target, on: ref))
    }

    /// ARPHRD_ETHER
    private static let ethernet = 1
    private static let somebody = LinkLayerAddress(bytes: [2, 0, 0, 0, 0, 1])

    /// Who asks: the packet's own sender if he is on the link, else a router there, else anybody.
    private func sender(of flow: PathFlow, on ref: LinkRef, _ home: Address) -> IPAddress? {
        if let src = flow.src, home.network.contains(src) { return src }
        let routes = query.routes(ref.netns, .inet).value ?? []
        let gateways = routes.flatMap(\.nexthops).filter { $0.ifindex == ref.ifindex }.compactMap(\.gateway)
        if let gateway = gateways.first(where: home.network.contains) { return gateway }
        let network = home.network.address
        return [1, 2].map { IPAddress(family: .inet, bits: network.bits + $0) }.first {
            $0 != home.address && home.network.contains($0)
        }
    }

    /// A program that reads ARP on the link may answer what the kernel does not, as announcers of service addresses do.
    private func isAnsweredByProgram(_ ref: LinkRef) throws(NotKnown) -> Bool {
        let sockets = try known(query.packetSockets(ref.netns), "packet sockets") ?? []
        // ETH_P_ARP, ETH_P_ALL
        return sockets.contains { ($0.ifindex == ref.ifindex || $0.ifindex == 0) && [0x0806, 3].contains($0.proto) }
    }
}
