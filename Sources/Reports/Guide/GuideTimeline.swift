import Diagnosis

/// What was seen and done while a fault was hunted, for the ticket.
public struct GuideTimeline: Sendable, Hashable {
    public private(set) var entries: [Checklist.Event] = []

    mutating func add(_ kind: Checklist.Event.Kind, at time: String, step: Int? = nil, _ text: String) {
        entries.append(Checklist.Event(time: time, kind: kind, step: step, text: text))
    }
}

extension Checklist.Event {
    /// `note at step 7: who turned it off?`, without its time.
    var words: String {
        let what =
            switch kind {
            case .look: "looked"
            case .note: "note"
            case .value: "tried on paper"
            case .ticket: "ticket"
            }
        return "\(what)\(step.map { " at step \($0)" } ?? ""): \(text)"
    }
}

/// What is otherwise in a look than in the one before.
struct GuideChange: Hashable {
    /// `4 -> 9 of 9 get through; ip-forward-off is gone`.
    let words: String
    /// Steps whose state is another. Values count packets and entries: they move by themselves.
    let steps: Set<Int>

    init(from before: Checklist, to now: Checklist) {
        var parts: [String] = []
        let (was, questions) = (before.report.questions, now.report.questions)
        if was != questions {
            let count = was.wanted == questions.wanted ? "\(was.answered)" : "\(was.answered) of \(was.wanted)"
            parts.append("\(count) -> \(questions.answered) of \(questions.wanted) get through")
        }
        let (had, has) = (Self.causes(before), Self.causes(now))
        let (gone, came) = (had.filter { !has.contains($0) }, has.filter { !had.contains($0) })
        if !gone.isEmpty { parts.append("\(gone.joined(separator: ", ")) \(gone.count == 1 ? "is" : "are") gone") }
        if !came.isEmpty { parts.append("new: \(came.joined(separator: ", "))") }
        let old = Dictionary(before.steps.map { ($0.question, $0) }, uniquingKeysWith: { first, _ in first })
        steps = Set(
            now.steps.filter { step in
                old[step.question].map { $0.state != step.state } ?? true
            }.map(\.number))
        if parts.isEmpty, !steps.isEmpty {
            parts.append("\(steps.count) \(steps.count == 1 ? "step says" : "steps say") something else")
        }
        words = parts.isEmpty ? "nothing has changed" : parts.joined(separator: "; ")
    }

    private static func causes(_ checklist: Checklist) -> [String] {
        var seen: Set<String> = []
        return checklist.report.findings.filter { $0.isRootCause && $0.severity > .info }.map(\.id).filter {
            seen.insert($0).inserted
        }
    }
}

extension Report {
    /// `4 of 9 packets get through`; nil where none is asked for, and where all of them do and something is wrong all the
    /// same: then they are not what is lost.
    var throughWords: String? {
        let all = questions.answered == questions.wanted
        guard questions.wanted > 0, !all || verdict == .ok else { return nil }
        return questions.words
    }
}

extension QuestionCount {
    /// `4 of 9`
    var fraction: String { "\(answered) of \(wanted)" }

    /// `4 of 9 packets get through`
    var words: String { "\(fraction) \(wanted == 1 ? "packet gets" : "packets get") through" }
}
