import Analysis
import Diagnosis
import NetworkModel
import TerminalText

// What was asked with real packets: asked, simulated, real.

extension Page {
    /// A question that is longer is so seldom that the others need not make room for it.
    private static let mostAsked = 30
    private static let simulatedWidth = 9
    /// Between columns.
    private static let gap = 2
    /// What came of a question needs so much.
    private static let leastReal = 20

    mutating func addProbing(_ report: Report) {
        guard let probing = report.probing else { return }
        labelled("probed", [Span(probing.headline)])
        let room = options.columns - Page.body - Self.simulatedWidth - 2 * Self.gap - Self.leastReal
        let widths = probing.questions.map { Span($0.asked).width }.filter { $0 <= min(room, Self.mostAsked) }
        let width = widths.max() ?? 0
        row(
            [(Span("asked", .faint), width), (Span("simulated", .faint), Self.simulatedWidth)], [Span("real", .faint)],
            indent: Page.body)
        for question in probing.questions {
            add(question, width)
            for remark in question.remarks {
                let mark = question.isOdd ? Span("X ", question.ink) : ""
                prose([mark, Span(remark)], indent: Page.body + 2, hang: Page.body + 4)
            }
        }
        blank()
    }

    /// What is too long for its column stands on a line of its own.
    private mutating func add(_ question: ProbeReport.Question, _ width: Int) {
        let asked = Span(question.asked)
        let fits = asked.width <= width
        if !fits { prose([asked], indent: Page.body, hang: Page.body + 2) }
        row(
            [(fits ? asked : "", width), (Span(question.simulated.rawValue), Self.simulatedWidth)],
            [Span(question.real, question.ink)], indent: Page.body)
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
