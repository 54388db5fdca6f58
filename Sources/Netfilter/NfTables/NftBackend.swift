import NetworkModel
import SnapshotQuery

/// nf_tables as the trace asks it.
public struct NftBackend: RuleBackend {
    private let compat: any NftCompat

    /// Without `compat` rules that iptables-nft wrote are unknown wherever they use xtables.
    public init(compat: any NftCompat = NoCompat()) {
        self.compat = compat
    }

    /// Those of tables that are not dormant; unknown where the ruleset was not read.
    public func chains(at point: HookPoint, in query: SnapshotQuery) -> Observed<[BaseChain]> {
        query.nftBaseChains(point.netns).flatMap { references in
            query.ruleset(point.netns).map { ruleset in
                references.compactMap { reference in
                    guard let table = ruleset.table(reference.family, reference.table),
                        let chain = table.chains[reference.name]
                    else { return nil }
                    return Self.baseChain(chain, table, point)
                }
            }
        }
    }

    private static func baseChain(_ chain: NftChain, _ table: NftTable, _ point: HookPoint) -> BaseChain? {
        guard let base = chain.base, isAsked(table.family, base, point) else { return nil }
        let kind: BaseChain.Kind = base.type == "nat" ? .nat : base.type == "route" ? .route : .filter
        return BaseChain(
            backend: .nft, family: RuleFamily(table.family), table: table.name, name: chain.name, kind: kind,
            priority: Int(base.priority),
            // Handles count up within a table, and tables have some of their own: chains that were added to an older
            // table later than to a younger one are taken to be older.
            registration: table.handle << 32 | chain.handle & 0xffff_ffff)
    }

    /// Chains of `inet` hang at ip and ip6; those of its ingress hook, as all of netdev, at devices.
    private static func isAsked(_ family: NftFamily, _ base: NftChain.Base, _ point: HookPoint) -> Bool {
        guard base.hook == NftChain.Hook(point.hook) else { return false }
        if point.family == .netdev {
            guard family == .netdev || family == .inet, let device = point.device else { return false }
            return base.devices.contains { pattern in
                pattern == device.name || (pattern.hasSuffix("*") && device.name.hasPrefix(pattern.dropLast()))
            }
        }
        guard base.hook != .ingress, base.hook != .egress else { return false }
        switch point.family {
        case .ip: return family == .ip || family == .inet
        case .ip6: return family == .ip6 || family == .inet
        case .arp: return family == .arp
        case .bridge: return family == .bridge
        case .inet, .netdev: return false
        }
    }

    /// Unknown where the ruleset was not read or has no such chain.
    public func evaluate(_ chain: BaseChain, _ packet: Packet, _ context: HookContext) -> [ChainOutcome] {
        guard let family = NftFamily(rawValue: chain.family.rawValue),
            let ruleset = context.query.ruleset(context.point.netns).value,
            let table = ruleset.table(family, chain.table), let base = table.chains[chain.name]
        else {
            let reference = RuleReference(
                netns: context.point.netns, backend: .nft, family: chain.family, table: chain.table, chain: chain.name,
                place: .chain, text: "")
            let reason = context.query.ruleset(context.point.netns).reason ?? "the chain \(chain.name) does not exist"
            return [ChainOutcome(.unknown(from: reference, because: reason), packet: packet, trace: [])]
        }
        return NftChainRun(table: table, base: base, context: context, compat: compat).run(packet)
    }
}

extension NftChain.Hook {
    init(_ hook: Hook) {
        self =
            switch hook {
            case .prerouting: .prerouting
            case .input: .input
            case .forward: .forward
            case .output: .output
            case .postrouting: .postrouting
            case .ingress: .ingress
            case .egress: .egress
            }
    }
}
