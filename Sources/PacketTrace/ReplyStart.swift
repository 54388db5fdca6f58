import Addresses
import Netfilter
import NetworkModel
import SnapshotQuery

extension PacketTracer {
    /// The answer to a packet, where it begins; nil where nobody answers. Who took it answers from there. What left by the
    /// edge is assumed to be answered by whoever is outside: to the source that left, in by the same link.
    func reply(to end: PacketInFlight, of flow: PathFlow) -> PacketInFlight? {
        if end.disposition == .delivered { return reply(from: .send(end.netns), to: end, of: flow) }
        guard let link = end.exit else { return nil }
        guard end.inner.isEmpty else { return wrapped(by: link, to: end, of: flow) }
        var reply = reply(from: .receive(link), to: end, of: flow)
        reply.packet.sourceMAC = .unknown("the sender is not on this node")
        reply.packet.destinationMAC = end.packet.sourceMAC
        reply.packet.copyTags(of: end.packet)
        reply.origin = nil
        reply.oif = nil
        return reply
    }

    /// An answer to what left in a tunnel comes in one that the far end has put it into: for VXLAN a flow of its own, with a
    /// port that the far end picks, to which nothing that was sent from here is the question. Nil for other kinds, of
    /// whose far ends nobody knows what they send.
    private func wrapped(by link: LinkRef, to end: PacketInFlight, of flow: PathFlow) -> PacketInFlight? {
        guard end.inner.count == 1, let inner = end.inner.first, inner.tunnel.kind == "vxlan",
            !end.packet.src.isUnspecified
        else { return nil }
        var inside = end
        inside.packet = inner.packet
        var reply = reply(from: .receive(link), to: inside, of: flow)
        reply.packet.sourceMAC = .unknown("the sender is not on this node")
        reply.packet.destinationMAC = inner.packet.sourceMAC
        var outer = Packet(src: end.packet.dst, dst: end.packet.src, transport: end.packet.transport)
        outer.length = reply.packet.length.map { $0 + inner.tunnel.overhead }
        outer.sourceMAC = .unknown("the sender is not on this node")
        outer.destinationMAC = end.packet.sourceMAC
        outer.copyTags(of: end.packet)
        reply.inner = [PacketInFlight.Inner(packet: reply.packet, tunnel: inner.tunnel, oif: nil)]
        reply.packet = outer
        reply.origin = nil
        reply.oif = nil
        return reply
    }

    /// The ways of the answers to a connection, as if somebody listened where it arrives.
    public func welcomes(to flow: PathFlow) -> [Trace] {
        run(start(of: flow)).flatMap { end -> [Trace] in
            let isThere = end.dropPoint?.stage == .socket
            let answer = isThere ? reply(from: .send(end.netns), to: end, of: flow) : reply(to: end, of: flow)
            return answer.map { run($0).map(\.trace) } ?? []
        }
    }

    /// Addresses and ports swapped, with all that was learned on the way there.
    private func reply(from start: PacketPosition, to end: PacketInFlight, of flow: PathFlow) -> PacketInFlight {
        let packet = end.packet
        var answer = Packet(src: packet.dst, dst: packet.src, transport: packet.transport.answer)
        answer.tos = packet.tos
        answer.length = flow.length.map { packet.transport.echoesSize ? $0 : 60 }
        // icmp_init: the kernel's own answers may be cut.
        answer.dontFragment = packet.dontFragment && !packet.transport.echoesSize
        if let uid = end.listeners.first?.uid { answer.owner = .known(SocketOwner(uid: uid)) }
        var reply = PacketInFlight(start, answer)
        reply.learned = end.learned
        reply.origin = end.netns
        reply.packet.hasPickedPort = packet.hasPickedPort
        // Link-local addresses mean nothing without their device.
        if case .local(let ref) = end.position, answer.dst.isLinkLocal, answer.dst.family == .inet6 {
            reply.oif = ref.ifindex
        }
        if case .local(let ref) = end.position, packet.transport.answersByVRF, let vrf = query.link(ref).value?.vrf {
            reply.oif = vrf
        }
        if let device = end.listeners.first?.ifindex, device != 0 { reply.oif = device }
        if let sent = end.sent {
            reply.awaited = Awaited(netns: flow.netns, tuple: sent.swapped, isOutside: flow.iif != nil)
        }
        return reply
    }
}

extension Packet {
    fileprivate mutating func copyTags(of other: Packet) {
        (vlan, vlanProtocol, innerTags) = (other.vlan, other.vlanProtocol, other.innerTags)
    }
}

extension Transport {
    /// What an answer to a first packet is.
    public var answer: Transport {
        switch self {
        case .tcp(let tcp): .tcp(TCP(ports: tcp.ports.swapped, flags: TCP.synAck))
        case .udp(let ports): .udp(ports.swapped)
        case .ported(let proto, let ports): .ported(proto, ports.swapped)
        case .icmp(let icmp): .icmp(ICMP(type: icmp.type == 8 ? 0 : icmp.type, code: icmp.code, id: icmp.id))
        case .icmpv6(let icmp): .icmpv6(ICMP(type: icmp.type == 128 ? 129 : icmp.type, code: icmp.code, id: icmp.id))
        case .other, .none: self
        }
    }

    /// What the kernel answers itself, and what belongs to a connection, goes by the VRF that the question came in by
    /// (icmp_reply, inet_request_bound_dev_if); a program's own datagram does not.
    fileprivate var answersByVRF: Bool {
        switch self {
        case .icmp, .icmpv6, .tcp: true
        case .udp, .ported, .other, .none: false
        }
    }

    /// An echo reply is as long as its request.
    var echoesSize: Bool {
        switch self {
        case .icmp, .icmpv6: true
        default: false
        }
    }
}
