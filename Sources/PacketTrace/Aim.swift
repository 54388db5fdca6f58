import NetworkModel
import Topology

/// What a trace is for. The stages are the same; what differs is what happens at an object that stops a packet.
public enum Aim: Hashable, Sendable {
    /// What becomes of the packet: it ends at the first object that stops it.
    case verdict
    /// By which namespaces it would go if nothing stopped it: a stop is noted (`Trace.passed`), and the packet goes on.
    /// So what lies behind a fault can be looked at, and fetched, before the fault is mended. Frames are not followed
    /// across a segment: the owner of the next hop takes them.
    ///
    /// `rules`: whether rules are judged, for what they change about the packet.
    case ways(rules: Bool)

    var isVerdict: Bool { self == .verdict }
    /// Whether rules are looked at, for what they change about the packet.
    public var judgesRules: Bool { self != .ways(rules: false) }
}

extension PacketTracer {
    /// Of what a hook made of a packet, the one that goes on; where none does, it goes on as it ended.
    func pressOn(_ outcomes: [PacketInFlight], at position: PacketPosition) -> [PacketInFlight] {
        if let open = outcomes.first(where: { $0.disposition == nil && $0.position == position }) { return [open] }
        return outcomes.prefix(1).map { $0.passing(at: position) }
    }
}

extension PacketInFlight {
    /// Past what ended it, which is noted.
    func passing(at position: PacketPosition) -> PacketInFlight {
        var next = self
        if let dropPoint { next.passed.append(dropPoint) }
        next.position = position
        (next.disposition, next.dropPoint, next.assumptions) = (nil, nil, [])
        return next
    }
}
