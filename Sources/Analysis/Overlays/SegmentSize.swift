import Addresses
import Netfilter
import NetworkModel
import PacketTrace

extension TargetAnalysis {
    /// Whether connections on a path are told to send smaller segments: the one that was traced to the same place shows it.
    public func isClamped(_ path: AskedPath) -> Bool {
        let connections = asked.filter {
            $0.question == .outside && $0.subject == path.subject && $0.answer.flow.dst == path.answer.flow.dst
        }
        return connections.contains { connection in
            guard let way = connection.way else { return false }
            // What the subject sends is as large as the answer's option allows.
            return way.forward.clampsSegments && way.replies.allSatisfy(\.clampsSegments)
        }
    }
}

extension Trace {
    /// A rule that sets TCP's maximum segment size has taken the packet.
    var clampsSegments: Bool {
        hops.lazy.flatMap(\.visits).contains { visit in
            let words = " \(visit.rule.text) "
            return visit.outcome == .passed
                && (words.contains(" TCPMSS ") || words.contains(" tcp option maxseg size set "))
        }
    }
}
