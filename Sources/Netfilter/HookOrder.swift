import NetworkModel

// Chains of equal priority. The kernel asks the one that was registered last first (nf_hook_entries_grow), and within a
// table the handles tell which that was. Handles of different tables say nothing about each other, and neither do the
// legacy tables, so that the order counts as open there, and is looked at only where it could matter.

extension HookRun {
    /// Runs of chains with equal priority from more than one table.
    static func ambiguous(_ chains: [BaseChain]) -> [[BaseChain]] {
        Dictionary(grouping: chains, by: \.priority).values.filter { group in
            Set(group.map(Owner.init)).count > 1
        }.sorted { ($0.first?.priority ?? 0) < ($1.first?.priority ?? 0) }
    }

    private struct Owner: Hashable {
        let backend: BaseChain.Backend
        let family: RuleFamily
        let table: String

        init(_ chain: BaseChain) {
            (backend, family, table) = (chain.backend, chain.family, chain.table)
        }
    }

    /// What differs by the order in which they are asked about this packet; nil where nothing does.
    func doubt(about group: [BaseChain], _ before: HookOutcome) -> String? {
        let results = group.map { ($0, evaluate($0, before)) }
        let active = results.filter { _, outcomes in outcomes.contains { !$0.isPlain(for: before.packet) } }
        guard let first = active.first else { return nil }
        let names = active.map { "\($0.0.table) \($0.0.name)" }.joined(separator: " and ")
        let reason = "\(names) have the same priority, and which of them is asked first decides"
        if active.count > 1 {
            // Two that end the packet in the same way do so in any order.
            let ends = active.map { Set($0.1.map(\.verdict.kind)) }
            return ends.allSatisfy { $0.count == 1 && $0 == ends[0] && $0.first != "accept" } ? nil : reason
        }
        // One alone: do the others take what it makes of the packet as they take the packet itself?
        for outcome in first.1 where outcome.verdict.isAccept && outcome.packet != before.packet {
            var changed = before
            changed.packet = outcome.packet
            for (chain, _) in results where chain != first.0 {
                guard evaluate(chain, changed).allSatisfy({ $0.isPlain(for: changed.packet) }) else {
                    return "\(first.0.table) \(first.0.name) and \(chain.table) \(chain.name)"
                        + " have the same priority, and which of them is asked first decides"
                }
            }
        }
        return nil
    }
}

extension ChainOutcome {
    /// It accepts, and leaves the packet as it was.
    fileprivate func isPlain(for packet: Packet) -> Bool {
        verdict.isAccept && self.packet == packet && nat == nil && zone == nil && copies.isEmpty
    }
}

extension HookVerdict {
    /// What becomes of the packet, whichever rule says so.
    fileprivate var kind: String {
        switch self {
        case .accept: "accept"
        case .drop: "drop"
        case .reject(let rejection, _): "reject \(rejection)"
        case .queue(let numbers, _, _): "queue \(numbers.map { "\($0)" } ?? "")"
        case .stolen(let to, _): "steal \(to?.ifindex ?? 0)"
        case .noRoom: "no room"
        case .noPort: "no port"
        case .unknown: "unknown"
        }
    }
}
