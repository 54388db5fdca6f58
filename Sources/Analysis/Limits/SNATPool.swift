import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// The source ports that a rule lends, and how many of them the busiest destination has taken.
public struct SNATPool: Sendable {
    public let netns: NetnsID
    public let rule: RuleReference
    /// The address that it lends.
    public let source: IPAddress
    public let ports: ClosedRange<UInt16>
    /// The rule names them; else they are those that the kernel picks from.
    public let isNarrowed: Bool
    public let busiest: PortUse
    public let affected: [NetnsID]

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
        let named = rule.sourcePorts
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

extension RuleReference {
    /// `to 192.0.2.1:2000-2999`, `--to-ports 2000-2999`.
    fileprivate var sourcePorts: ClosedRange<UInt16>? {
        let words = text.split(separator: " ").prefix(64).map(String.init)
        for (word, value) in zip(words, words.dropFirst()) where ["to", "--to-source", "--to-ports"].contains(word) {
            let text =
                word == "--to-ports"
                ? value
                : value.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last.map(String.init) ?? ""
            // An IPv6 address without brackets has no port.
            if word != "--to-ports", value.filter({ $0 == ":" }).count > 1, !value.contains("]:") { continue }
            let ends = text.split(separator: "-", maxSplits: 1).compactMap { UInt16($0) }
            guard let first = ends.first, let last = ends.last, first <= last else { continue }
            return first...last
        }
        return nil
    }
}
