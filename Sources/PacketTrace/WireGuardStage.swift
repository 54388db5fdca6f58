import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

/// What a packet inside WireGuard is known by at the far end.
public struct WireGuardWrapping: Hashable, Sendable {
    /// The sending device's own key, and that of the peer it is for.
    public var sender: String
    public var receiver: String
    public var hasPresharedKey: Bool
    /// Seconds since the two have agreed on keys; nil for never.
    public var handshakeAge: Int?
}

/// Where a peer is.
struct WireGuardEndpoint: Hashable {
    var address: IPAddress
    var port: UInt16
}

/// What keeps WireGuard from sending or taking a packet.
public enum WireGuardTrouble: String, Hashable, Sendable, CaseIterable {
    /// The device has no key.
    case noKey = "no-key"
    /// No peer is allowed the destination.
    case noPeer = "no-peer"
    /// Nobody knows where the peer is.
    case noEndpoint = "no-endpoint"
    /// No device listens on the port of the endpoint.
    case nobodyListens = "nobody-listens"
    /// The device at the endpoint has another key than the peer.
    case otherKey = "other-key"
    /// The device at the endpoint has no peer with the sender's key.
    case unknownSender = "unknown-sender"
    /// One end has a preshared key, and the other has none.
    case presharedKey = "preshared-key"
    /// The sender may not send from the packet's source.
    case sourceNotAllowed = "source-not-allowed"
}

extension PacketTracer {
    /// wg_xmit: to the peer that is allowed the destination.
    func wireguardSend(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> PacketInFlight {
        guard let device = try known(query.wireguard(ref), "the peers of \(link.ifname)") else {
            throw NotKnown("the peers of \(link.ifname) are not told")
        }
        let dst = flight.packet.dst
        guard let own = device.publicKey else {
            return refused(flight, ref, link, .noKey, "\(link.ifname) has no key of its own")
        }
        guard let peer = device.peer(allowed: dst) else {
            let reason = "no peer of \(link.ifname) is allowed \(dst) (Required key not available)"
            return refused(flight, ref, link, .noPeer, reason)
        }
        let told = peer.endpoint.flatMap { address in
            peer.port.map { WireGuardEndpoint(address: address, port: $0) }
        }
        guard let endpoint = flight.learned.endpoint(of: peer.publicKey, on: ref) ?? told else {
            return refused(
                flight, ref, link, .noEndpoint,
                "\(link.ifname) does not know where its peer for \(dst) is (Destination address required)")
        }
        // Data header and tag, UDP and the outer IP header.
        let overhead = 32 + 8 + (endpoint.address.family == .inet ? 20 : 40)
        var outer = Packet(
            src: .unspecified(endpoint.address.family), dst: endpoint.address,
            transport: .udp(Transport.Ports(source: device.listenPort, destination: endpoint.port)))
        outer.dontFragment = false
        let hop = Hop(
            ref.netns, .tunnel, link: ref, name: link.ifname, .wrap,
            because: "the peer of \(link.ifname) for \(dst) is at \(endpoint.address) port \(endpoint.port)",
            mtu: link.mtu)
        return try tunnel(
            flight.with(hop), ref, link, outer, overhead: overhead,
            home: try home(of: ref, link, port: device.listenPort), mark: device.mark
        ) {
            $0.wireguard = WireGuardWrapping(
                sender: own, receiver: peer.publicKey, hasPresharedKey: peer.hasPresharedKey,
                handshakeAge: peer.handshakeAge)
        }
    }

    /// wg_receive: the device by its socket, the peer by the keys of the handshake, and then whether it may send from there
    /// (wg_packet_consume_data_done).
    func unwrapWireGuard(_ flight: PacketInFlight, _ inner: PacketInFlight.Inner, _ ref: LinkRef) throws(NotKnown)
        -> PacketInFlight
    {
        let ports = flight.packet.transport.ports
        guard let wrapping = inner.tunnel.wireguard, let port = ports?.destination else {
            throw NotKnown("what is in the packet is not known")
        }
        guard let (end, device) = try wireguard(on: port, in: ref.netns) else {
            var flight = flight.ended(
                .rejected,
                DropPoint(
                    ref.netns, .tunnel, .socket, "udp \(port)", "no WireGuard device listens on UDP port \(port) here",
                    link: ref, detail: .wireguard(.nobodyListens)))
            flight.dropPoint?.tunnel = inner.tunnel
            return flight
        }
        let from = "\(flight.packet.src)"
        guard device.publicKey == wrapping.receiver else {
            return ignored(
                flight, end, .otherKey, "\(end.link.ifname) has another key than the one that \(from) has for it")
        }
        guard let peer = device.peer(withKey: wrapping.sender) else {
            return ignored(flight, end, .unknownSender, "\(end.link.ifname) has no peer with the key of \(from)")
        }
        guard peer.hasPresharedKey == wrapping.hasPresharedKey else {
            return ignored(
                flight, end, .presharedKey,
                "only one of \(end.link.ifname) and \(from) has a preshared key for the other")
        }
        // Preshared keys are not read; that they are the same shows where a handshake succeeded.
        if peer.hasPresharedKey, wrapping.handshakeAge == nil, peer.handshakeAge == nil {
            throw NotKnown("whether both ends have the same preshared key is not read")
        }
        guard device.peer(allowed: inner.packet.src)?.publicKey == peer.publicKey else {
            return ignored(
                flight, end, .sourceNotAllowed,
                "\(end.link.ifname) does not allow its peer at \(from) to send from \(inner.packet.src)")
        }
        var taken = flight
        if let source = ports?.source {
            taken.learned.learn(
                WireGuardEndpoint(address: flight.packet.src, port: source), of: peer.publicKey, on: end.ref)
        }
        return out(taken, inner, end)
    }

    private func wireguard(on port: UInt16, in id: NetnsID) throws(NotKnown) -> (end: TunnelEnd, device: WireGuard)? {
        if let found = try wireguardEnds(on: port, in: id) { return found }
        // The device may have been moved to another namespace; its socket then still is here.
        let sockets = try known(query.sockets(id), "sockets") ?? []
        guard sockets.contains(where: { $0.proto == .udp && $0.sport == port }) else { return nil }
        try requireLinks(of: try known(query.namespaces(), "namespaces") ?? [])
        return try wireguardEnds(on: port, in: id)
    }

    private func wireguardEnds(on port: UInt16, in id: NetnsID) throws(NotKnown) -> (TunnelEnd, WireGuard)? {
        for (own, namespace) in query.snapshot.namespaces.sorted(by: { $0.key < $1.key }) {
            for link in namespace.links.rows where link.infoKind == "wireguard" && link.isUp {
                let ref = LinkRef(own, link.ifindex)
                guard let device = try known(query.wireguard(ref), "the peers of \(link.ifname)"),
                    device.listenPort == port, try home(of: ref, link, port: port) == id
                else { continue }
                return (TunnelEnd(ref: ref, link: link), device)
            }
        }
        return nil
    }

    /// The sender is told (icmp_ndo_send).
    private func refused(
        _ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ trouble: WireGuardTrouble, _ reason: String
    ) -> PacketInFlight {
        var dropPoint = DropPoint(
            ref.netns, .tunnel, .link, link.ifname, reason, link: ref, detail: .wireguard(trouble))
        dropPoint.tunnel = Encapsulation(ref, link, flight)
        return flight.ended(.rejected, dropPoint)
    }

    /// Nobody is told.
    private func ignored(_ flight: PacketInFlight, _ end: TunnelEnd, _ trouble: WireGuardTrouble, _ reason: String)
        -> PacketInFlight
    {
        flight.ended(
            .dropped,
            DropPoint(
                end.ref.netns, .tunnel, .link, end.link.ifname, reason, link: end.ref, detail: .wireguard(trouble)))
    }
}
