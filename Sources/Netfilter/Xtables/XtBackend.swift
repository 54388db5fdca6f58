import NetworkModel
import SnapshotQuery

/// The tables of iptables-legacy as the trace asks them.
public struct XtBackend: RuleBackend {
    public init() {}

    /// Where a table hangs: NF_IP_PRI_* (linux/netfilter_ipv4.h).
    private static let tables: [(name: String, priorities: [Hook: Int])] = [
        ("raw", [.prerouting: -300, .output: -300]),
        ("mangle", [.prerouting: -150, .input: -150, .forward: -150, .output: -150, .postrouting: -150]),
        ("nat", [.prerouting: -100, .input: 100, .output: -100, .postrouting: 100]),
        ("filter", [.input: 0, .forward: 0, .output: 0]),
        ("security", [.input: 50, .forward: 50, .output: 50]),
    ]

    /// The tables that this namespace has; unknown where one of them is not modelled. Absent tables have no chains.
    public func chains(at point: HookPoint, in query: SnapshotQuery) -> Observed<[BaseChain]> {
        guard let family = XtFamily(rawValue: point.family.rawValue) else { return .known([]) }
        switch query.xtableNames(point.netns, family) {
        case .absent: return .known([])
        case .unknown(let reason): return .unknown(reason)
        case .known(let names):
            if family == .arp { return names.isEmpty ? .known([]) : .unknown("arptables-legacy is not modelled") }
            let known = Self.tables.map(\.name)
            if let stranger = names.first(where: { !known.contains($0) }) {
                return .unknown("the table \(stranger) is not modelled")
            }
            return .known(
                Self.tables.filter { names.contains($0.name) }.compactMap { Self.chain($0.name, $0.priorities, point) })
        }
    }

    private static func chain(_ table: String, _ priorities: [Hook: Int], _ point: HookPoint) -> BaseChain? {
        guard let priority = priorities[point.hook], let number = point.hook.number else { return nil }
        let kind: BaseChain.Kind = table == "nat" ? .nat : table == "mangle" && point.hook == .output ? .route : .filter
        return BaseChain(
            backend: .legacy, family: point.family, table: table, name: XtChain.builtInNames[number], kind: kind,
            priority: priority)
    }

    /// Unknown where the table was not read or has no such chain.
    public func evaluate(_ chain: BaseChain, _ packet: Packet, _ context: HookContext) -> [ChainOutcome] {
        let reference = RuleReference(
            netns: context.point.netns, backend: .legacy, family: chain.family, table: chain.table, chain: chain.name,
            place: .chain, text: "")
        func unknown(_ reason: String) -> [ChainOutcome] {
            [ChainOutcome(.unknown(from: reference, because: reason), packet: packet, trace: [])]
        }
        guard let family = XtFamily(rawValue: chain.family.rawValue) else {
            return unknown("the family \(chain.family) has no tables")
        }
        switch context.query.xtChains(context.point.netns, family, chain.table) {
        case .absent: return unknown("the table \(chain.table) does not exist")
        case .unknown(let reason): return unknown("the table \(chain.table) \(reason)")
        case .known(let chains):
            guard let base = chains[chain.name], base.hook != nil else {
                return unknown("the chain \(chain.name) does not exist")
            }
            return XtChainRun(base: base, chains: chains, reference: reference, context: context).run(packet)
        }
    }
}

extension Hook {
    /// NF_INET_*
    fileprivate var number: Int? {
        switch self {
        case .prerouting: 0
        case .input: 1
        case .forward: 2
        case .output: 3
        case .postrouting: 4
        case .ingress, .egress: nil
        }
    }
}
