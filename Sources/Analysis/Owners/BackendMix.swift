import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// A namespace in which iptables-legacy and iptables-nft both have rules. Packets must pass both.
public struct BackendMix: Sendable {
    public let netns: NetnsID
    /// `ip filter`
    public let legacyTables: [String]
    /// Those that iptables-nft made, in the same form.
    public let nftTables: [String]
    /// A rule of one that stops a packet which the other lets pass; nil where none does.
    public let blocker: RuleReference?
    /// Subjects whose packets pass them.
    public let affected: [NetnsID]
}

extension TargetAnalysis {
    /// Of the subjects and their routers; of a node of routers only.
    public var backendMixes: [BackendMix] { inspected.compactMap(backendMix) }

    private func backendMix(in id: NetnsID) -> BackendMix? {
        let legacy = legacyTables(id)
        guard !legacy.isEmpty else { return nil }
        let nft = compatTables(id)
        guard !nft.isEmpty else { return nil }
        let blocked = asked.lazy.compactMap { path -> RuleReference? in
            // A network policy means to stop it, whatever the other side of the house thinks.
            guard let rule = path.stopped?.dropPoint?.rule, rule.netns == id, self.refusal(path) == nil else {
                return nil
            }
            // Only a table of the same kind can have let it pass.
            let table = "\(rule.family.rawValue) \(rule.table)"
            guard nft.contains(table), legacy.contains(table) else { return nil }
            return self.passes(path, without: rule.backend, in: id, nft) ? rule : nil
        }.first
        return BackendMix(
            netns: id, legacyTables: legacy, nftTables: nft, blocker: blocked, affected: affected(by: id))
    }

    /// With one of both gone the same packet gets there and back: the other accepts it.
    private func passes(_ path: AskedPath, without backend: BaseChain.Backend, in id: NetnsID, _ nft: [String]) -> Bool
    {
        trying({ snapshot in
            switch backend {
            case .legacy:
                for family in XtFamily.allCases {
                    snapshot.namespaces[id]?.xtables[family] = XtTables(names: .known([]))
                }
            case .nft:
                snapshot.namespaces[id]?.ruleset?.tables.rows.removeAll {
                    $0.name != "nat" && nft.contains("\($0.family.rawValue) \($0.name)")
                }
            }
        }) { other in
            other.asked.contains { $0.question == path.question && $0.answer.flow == path.answer.flow && $0.works }
        }
    }

    /// Tables of iptables-legacy that do something: one that was only looked at is there, and empty.
    private func legacyTables(_ id: NetnsID) -> [String] {
        [XtFamily.ip, .ip6].flatMap { family -> [String] in
            (query.xtableNames(id, family).value ?? []).filter { name in
                guard let table = query.xtable(id, family, name).value else { return false }
                return table.chains.contains { !$0.rules.isEmpty || ($0.policy ?? .accept) != .accept }
            }.map { "\(family.rawValue) \($0)" }
        }
    }

    /// Tables that iptables-nft makes, with a rule or a policy.
    private func compatTables(_ id: NetnsID) -> [String] {
        (query.ruleset(id).value?.tables.rows ?? []).filter { table in
            guard table.family == .ip || table.family == .ip6, Self.iptables.contains(table.name) else { return false }
            let bases = table.chains.values.filter { $0.base != nil && XtChain.builtInNames.contains($0.name) }
            return bases.contains { chain in
                chain.base?.accepts == false || !(query.nftRules(id, table.ref(chain.name)).value ?? []).isEmpty
            }
        }.map { "\($0.family.rawValue) \($0.name)" }.sorted()
    }

    private static let iptables: Set<String> = ["filter", "nat", "mangle", "raw", "security"]
}
