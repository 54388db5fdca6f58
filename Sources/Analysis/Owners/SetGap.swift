import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// A set that lacks an address of the subject, for which a rule stops its packet: were the address in it, the packet
/// would get through. That is no guess; it was traced again with the address in the set.
public struct SetGap: Sendable {
    /// The packet that was stopped.
    public let path: AskedPath
    public let set: RuleSet
    /// The subject's address that is lacking.
    public let address: IPAddress
    /// Single addresses of the subject's own networks that are in it; at most 16.
    public let neighbors: [IPAddress]
    /// Those of them of which it is proved that nobody has them.
    public let gone: [IPAddress]
    /// The packet came to the set by a rule for this very address.
    public let isOwnChain: Bool
}

extension TargetAnalysis {
    /// Sets that are tried for one packet.
    private static let mostTried = 4

    func setGap(_ asked: AskedPath) -> SetGap? {
        guard let path = asked.stopped, !asked.isReplyStopped, let rule = path.dropPoint?.rule,
            path.dropPoint?.stage == .hook
        else {
            return nil
        }
        let own = ownAddresses(of: asked.subject)
        let visits = path.hops.last?.visits ?? []
        var tried: Set<RuleSet> = []
        for visit in visits.suffix(256).reversed() where visit.outcome.isNoMatch {
            for (set, address) in query.sets(of: visit.rule, for: path.packet) where own.contains(address) {
                guard tried.count < Self.mostTried, tried.insert(set).inserted else { continue }
                guard works(asked.answer.flow, with: address, in: set, of: rule.netns) else { continue }
                return gap(asked, set, address, of: rule.netns, visits)
            }
        }
        return nil
    }

    private func ownAddresses(of id: NetnsID) -> Set<IPAddress> {
        Set(
            [IPAddress.Family.inet, .inet6].flatMap { query.addresses(id, $0).value ?? [] }.filter(\.isUsable).map(
                \.address))
    }

    /// The packet's way where the set has the address.
    private func works(_ flow: PathFlow, with address: IPAddress, in set: RuleSet, of id: NetnsID) -> Bool {
        var snapshot = query.snapshot
        guard let namespace = snapshot.namespaces[id], let changed = set.adding(address, to: namespace) else {
            return false
        }
        snapshot.namespaces[id] = changed
        let other = SnapshotQuery(snapshot)
        let works = PacketTracer(RouterCache(other), rules: .all).answer(flow).works
        query.lack(other.needs)
        return works == true
    }

    private func gap(_ asked: AskedPath, _ set: RuleSet, _ address: IPAddress, of id: NetnsID, _ visits: [RuleVisit])
        -> SetGap
    {
        let attachments = attachments(of: asked.subject).filter { $0.bridge != nil }
        let networks = (query.addresses(asked.subject, address.family).value ?? []).filter { $0.address == address }
            .compactMap { Self.neighborhood($0.network) }
        let neighbors = set.hosts(in: query, id).filter { host in
            host != address && networks.contains { $0.contains(host) }
        }.prefix(16)
        let gone = neighbors.filter { host in
            !attachments.isEmpty && attachments.allSatisfy { query.holder(of: host, on: $0).isAbsent }
        }
        let isOwnChain = visits.contains { visit in
            guard let jump = visit.outcome.jump else { return false }
            return query.meanings(of: visit.rule).contains { meaning in
                let named = (meaning.conditions.sources + meaning.conditions.destinations).flatMap(\.wanted)
                return meaning.actions.contains(jump) && named.contains { $0.host == address }
            }
        }
        return SetGap(
            path: asked, set: set, address: address, neighbors: Array(neighbors), gone: gone, isOwnChain: isOwnChain)
    }
}

extension TargetAnalysis {
    /// A pod that is routed has a network of its own; those beside it have addresses out of the same block.
    private static func neighborhood(_ network: IPPrefix) -> IPPrefix? {
        guard network.length == network.family.width else { return network }
        return IPPrefix(network.address, length: network.family == .inet ? 24 : 64)?.network
    }
}

extension RuleVisit.Outcome {
    fileprivate var isNoMatch: Bool { if case .noMatch = self { true } else { false } }

    /// The action that it came of; nil where the packet went to no other chain.
    fileprivate var jump: RuleAction? {
        switch self {
        case .jump(let chain): .jump(chain)
        case .goto(let chain): .goto(chain)
        case .noMatch, .immaterial, .passed, .return, .verdict: nil
        }
    }
}
