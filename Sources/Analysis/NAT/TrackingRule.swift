import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// A rule that decides about connection tracking, and by that keeps NAT from doing what it is there for.
public struct TrackingRule: Sendable {
    /// The packet that gets lost by it.
    public let path: AskedPath
    /// `notrack`, or one that sets a zone.
    public let rule: RuleReference
    /// It exempts the packet; else it sets a zone, for one direction only.
    public let isExemption: Bool
    /// The rule that translates the source as soon as this one is gone; nil where another packet of NAT is concerned.
    public let translation: RuleReference?
    /// The packet was seen to get lost; else it leaves this node with a source that should have been translated.
    public let isProved: Bool
}

extension TargetAnalysis {
    /// One for each rule, for the first packet that it hits. Each was simulated: without it the packet is translated
    /// as it should be, and gets through.
    func findTrackingRules() -> [TrackingRule] {
        var found: [TrackingRule] = []
        var tried: Set<RuleReference> = []
        for path in asked where Self.isAbout(path.question) {
            guard let way = path.way, path.stopped != nil || way.forward.disposition == .leftNode else { continue }
            let rules = trackingRules(on: way)
            for (rule, isExemption) in rules where tried.insert(rule).inserted {
                if let hit = tracking(path, rule, isExemption) { found.append(hit) }
            }
        }
        return found
    }

    private static func isAbout(_ question: AskedPath.Question) -> Bool {
        switch question {
        case .outside, .nameserver, .to, .stuck, .flow, .published, .service: true
        default: false
        }
    }

    private func tracking(_ path: AskedPath, _ rule: RuleReference, _ isExemption: Bool) -> TrackingRule? {
        trying({ rule.remove(from: &$0) }) { other in
            let same = other.asked.first {
                $0.subject == path.subject && $0.question == path.question && $0.answer.flow == path.answer.flow
            }
            guard let same, same.works, let without = same.way else { return nil }
            let translation = without.forward.sourceNAT?.rule
            let isProved = path.stopped != nil
            // What leaves as it is may be meant to, unless somebody translates it as soon as it is tracked.
            guard isProved || translation != nil && path.way?.forward.packet.src != without.forward.packet.src else {
                return nil
            }
            return TrackingRule(
                path: path, rule: rule, isExemption: isExemption, translation: translation, isProved: isProved)
        }
    }

    /// Those that the packet, or the answer to it, has met and that were for it.
    private func trackingRules(on way: BidirectionalTrace) -> [(RuleReference, isExemption: Bool)] {
        ([way.forward] + way.replies).flatMap(\.hops).flatMap(\.visits).compactMap { visit in
            switch visit.outcome {
            case .passed, .verdict(.accept): break
            default: return nil
            }
            let actions = query.meanings(of: visit.rule, asking: false).flatMap(\.actions)
            if actions.contains(.exemptFromTracking) { return (visit.rule, true) }
            return actions.contains(.setZone) ? (visit.rule, false) : nil
        }
    }
}
