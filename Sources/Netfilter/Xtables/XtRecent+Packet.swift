import Addresses
import NetworkModel
import SnapshotQuery

extension XtRecent {
    // XT_RECENT_*
    private var sets: Bool { checkSet & 2 != 0 }
    private var updates: Bool { checkSet & 4 != 0 }
    private var removes: Bool { checkSet & 8 != 0 }
    private var comparesTTL: Bool { checkSet & 16 != 0 }

    /// The kernel's clock of ticks is known to a second or two; ages that are nearer to `--seconds` are left open.
    private static let uncertainty: UInt64 = 2000

    private func listed(_ packet: Packet) -> ListedAddress {
        let address = byDestination ? packet.dst : packet.src
        let bits = mask.map { address.bits & $0.bits } ?? address.bits
        return ListedAddress(list: name, address: IPAddress(family: address.family, bits: bits))
    }

    /// What the list has besides once the packet has met this: `--set` puts it there whatever the rest of the rule says.
    func listing(_ packet: Packet, matched: Bool) -> [ListedAddress] {
        sets || updates && matched ? [listed(packet)] : []
    }

    /// recent_mt
    func matches(_ packet: Packet, _ context: HookContext) -> Match {
        if sets { return Match(!inverted) }
        let mine = listed(packet)
        let new = context.listed.count { $0 == mine }
        switch context.query.recent(context.point.netns, name) {
        case .unknown: return open
        case .absent: return holds(Array(repeating: 0, count: new))
        case .known(let list):
            let row = list.first { $0.address == mine.address && isSeen($0, packet, context) }
            return holds((row?.ages ?? []) + Array(repeating: 0, count: new))
        }
    }

    /// The list notes the ttl as it was before forwarding.
    private func isSeen(_ row: RecentAddress, _ packet: Packet, _ context: HookContext) -> Bool {
        guard comparesTTL, let ttl = packet.ttl else { return true }
        return row.ttl == 0 || row.ttl == (context.point.hook == .forward ? ttl &+ 1 : ttl)
    }

    private func holds(_ ages: [UInt64]) -> Match {
        if ages.isEmpty { return Match(inverted) }
        if removes { return Match(!inverted) }
        let needed = max(Int(clamping: hitCount), 1)
        guard seconds > 0 else { return Match((ages.count >= needed) != inverted) }
        let limit = UInt64(seconds) * 1000
        if ages.count(where: { $0 + Self.uncertainty <= limit || $0 == 0 }) >= needed { return Match(!inverted) }
        if ages.count(where: { $0 <= limit + Self.uncertainty }) < needed { return Match(inverted) }
        return open
    }

    private var open: Match {
        Match.either(
            assuming: "the list \(name) has the address", otherwise: "the list \(name) does not have the address"
        ).inverted(inverted)
    }
}
