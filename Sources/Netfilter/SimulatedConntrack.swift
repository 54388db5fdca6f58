import Addresses
import NetworkModel
import SnapshotQuery

/// Simulated conntrack: the connections of the packets traced so far, before those that the kernel already has.
struct SimulatedConntrack {
    let netns: NetnsID
    let query: SnapshotQuery
    let flows: (any ConntrackTable)?

    /// nf_conntrack_in: finds or makes the entry of a packet, which goes on unless there is no room for one.
    func look(_ packet: inout Packet, zone: UInt16, _ connections: inout LearnedConnections) -> HookVerdict {
        if let quoted = packet.quoted {
            packet.tracking = related(quoted, zone, connections)
            return .accept
        }
        if packet.isOutsideConntrack { packet.tracking = .untracked }
        guard packet.isTrackable else { return .accept }
        let tuple = Connection.Tuple(packet)
        if let (connection, direction) = connections.connection(tuple, zone: zone, in: netns) {
            let seen = seen(connection, direction)
            // tcp_conntracks: who has seen the SYN only takes no ACK after it (sSS and ack of the original is sIV).
            if case .tcp(let tcp) = packet.transport, tcp.flags == Transport.TCP.ack, direction == .original,
                seen.state == .new
            {
                return .accept
            }
            if direction == .reply { connections.record(seen, in: netns) }
            packet.tracking = .tracked(seen)
            return .accept
        }
        if let flows, tuple.isWhole, !packet.hasPickedPort {
            switch flows.entry(tuple, zone: zone, in: netns, of: query) {
            case .known(let connection):
                connections.record(connection, in: netns)
                packet.tracking = .tracked(connection)
                return .accept
            case .unknown(let reason):
                packet.tracking = .unknown(reason)
                return .accept
            case .absent: break
            }
        }
        guard packet.transport.mayBegin else { return .accept }
        if isFull { return .noRoom }
        var connection = Connection(state: .new, original: tuple)
        connection.zone = zone
        connections.record(connection, in: netns)
        packet.tracking = .tracked(connection)
        return .accept
    }

    /// nf_conntrack_alloc: there are as many entries as there may be, and early_drop finds none to give up. Not so where
    /// nobody knows, and where some are not assured.
    private var isFull: Bool { flows?.isFull(netns, of: query) ?? false }

    private func seen(_ connection: Connection, _ direction: Connection.Direction) -> Connection {
        var connection = connection
        connection.direction = direction
        if direction == .reply {
            connection.state = .established
            connection.status.formUnion(.seenReply)
        }
        return connection
    }

    private func related(_ quoted: Connection.Tuple, _ zone: UInt16, _ connections: LearnedConnections) -> Tracking {
        // The error travels against the packet that it quotes, as an answer to it would.
        guard let (found, direction) = connections.connection(quoted.swapped, zone: zone, in: netns) else {
            return .none
        }
        var connection = found
        connection.direction = direction
        connection.state = .related
        return .tracked(connection)
    }

    /// nf_nat_setup_info: what an answer will look like once the packet is changed as a rule wants.
    static func set(
        _ request: NATRequest, address: IPAddress?, _ packet: inout Packet, _ connections: inout LearnedConnections,
        _ netns: NetnsID
    ) {
        guard case .tracked(var connection) = packet.tracking else { return }
        let current = connection.reply.swapped
        var wanted = current
        if request.side == .source {
            if let address { wanted.src = address }
            wanted.sport = port(request, current.sport)
        } else {
            if let address { wanted.dst = address }
            wanted.dport = port(request, current.dport)
        }
        if wanted != current {
            connection.reply = wanted.swapped
            connection.status.formUnion(request.side == .source ? .sourceNAT : .destinationNAT)
        }
        packet.tracking = .tracked(connection)
        finish(request.side, &packet, &connections, netns)
    }

    private static func port(_ request: NATRequest, _ current: UInt16?) -> UInt16? {
        guard let range = request.ports else { return request.isFullyRandom || request.isRandom ? nil : current }
        if let base = request.basePort, let current {
            return range.lowerBound &+ (current &- base)
        }
        // A destination is set; a source stays where it is if the range allows it.
        if request.side == .source, let current, range.contains(current) { return current }
        return range.lowerBound == range.upperBound || request.side == .destination ? range.lowerBound : nil
    }

    /// No rule is asked about this side again.
    static func finish(
        _ side: NATRequest.Side, _ packet: inout Packet, _ connections: inout LearnedConnections, _ netns: NetnsID
    ) {
        guard case .tracked(var connection) = packet.tracking else { return }
        connection.status.formUnion(side == .source ? .sourceNATDone : .destinationNATDone)
        packet.tracking = .tracked(connection)
        connections.record(connection, in: netns)
    }

    /// nf_nat_packet: writes into a packet what its connection says.
    static func translate(_ side: NATRequest.Side, _ packet: inout Packet) {
        guard case .tracked(let connection) = packet.tracking else { return }
        // A reply is changed at the other end: what was source NAT is undone as a change of the destination.
        let isForward = connection.direction == .original
        let bit: Connection.Status = (side == .source) == isForward ? .sourceNAT : .destinationNAT
        guard connection.status.contains(bit) else { return }
        let target = isForward ? connection.reply.swapped : connection.original.swapped
        if packet.quoted != nil { return translateError(side, target, &packet) }
        var ports = packet.transport.ports
        if side == .source {
            packet.src = target.src
            ports?.source = target.sport
        } else {
            packet.dst = target.dst
            if let dport = target.dport { ports?.destination = dport }
        }
        packet.transport.ports = ports
    }

    /// nf_nat_icmp_reply_translation: the quoted packet is changed the other way round.
    private static func translateError(_ side: NATRequest.Side, _ target: Connection.Tuple, _ packet: inout Packet) {
        if side == .source {
            packet.src = target.src
            packet.quoted?.dst = target.src
            packet.quoted?.dport = target.sport
        } else {
            packet.dst = target.dst
            packet.quoted?.src = target.dst
            packet.quoted?.sport = target.dport
        }
    }
}

extension Packet {
    /// noct_valid_new (nf_conntrack_proto_icmpv6.c): neighbour discovery and group management are marked untracked.
    fileprivate var isOutsideConntrack: Bool {
        guard case .icmpv6(let icmp) = transport else { return false }
        return (130...136).contains(icmp.type) || icmp.type == 143
    }

    /// What else has no entry is invalid; ARP is nobody's connection.
    fileprivate var isTrackable: Bool {
        switch transport {
        case .none: false
        case .icmpv6(let icmp): icmp.type == 128 || icmp.type == 129
        default: true
        }
    }
}

extension Connection.Tuple {
    /// Nothing about it is open, so that a table can be asked for it.
    fileprivate var isWhole: Bool {
        switch proto {
        case 6, 17, 33, 132, 136: sport != nil && dport != nil
        case 1, 58: icmpId != nil
        default: true
        }
    }
}

extension Transport {
    /// Conntrack makes an entry for such a packet where it knows of none; what may not begin a connection is invalid.
    fileprivate var mayBegin: Bool {
        switch self {
        // tcp_new: without a SYN as well (nf_conntrack_tcp_loose), but not as a RST or a stray answer.
        case .tcp(let tcp): tcp.flags & TCP.rst == 0 && tcp.flags != TCP.synAck
        // nf_conntrack_icmp_packet, nf_conntrack_icmpv6_packet (valid_new): questions only.
        case .icmp(let icmp): [8, 13, 15, 17].contains(icmp.type)
        case .icmpv6(let icmp): [128, 139].contains(icmp.type)
        case .udp, .ported, .other, .none: true
        }
    }
}
