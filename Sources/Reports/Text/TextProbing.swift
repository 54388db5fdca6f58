import Analysis
import Diagnosis
import NetworkModel
import TerminalText

// What was asked with real packets: asked, simulated, real.

extension Page {
    /// Beyond it, what came of a question has little room left.
    private static let mostAsked = 32

    mutating func addProbing(_ report: Report) {
        guard let probing = report.probing else { return }
        labelled("probed", [Span(probing.headline)])
        let width = min(Self.mostAsked, probing.questions.map { Span($0.asked).width }.max() ?? 0)
        let header = [("asked", width), ("simulated", 9)].map { (Span($0.0, .faint), $0.1) }
        row(header, [Span("real", .faint)], indent: Page.body)
        for question in probing.questions {
            row(
                [(Span(question.asked), width), (Span(question.simulated.rawValue), 9)],
                [Span(question.real, question.ink)], indent: Page.body)
            for remark in question.remarks {
                prose(
                    [Span(question.isOdd ? "X " : "  ", question.ink), Span(remark)], indent: Page.body + 2,
                    hang: Page.body + 4)
            }
        }
        blank()
    }
}

extension ProbeReport.Question {
    fileprivate var ink: Ink {
        switch verdict {
        case .works, .fails: .crit
        case .unanswered, .turnedBack: .warn
        case .undecided: .faint
        case .agrees: .plain
        }
    }
}
