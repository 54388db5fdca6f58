import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

extension Questions {
    /// Of a whole node: from outside to node ports that kube-proxy refuses for want of an endpoint here, where its rule
    /// has met somebody. Others are that way by design, on each node without an endpoint.
    func refusedNodePorts() -> [AskedPath] {
        analysis.inspected.flatMap { id -> [AskedPath] in
            let ports = refusedPorts(in: id).prefix(Self.most)
            guard !ports.isEmpty else { return [] }
            return entrances(of: id, for: id, .inet).flatMap { entry in
                ports.compactMap { transport in
                    entry.address.flatMap { entry.flow(to: $0, transport, analysis) }.map { ask(.published, id, $0) }
                }
            }
        }
    }

    private func refusedPorts(in id: NetnsID) -> [Transport] {
        guard let table = analysis.query.ruleset(id).value?.table(.ip, "filter"),
            table.chains[Self.externalServices] != nil,
            let rules = analysis.query.nftRules(id, table.ref(Self.externalServices)).value
        else { return [] }
        return rules.filter(\.hasMetPackets).flatMap { rule in
            analysis.query.meanings(of: rule, table, id).compactMap { meaning in
                guard meaning.actions.contains(.drop), meaning.conditions.destinations.isEmpty,
                    let port = meaning.conditions.destinationPorts.first?.wanted.first?.lowerBound
                else { return nil }
                switch meaning.conditions.protocols.first?.wanted.first {
                case 6: return Self.connection(port)
                case 17: return Self.datagram(port)
                default: return nil
                }
            }
        }
    }

    /// kube-proxy's chain for addresses that are not the cluster's own.
    private static let externalServices = "KUBE-EXTERNAL-SERVICES"
}

extension NftRule {
    fileprivate var hasMetPackets: Bool {
        expressions.contains { if case .counter(let packets, _) = $0 { packets > 0 } else { false } }
    }
}
