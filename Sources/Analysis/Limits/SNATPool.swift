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
            (path.way?.forward.hops.compactMap(\.nat) ?? []).compactMap { change -> SNATPool? in
                guard change.side == .source, let rule = change.rule, seen.insert(rule.name).inserted else {
                    return nil
                }
                return pool(rule, change.after.src)
            }
        }
    }

    private func pool(_ rule: RuleReference, _ source: IPAddress) -> SNATPool? {
        let named = query.meanings(of: rule).lazy.compactMap { $0.translation?.ports }.first
        // nf_nat_l4proto_unique_tuple keeps a port above 1023 above it.
        let ports = named ?? 1024...65535
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
