import Addresses
import NetworkModel
import SnapshotQuery

/// How many connections a rule counts: nf_conncount keeps those that have met it and still are in the table of
/// connection tracking, and adds that of the packet at hand.
struct ConnectionCount {
    /// What it may be.
    var least: UInt32 = 1
    var most: UInt32?

    /// Of all packets that meet the rule.
    init(_ context: HookContext) {
        switch context.query.conntrack(context.point.netns) {
        case .known(let table): most = table.count.value.map { $0 &+ 1 }
        case .absent: most = 1
        case .unknown: most = nil
        }
    }

    /// Of those with the packet's source.
    init(_ context: HookContext, from packet: Packet) {
        self.init(context)
        let flows = context.query.flows(context.point.netns, .address(.origSrc, packet.src)).value
        guard let flows else { return }
        most = min(most ?? .max, UInt32(clamping: flows.count + 1))
        // The rule has met more than it allows before: such as are like this packet were counted then.
        guard context.counter.map({ $0.packets > 0 }) == true else { return }
        let tuple = ConntrackEntry.Tuple(src: packet.src, dst: packet.dst, proto: packet.transport.proto ?? 0)
        least += UInt32(
            clamping: flows.count { flow in
                flow.original.dst == tuple.dst && flow.original.proto == tuple.proto
                    && flow.original.dport == packet.transport.ports?.destination && !flow.isClosed
            })
    }

    /// Whether there are more than so many; nil where nobody can tell.
    func isAbove(_ limit: UInt32) -> Bool? {
        if least > limit { return true }
        return most.map { $0 <= limit } == true ? false : nil
    }

    /// For a rule that matches where there are more, or otherwise where there are not.
    func matches(above limit: UInt32, _ words: (few: String, many: String), isOver: Bool, matched: UInt64?) -> Match {
        if let isAbove = isAbove(limit) { return Match(isAbove == isOver) }
        // It has never met more.
        let chance = Chance(assuming: words.many, otherwise: words.few, share: isOver && matched == 0 ? 0 : nil)
        return .either(isOver ? chance : chance.inverted)
    }
}

extension ConntrackEntry {
    /// already_closed of nf_conncount.c: TCP_CONNTRACK_TIME_WAIT and _CLOSE.
    fileprivate var isClosed: Bool { original.proto == 6 && (protocolState == 7 || protocolState == 8) }
}
