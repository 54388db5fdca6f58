import Addresses
import Analysis
import Netfilter
import PacketTrace

/// Questions to which no answer is known, as sentences for the head of a report.
enum OpenQuestions {
    private static let most = 4

    static func sentences(_ accounted: [AccountedQuestion], _ analysis: TargetAnalysis) -> [String] {
        var seen: Set<String> = []
        let open = accounted.compactMap { question -> String? in
            guard case .unknown(let reason) = question.account, seen.insert(reason).inserted else { return nil }
            let flow = question.path.answer.flow
            let port = flow.transport.ports.map { " port \($0.destination ?? 0)" } ?? ""
            return "what becomes of \(flow.transport.name)\(port) to \(flow.dst) is not known: \(reason)"
        }
        return Array((analysis.silentGuests + open).prefix(most))
    }
}
