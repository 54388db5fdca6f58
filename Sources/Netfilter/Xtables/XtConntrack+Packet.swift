import Addresses
import NetworkModel

extension XtConntrack {
    /// conntrack_mt. Without an entry only the state can be asked for.
    func matches(_ packet: Packet) -> Match {
        switch packet.tracking {
        case .unknown(let reason): return .unknown(because: reason)
        case .none: return state.map { Match($0.value.contains(.invalid) != $0.inverted) } ?? .no
        case .untracked: return state.map { Match($0.value.contains(.untracked) != $0.inverted) } ?? .no
        case .tracked(let connection): return matches(connection)
        }
    }

    private func matches(_ connection: Connection) -> Match {
        let (original, reply) = (connection.original, connection.reply)
        return .all(
            state.map { Match(!$0.value.isDisjoint(with: XtStates(connection)) != $0.inverted) },
            isReply.map { Match((connection.direction == .reply) == $0) },
            proto?.test { Match($0 == UInt16(original.proto)) },
            origSrc?.test { Match($0.contains(original.src)) }, origDst?.test { Match($0.contains(original.dst)) },
            replSrc?.test { Match($0.contains(reply.src)) }, replDst?.test { Match($0.contains(reply.dst)) },
            origSport?.test { $0.test(original.xtSource, "the connection's port") },
            origDport?.test { $0.test(original.xtDestination(isReply: false), "the connection's port") },
            replSport?.test { $0.test(reply.xtSource, "the connection's port") },
            replDport?.test { $0.test(reply.xtDestination(isReply: true), "the connection's port") },
            status?.test { Match(UInt32($0) & connection.status.rawValue != 0) },
            expires.map { _ in .unknown(because: "when the connection will be forgotten is not known") })
    }
}

extension Packet {
    /// CT --zone hangs a template on a packet that conntrack has not seen yet, which rules take for a new connection.
    func withTemplate(_ zone: UInt16?) -> Packet {
        guard let zone, case .none = tracking else { return self }
        let nowhere = IPAddress.unspecified(family)
        var template = Connection(state: .new, original: Connection.Tuple(src: nowhere, dst: nowhere, proto: 0))
        template.zone = zone
        // IPS_TEMPLATE
        template.status = Connection.Status(rawValue: 1 << 11)
        var packet = self
        packet.tracking = .tracked(template)
        return packet
    }
}

extension Connection.Tuple {
    /// What the kernel keeps in the place of a source port: for an echo its id.
    fileprivate var xtSource: UInt16? { isICMP ? icmpId : sport }

    /// In the place of a destination port: for an echo type and code.
    fileprivate func xtDestination(isReply: Bool) -> UInt16? {
        guard isICMP else { return dport }
        if icmpId == nil { return nil }
        let type: UInt16 = src.family == .inet ? (isReply ? 0 : 8) : (isReply ? 129 : 128)
        return type << 8
    }

    private var isICMP: Bool { proto == 1 || proto == 58 }
}

extension XtStates {
    init(_ connection: Connection) {
        switch connection.state {
        case .new: self = .new
        case .established: self = .established
        case .related: self = .related
        }
        if connection.status.contains(.sourceNAT) { insert(.snat) }
        if connection.status.contains(.destinationNAT) { insert(.dnat) }
    }
}

extension Tracking {
    func matches(_ mark: Invertible<XtMasked>) -> Match {
        switch self {
        case .unknown(let reason): .unknown(because: reason)
        case .none, .untracked: .no
        case .tracked(let connection): mark.test { $0.test(connection.mark, "the connection's mark") }
        }
    }

    /// helper_mt asks about the connection that this one was expected by.
    func matchesHelper(_ name: Invertible<String>) -> Match {
        switch self {
        case .unknown(let reason): .unknown(because: reason)
        case .none, .untracked: Match(name.inverted)
        case .tracked(let connection):
            connection.status.contains(.expected)
                ? .unknown(because: "which connection expected this one is not known") : Match(name.inverted)
        }
    }
}

extension XtConnlimit {
    func words(holds: Bool) -> String {
        let side = byDestination ? "the destination" : "the source"
        return "\(side) has \(holds == isAbove ? "more than" : "at most") \(limit) connections"
    }
}
