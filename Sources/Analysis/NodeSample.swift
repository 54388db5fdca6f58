import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

extension TargetAnalysis {
    /// Subjects of a node whose packets are traced: each costs as much as a diagnosis of its own.
    private static let mostSampled = 24
    /// Of those that hang on the same bridge or router, which mostly fare alike.
    private static let mostAlike = 8

    /// One after the other of each kind, so that every bridge and router has its turn.
    func sample() -> [NetnsID] {
        var kinds: [[NetnsID]] = []
        var places: [Kind: Int] = [:]
        for id in scope.subjects {
            guard let router = waysOut[id]?.lazy.compactMap(\.routers.first).first else { continue }
            let bridge = attachments(of: id).lazy.compactMap { $0.bridge?.ref }.first
            let kind = Kind(router: router, bridge: bridge)
            if let place = places[kind] {
                kinds[place].append(id)
            } else {
                places[kind] = kinds.count
                kinds.append([id])
            }
        }
        let turns = (0..<Self.mostAlike).flatMap { turn in kinds.compactMap { $0.dropFirst(turn).first } }
        return Array(turns.prefix(Self.mostSampled))
    }

    private struct Kind: Hashable {
        var router: NetnsID
        var bridge: LinkRef?
    }
}
