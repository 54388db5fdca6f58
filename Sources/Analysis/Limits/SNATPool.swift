import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// The source ports that a rule lends, and how many of them the busiest destination has taken.
public struct SNATPool: Sendable {
    /// Whose rule it is.
    public let netns: NetnsID
    public let rule: RuleReference
    /// The address that it lends.
    public let source: IPAddress
    /// Those that may be lent, inclusive.
    public let ports: ClosedRange<UInt16>
    /// The rule names them; else they are those that the kernel picks from.
    public let isNarrowed: Bool
    /// The destination that has taken most of them.
    public let busiest: PortUse
    /// Subjects whose packets pass the rule's namespace.
    public let affected: [NetnsID]

    /// How many ports may be lent to one destination.
    public var size: Int { ports.count }
}

extension TargetAnalysis {
    /// Those of which nearly all ports are taken towards one destination.
    public var snatPools: [SNATPool] {
        var seen: Set<String> = []
        return asked.filter { $0.question == .outside || $0.question == .nameserver }.flatMap { path in
            path.answer.traces.flatMap { $0.forward.hops.compactMap(\.nat) }.compactMap { change -> SNATPool? in
                guard change.side == .source, let rule = change.rule, seen.insert(rule.name).inserted else {
                    return nil
                }
                return pool(rule, change.after.src)
            }
        }
    }

    private func pool(_ rule: RuleReference, _ source: IPAddress) -> SNATPool? {
        let named = query.meanings(of: rule).lazy.compactMap { $0.translation?.ports }.first
        let ports = named ?? NATPorts.usual
        // Without as many entries there is nothing to count.
        guard let count = query.conntrack(rule.netns).value?.count.value, count >= ports.count * 9 / 10,
            let busiest = query.portUse(rule.netns, source, ports).value?.first,
            busiest.count * 10 >= ports.count * 9
        else { return nil }
        return SNATPool(
            netns: rule.netns, rule: rule, source: source, ports: ports, isNarrowed: named != nil, busiest: busiest,
            affected: affected(by: rule.netns))
    }
}

extension TargetAnalysis {
    /// The words of a command that lets a rule lend whatever port is free; nil where it is none of nft's, or where its
    /// range is no part of its words.
    public func widening(of pool: SNATPool) -> [String]? {
        guard pool.isNarrowed, pool.rule.backend == .nft, case .handle(let handle) = pool.rule.place,
            !isOfIptables(pool.rule)
        else { return nil }
        let words = pool.rule.statelessText.split(separator: " ").map(String.init)
        // `masquerade to :2000-2001`, `snat to 198.51.100.2:2000-2001`
        guard let place = words.firstIndex(where: { $0 == "masquerade" || $0 == "snat" }),
            words.indices.contains(place + 2), words[place + 1] == "to",
            let colon = words[place + 2].lastIndex(of: ":")
        else { return nil }
        let address = String(words[place + 2][..<colon])
        let target = address.isEmpty ? [] : ["to", address]
        return [
            "nft", "replace", "rule", pool.rule.family.rawValue, pool.rule.table, pool.rule.chain, "handle",
            "\(handle)",
        ]
            + words[...place] + target + words[(place + 3)...]
    }
}
