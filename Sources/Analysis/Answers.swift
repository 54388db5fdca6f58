import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

/// Flows traced, each once: an answer for which no fact was lacking is good for the following rounds too.
final class Answers {
    private let tracer: PacketTracer
    private var final: [PathFlow: PathAnswer] = [:]
    private var finalAcknowledgments: [PathFlow: Acknowledgment?] = [:]
    private let generations: [NetnsID: UInt32]

    /// - Parameter earlier: those of the round before.
    init(_ routerCache: RouterCache, after earlier: Answers? = nil) {
        tracer = PacketTracer(routerCache, rules: .all)
        generations = routerCache.query.snapshot.namespaces.compactMapValues { $0.ruleset?.generation }
        // A ruleset that changed meanwhile was thrown away and is read anew: what followed from the old one is void.
        guard let earlier, earlier.generations.allSatisfy({ generations[$0.key] == $0.value }) else { return }
        final = earlier.final
        finalAcknowledgments = earlier.finalAcknowledgments
    }

    /// What confirms that a connection was answered; see `PacketTracer`.
    func acknowledgment(of flow: PathFlow) -> Acknowledgment? {
        if let known = finalAcknowledgments[flow] { return known }
        let before = tracer.query.lacks
        let acknowledgment = tracer.acknowledgment(of: flow)
        if tracer.query.lacks == before { finalAcknowledgments.updateValue(acknowledgment, forKey: flow) }
        return acknowledgment
    }

    /// The ways of its answers, as if somebody listened where it arrives.
    func welcomes(to flow: PathFlow) -> [Trace] { tracer.welcomes(to: flow) }

    func answer(_ flow: PathFlow) -> PathAnswer {
        if let answer = final[flow] { return answer }
        let before = tracer.query.lacks
        let answer = tracer.answer(flow)
        if tracer.query.lacks == before { final[flow] = answer }
        return answer
    }
}
