import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

/// Rules that a program made once and that are gone, as what they left behind shows.
public struct FlushedRules: Sendable {
    /// Where the rules were.
    public let netns: NetnsID
    /// Whose chains are left over without rules or without a jump to them: `Docker`; nil where none are.
    public let owner: String?
    /// `ip nat DOCKER`
    public let chains: [String]
    /// The program that makes such rules and runs here, though no chain of it is left: only where a policy that it sets
    /// stops packets.
    public let daemon: ProcessCensus.Daemon?
    /// A connection of the subject's that was translated when it began, as no new one is; nil where none is left.
    public let oldFlow: ConntrackEntry?
    /// Subjects whose packets pass there.
    public let affected: [NetnsID]

    /// Lets the owner make its rules again; nil for owners of whom no such command is known.
    public var remake: Platform.Remake? {
        switch owner {
        case "kube-proxy": .daemonSet("kube-proxy")
        case "netavark": Platform.all.first { $0.id == "podman" }?.remake
        default: Platform.all.first { $0.name == owner }?.remake
        }
    }
}

extension TargetAnalysis {
    /// Only where packets are refused, or leave untranslated, and something is left to show why.
    public var flushedRules: [FlushedRules] {
        inspected.compactMap { id -> FlushedRules? in
            let untranslated = outsideSources.compactMap(\.missing).filter { $0.netns == id && $0.lent == nil }
            let isStopped = asked.contains {
                $0.stopped?.dropPoint?.netns == id && $0.stopped?.dropPoint?.rule?.place == .policy
                    && $0.stopped?.hops.last?.hook == .forward
            }
            guard !untranslated.isEmpty || isStopped else { return nil }
            let left = orphans(in: id)
            // Where chains that translate are left, what is missing is one rule, and said by itself.
            let flow =
                left.isEmpty && hasNATChains(id)
                ? nil : untranslated.lazy.compactMap { self.translatedFlow(of: $0.source, by: $0.oif) }.first
            let bereft = left.isEmpty && flow == nil && isStopped ? daemonWithoutChains(in: id) : nil
            guard !left.isEmpty || flow != nil || bereft != nil else { return nil }
            return FlushedRules(
                netns: id, owner: left.first?.owner ?? bereft?.owner, chains: left.map(\.chain),
                daemon: bereft?.daemon, oldFlow: flow, affected: affected(by: id))
        }
    }

    /// A connection from the same source out of the same link that is translated. Those among the node's own networks are
    /// translated for other reasons.
    func translatedFlow(of source: IPAddress, by oif: LinkRef) -> ConntrackEntry? {
        (query.flows(oif.netns, .address(.origSrc, source)).value ?? []).first { flow in
            flow.reply.dst != source
                && routerCache.lookup(RouteFlow(dst: flow.reply.src), in: oif.netns).value?.oif == oif.ifindex
        }
    }

    /// A program of this namespace that makes rules, none of whose chains is there.
    private func daemonWithoutChains(in id: NetnsID) -> (owner: String, daemon: ProcessCensus.Daemon)? {
        guard let census = query.census().value else { return nil }
        let nft = (query.ruleset(id).value?.tables.rows ?? []).flatMap(\.chains.keys)
        let legacy = [XtFamily.ip, .ip6].flatMap { family in
            (query.xtableNames(id, family).value ?? []).flatMap { name in
                query.xtable(id, family, name).value?.chains.map(\.name) ?? []
            }
        }
        for daemon in census.daemons where daemon.netns == id {
            guard let prefix = Self.daemons[daemon.comm],
                let owner = Self.owners.first(where: { $0.0 == prefix })?.1,
                !(nft + legacy).contains(where: { $0.hasPrefix(prefix) })
            else { continue }
            return (owner, daemon)
        }
        return nil
    }

    private static let daemons = ["dockerd": "DOCKER"]

    func hasNATChains(_ id: NetnsID) -> Bool {
        let tables = query.ruleset(id).value?.tables.rows ?? []
        return tables.contains { $0.chains.values.contains { $0.base?.type == "nat" } }
            || [XtFamily.ip, .ip6].contains { (query.xtableNames(id, $0).value ?? []).contains("nat") }
    }

    /// Chains of a program that nothing leads to, in tables where all of that program's chains are so.
    private func orphans(in id: NetnsID) -> [(owner: String, chain: String)] {
        var found: [(owner: String, chain: String)] = []
        for table in query.ruleset(id).value?.tables.rows ?? [] {
            guard table.family == .ip || table.family == .ip6, table.name == "nat" || table.name == "filter" else {
                continue
            }
            for (prefix, owner) in Self.owners {
                let chains = table.chains.values.filter { $0.isOwned(prefix) }.sorted { $0.handle < $1.handle }
                guard !chains.isEmpty, chains.count <= 64 else { continue }
                let isOrphaned = chains.allSatisfy { chain in
                    // Each rule in a chain counts as a use of it, as does each jump to it (nft_use_inc).
                    chain.use == 0
                        || query.nftRules(id, table.ref(chain.name)).value.map { $0.count == chain.use } ?? false
                }
                guard isOrphaned else { continue }
                found += chains.map { (owner, "\(table.family.rawValue) \(table.name) \($0.name)") }
            }
        }
        return found + legacyOrphans(in: id)
    }

    private func legacyOrphans(in id: NetnsID) -> [(owner: String, chain: String)] {
        var found: [(owner: String, chain: String)] = []
        for family in [XtFamily.ip, .ip6] {
            for name in query.xtableNames(id, family).value ?? [] where name == "nat" || name == "filter" {
                guard let table = query.xtable(id, family, name).value else { continue }
                let targets = Set(table.chains.flatMap(\.rules).compactMap(\.target.chain))
                for (prefix, owner) in Self.owners {
                    let chains = table.chains.map(\.name).filter { $0.hasPrefix(prefix) && !$0.isMarker }
                    guard !chains.isEmpty, targets.isDisjoint(with: chains) else { continue }
                    found += chains.map { (owner, "\(family.rawValue) \(name) \($0)") }
                }
            }
        }
        return found
    }

    private static let owners: [(String, String)] = [
        ("DOCKER", "Docker"), ("KUBE-", "kube-proxy"), ("CNI-", "a CNI plugin"), ("NETAVARK", "netavark"),
        ("cali-", "Calico"), ("FLANNEL", "flannel"), ("LIBVIRT_", "libvirt"),
    ]
}

extension NftChain {
    fileprivate func isOwned(_ prefix: String) -> Bool { base == nil && name.hasPrefix(prefix) && !name.isMarker }
}

extension String {
    /// Chains that are made to see whether somebody flushes: nothing ever leads to them.
    fileprivate var isMarker: Bool { hasSuffix("-CANARY") || hasSuffix("-HINT") }
}

extension XtTarget {
    fileprivate var chain: String? {
        switch self {
        case .jump(let name), .goto(let name): name
        default: nil
        }
    }
}
