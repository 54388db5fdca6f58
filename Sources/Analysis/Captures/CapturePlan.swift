import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// At which links the target's packets must be captured so that a loss is between two of them, and what packets look like
/// there.
public struct CapturePlan: Sendable {
    public struct Place: Hashable, Sendable {
        public let ref: LinkRef
        public let name: String
        /// What the target's packets, and the answers to them, look like here: the outermost header.
        public internal(set) var tuples: Set<Connection.Tuple>
        /// Packets have the headers here that the target gives them and sees.
        public internal(set) var isUntranslated: Bool
        /// Packets travel in tunnels here.
        public internal(set) var isTunnel: Bool
    }

    /// In the order in which packets of the target pass them.
    public private(set) var places: [Place] = []

    /// Places of a way that are taken: a way of more links than this is no container's.
    static let most = 16

    /// - Parameter analysis: of a snapshot that has all that the diagnosis read; `query.needs` says what is lacking still.
    public init(_ analysis: TargetAnalysis) {
        let verdicts = PacketTracer(analysis.routerCache, rules: .all, tapsLinks: true)
        // What lies behind the object that stops them: there, too, it must be seen that nothing arrives.
        let ways = PacketTracer(analysis.routerCache, rules: .all, for: .ways(rules: true), tapsLinks: true)
        let flows = Self.flows(analysis)
        for tracer in [verdicts, ways] {
            for flow in flows {
                for way in tracer.answer(flow).traces {
                    add(way.forward.taps, sent: way.forward.taps.first?.tuple, analysis)
                    for reply in way.replies { add(reply.taps, sent: way.forward.taps.first?.tuple, analysis) }
                }
            }
        }
    }

    /// What the user asks; else the ways out, and what is led to the target from outside.
    private static func flows(_ analysis: TargetAnalysis) -> [PathFlow] {
        let asked = analysis.asked.filter { $0.question == .to }
        guard asked.isEmpty else { return asked.map(\.answer.flow) }
        let published = analysis.asked.filter { $0.question == .published }
        return (analysis.defaultRoutes + analysis.asked.filter { $0.question == .gateway } + published).map(
            \.answer.flow)
    }

    private mutating func add(_ taps: [Tap], sent: Connection.Tuple?, _ analysis: TargetAnalysis) {
        for tap in taps {
            guard let link = analysis.query.link(tap.link).value, !link.isLoopback else { continue }
            let isSame = tap.tuple.isSame(as: sent)
            if let index = places.firstIndex(where: { $0.ref == tap.link }) {
                places[index].tuples.insert(tap.outer ?? tap.tuple)
                places[index].isUntranslated = places[index].isUntranslated && isSame
                places[index].isTunnel = places[index].isTunnel || tap.outer != nil
            } else if places.count < Self.most {
                places.append(
                    Place(
                        ref: tap.link, name: link.ifname, tuples: [tap.outer ?? tap.tuple], isUntranslated: isSame,
                        isTunnel: tap.outer != nil))
            }
        }
    }
}

extension Connection.Tuple {
    /// The same header, or that of the answer.
    fileprivate func isSame(as sent: Connection.Tuple?) -> Bool {
        guard let sent else { return true }
        return (src == sent.src && dst == sent.dst && dport == sent.dport)
            || (src == sent.dst && dst == sent.src && sport == sent.dport)
    }
}
