import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// geneve_xmit: all frames to the one far end that the device is told.
    func geneveSend(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> PacketInFlight {
        guard case .geneve(let info) = link.info else { throw NotKnown("\(link.ifname): its settings were not read") }
        guard !info.collectMetadata else {
            throw NotKnown("\(link.ifname) takes its far ends from routes, which is not followed")
        }
        guard let remote = info.remote, !remote.isUnspecified, let vni = info.id, let port = info.port else {
            throw NotKnown("\(link.ifname) has no far end of its own")
        }
        guard !remote.isMulticast else {
            throw NotKnown("\(link.ifname) sends to the group \(remote), which is not followed")
        }
        // Ethernet, Geneve and UDP headers, and the outer IP header.
        let overhead = 14 + 8 + 8 + (remote.family == .inet ? 20 : 40)
        var outer = Packet(
            src: .unspecified(remote.family), dst: remote,
            transport: .udp(Transport.Ports(source: nil, destination: port)))
        outer.dontFragment = flight.packet.isWhole(inside: remote.family, df: info.df)
        let hop = Hop(
            ref.netns, .tunnel, link: ref, name: link.ifname, .wrap,
            because: "\(link.ifname) leads to \(remote), VNI \(vni), port \(port)", mtu: link.mtu)
        return try tunnel(
            flight.with(hop), ref, link, outer, overhead: overhead, vni: vni,
            home: try home(of: ref, link, port: port)
        ) {
            $0.refusesCut = refusesCut(flight, link)
        }
    }

    /// skb_tunnel_check_pmtu, since Linux 5.9: a VXLAN or Geneve that is a bridge's port has no route that could keep the
    /// path's MTU, and answers what a port sends that must not be cut (iptunnel_pmtud_check_icmp, iptunnel_pmtud_check_icmpv6).
    func refusesCut(_ flight: PacketInFlight, _ link: Link) -> Bool {
        let kernel = KernelRelease(query.snapshot.host.kernel) ?? .newest
        return link.infoSlaveKind == "bridge" && flight.packet.kind == .otherhost && flight.ask == nil
            && (flight.packet.family == .inet6 || flight.packet.dontFragment)
            && kernel >= KernelRelease(major: 5, minor: 9)
    }

    /// The namespace in which a device's UDP socket is: that in which the device was made, which rtnetlink does not tell of
    /// Geneve and WireGuard.
    func home(of ref: LinkRef, _ link: Link, port: UInt16) throws(NotKnown) -> NetnsID {
        if let nsid = link.linkNetnsid, let id = try known(query.peerNamespace(ref.netns, nsid: nsid), "its namespace")
        {
            return id
        }
        if try hasSocket(ref.netns, port) { return ref.netns }
        guard let all = try known(query.namespaces(), "namespaces") else { return ref.netns }
        try requireSockets(of: all)
        var having: [NetnsID] = []
        for id in all where try hasSocket(id, port) { having.append(id) }
        guard let only = having.first, having.count == 1 else {
            throw NotKnown("by which namespace the packets of \(link.ifname) leave is not told")
        }
        return only
    }

    private func hasSocket(_ id: NetnsID, _ port: UInt16) throws(NotKnown) -> Bool {
        (try known(query.sockets(id), "sockets") ?? []).contains { $0.proto == .udp && $0.sport == port }
    }

    /// Of all, at once; what cannot be read does not matter.
    private func requireSockets(of namespaces: [NetnsID]) throws(NotKnown) {
        guard query.has(namespaces.map { .table($0, .sockets) }) else {
            throw NotKnown("sockets: \(SnapshotQuery.unread)")
        }
    }
}
