import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

/// Flows walked on paper, each once: an answer for which no fact was lacking is good for the following rounds too.
final class Answers {
    private let walk: Walk
    private var final: [PathFlow: PathAnswer] = [:]
    private var finalAcknowledgments: [PathFlow: Acknowledgment?] = [:]
    private let generations: [NetnsID: UInt32]

    /// - Parameter earlier: those of the round before.
    init(_ roads: Roads, after earlier: Answers? = nil) {
        walk = Walk(roads, rules: .all)
        generations = roads.world.snapshot.namespaces.compactMapValues { $0.ruleset?.generation }
        // A ruleset that changed meanwhile was thrown away and is read anew: what followed from the old one is void.
        guard let earlier, earlier.generations.allSatisfy({ generations[$0.key] == $0.value }) else { return }
        final = earlier.final
        finalAcknowledgments = earlier.finalAcknowledgments
    }

    /// What confirms that a connection was answered; see `Walk`.
    func acknowledgment(of flow: PathFlow) -> Acknowledgment? {
        if let known = finalAcknowledgments[flow] { return known }
        let before = walk.world.lacks
        let acknowledgment = walk.acknowledgment(of: flow)
        if walk.world.lacks == before { finalAcknowledgments.updateValue(acknowledgment, forKey: flow) }
        return acknowledgment
    }

    func answer(_ flow: PathFlow) -> PathAnswer {
        if let answer = final[flow] { return answer }
        let before = walk.world.lacks
        let answer = walk.answer(flow)
        if walk.world.lacks == before { final[flow] = answer }
        return answer
    }
}
