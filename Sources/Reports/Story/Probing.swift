import Analysis
import Diagnosis
import NetworkModel

extension ProbeReport {
    /// `4 questions with 9 packets in 0.3 s: all as simulated`
    var headline: String {
        let tenths = (milliseconds + 50) / 100
        let packets = questions.reduce(0) { $0 + $1.sent }
        let odd = questions.filter(\.isOdd).count
        let verdict = odd == 0 ? "" : ": \(odd) not as simulated"
        return "\(questions.count) \(questions.count == 1 ? "question" : "questions") with \(packets) real "
            + "\(packets == 1 ? "packet" : "packets") in \(tenths / 10).\(tenths % 10) s\(verdict)"
    }
}

extension ProbeReport.Question {
    /// Kernel and simulation disagree.
    var isOdd: Bool { verdict == .works || verdict == .fails }

    /// What is to be said beside the three columns, in sentences.
    var remarks: [String] {
        let reason = because.map { ": \($0)" } ?? ""
        let difference: String? =
            switch verdict {
            case .works: "the simulation says that it does not get through\(reason)"
            case .fails: "the simulation says that it is answered"
            case .undecided where simulated == .uncertain || simulated == .unknown:
                because.map { "not compared: \($0)" }
            default: nil
            }
        return [difference, note].compactMap { $0 }
    }
}
