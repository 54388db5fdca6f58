import Diagnosis
import TerminalText

extension Guide {
    /// What of a screen is not the guide's own to know.
    public struct Moment: Sendable, Hashable {
        /// When it was looked, by the clock on the wall: `15:58:29`.
        public var seen: String
        /// Seconds since then; nil where that says nothing, as of a saved snapshot.
        public var ago: Int?
        /// A look that goes on, in words.
        public var progress: String?

        public init(seen: String, ago: Int?, progress: String? = nil) {
            self.seen = seen
            self.ago = ago
            self.progress = progress
        }
    }

    /// The lines of a screen, at most as many as there are rows, none wider than it is.
    public func screen(rows: Int, at moment: Moment, _ options: TextOptions) -> [String] {
        var page = Page(options)
        page.addGuideHead(self, moment)
        switch view {
        case .list:
            let layout = GuideLayout(rows: rows)
            page.addSteps(self, rows: layout.list)
            page.addRule()
            page.addPane(self, rows: layout.pane)
        case .detail(let top):
            page.addRule()
            page.addWindow(details(options), from: top, rows: rows - page.lines.count - 2)
        case .help:
            page.addRule()
            page.addHelp(rows: rows - page.lines.count - 1)
        }
        let body = Array(page.lines.prefix(max(0, rows - 1)))
        let blank = [String](repeating: "", count: max(0, rows - 1 - body.count))
        return body + blank + [foot(moment, options)]
    }

    /// The line of the prompt, of what the last key came to, or of the keys.
    private func foot(_ moment: Moment, _ options: TextOptions) -> String {
        var page = Page(options)
        if let progress = moment.progress {
            page.single([Span(progress, .strong)])
        } else if let prompt {
            page.single([Span("\(prompt.label) ", .strong), Span("\(prompt.text)_")])
        } else if let message {
            page.single([Span(message, .strong)])
        } else {
            page.single([Span(keys, .faint)])
        }
        return page.lines.first ?? ""
    }

    private var keys: String {
        switch view {
        case .list:
            let again = isLive ? "r look again  " : ""
            return "j/k  enter detail  / find  \(again)n note  w ticket  ? help  q quit"
        case .detail: return "j/k scroll  f fill in a value  n note  h back  ? help"
        case .help: return "any key goes back"
        }
    }
}

extension Guide.Prompt {
    fileprivate var label: String {
        switch purpose {
        case .find: "/"
        case .note: "note:"
        case .ticket: "ticket file:"
        case .colon: ":"
        case .value(_, let word, _): "\(word) is:"
        }
    }
}

extension Page {
    /// One line that is cut where it is too long; what is cut is said elsewhere in full.
    mutating func single(_ spans: [Span], indent: Int = 1, end: Span? = nil) {
        let room = options.columns - indent - (end.map { granted($0).width + 2 } ?? 0)
        var left = room
        var kept: [(Span, Int)] = []
        for span in spans where left > 0 {
            let cut = granted(granted(span).cut(to: left))
            kept.append((cut, 0))
            left -= cut.width
        }
        line(kept.map(\.0), indent: indent, end: end.map { granted($0) })
    }

    fileprivate mutating func addGuideHead(_ guide: Guide, _ moment: Guide.Moment) {
        let report = guide.checklist.report
        let ago = isNarrow ? "" : moment.ago.map { ", \(Self.words(seconds: $0)) ago" } ?? ""
        let target = report.target.phrase + (guide.host.isEmpty ? "" : ", \(guide.host)")
        single(
            [Span("\(report.verdict.word) ", report.verdict.ink), Span(target, .strong)],
            end: Span("\(isNarrow ? "" : "seen ")\(moment.seen)\(ago)", .faint))
        let story = Story(report)
        let cause: [Span]
        if let lead = story.headlines.first {
            let more = story.headlines.count > 1 ? " (and \(story.headlines.count - 1) more)" : ""
            cause = [Span("\(lead.lead.id)\(more): ", .strong), Span(lead.sentence)]
        } else {
            cause = [Span(story.opening)]
        }
        let through = isNarrow ? report.throughWords.map { _ in report.questions.fraction } : report.throughWords
        single(cause, end: through.map { Span($0) })
    }

    /// A telephone, or a corner of a screen.
    private var isNarrow: Bool { options.columns < 60 }

    private static func words(seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min"
        default: "\(seconds / 3600) h"
        }
    }

    mutating func addRule() { single([Span(String(repeating: "-", count: options.columns - 2), .faint)]) }

    fileprivate mutating func addSteps(_ guide: Guide, rows: Int) {
        let chosen = GuideRows(guide, rows: rows)
        let steps = guide.checklist.steps.filter { chosen.numbers.contains($0.number) }
        let position = steps.firstIndex { $0.number == guide.selected } ?? 0
        let top = max(0, min(position - rows / 2, steps.count - rows))
        let shown = steps.dropFirst(top).prefix(rows)
        for step in shown { addLine(of: step, in: guide) }
        for _ in shown.count..<max(shown.count, rows) { lines(adding: "") }
        let above = top > 0 ? "\(top) above" : nil
        let below = top + rows < steps.count ? "\(steps.count - top - rows) below" : nil
        let rest = guide.showsAll ? "all \(steps.count) steps" : chosen.rest
        let words = [rest, above, below].compactMap { $0 }.joined(separator: "; ")
        single([Span("  \(words)", .faint)], end: Span(guide.showsAll ? "(a fewer)" : "(a all)", .faint))
    }

    private mutating func addLine(of step: Checklist.Step, in guide: Guide) {
        let isSelected = step.number == guide.selected
        let number = String(step.number)
        let padding = String(repeating: " ", count: max(0, 3 - number.count))
        let hasMoved = guide.change?.steps.contains(step.number) ?? false
        let isCause = step.findings.contains { $0.isRootCause && $0.severity > .info }
        let topic = granted(granted(Span(step.topic ?? "")).cut(to: 12))
        let word = step.listWord
        let ink: Ink = isSelected ? .strong : step.state == .ok || step.state == .skipped ? .faint : .plain
        single(
            [
                Span("\(isSelected ? ">" : hasMoved ? "*" : " ")\(padding)\(number) ", isSelected ? .strong : .plain),
                Span(word.padding(to: 6), step.listInk),
                Span(topic.text.padding(to: 12 + topic.text.count - topic.width) + " ", ink),
                Span(step.listText, isSelected ? .strong : .plain),
            ], indent: 0, end: isCause ? Span(isNarrow ? "CAUSE" : "ROOT CAUSE", .crit) : nil)
    }

    /// What is said of the selected step, as far as there is room.
    fileprivate mutating func addPane(_ guide: Guide, rows: Int) {
        guard let step = guide.step else { return }
        var pane: [(String, Span)] = []
        if let finding = step.findings.first(where: \.isRootCause) ?? step.findings.first {
            let more = step.findings.count > 1 ? " (and \(step.findings.count - 1) more: enter)" : ""
            pane.append(("what", Span("\(finding.summary.isEmpty ? finding.title : finding.summary)\(more)")))
            if let see = finding.evidence.lazy.compactMap(\.command).first ?? finding.confirm.first {
                pane.append(("see", Span(command: see)))
            }
            if let fix = finding.fix.first {
                let more = finding.fix.count > 1 ? "1 of \(finding.fix.count)" : ""
                pane.append(("fix \(more)", Span(command: fix.command)))
                if let trial = guide.trial {
                    pane += [("or", Span(command: trial.command)), ("then", Span(trial.outcome))]
                } else {
                    let blanks = FixBlanks(fix).words
                    if let outcome = fix.outcome { pane.append(("then", Span("\(outcome) (simulated)"))) }
                    if !blanks.isEmpty {
                        pane.append(("", Span("f asks for \(blanks.joined(separator: ", ")), and simulates it")))
                    }
                }
                if let risk = fix.risk { pane.append(("risk", Span(risk))) }
            } else if !step.after.isEmpty {
                pane.append(("then", Span("goes with step \(step.afterWords): look again when that is mended")))
            }
        } else {
            pane.append(("ask", Span(step.question)))
            if step.state == .unreached { pane.append(("", Span(step.unreachedWords))) }
            if let value = step.value { pane.append(("seen", Span(value))) }
            if let reason = step.reason { pane.append(("why", Span(reason))) }
            if let see = step.commands.first { pane.append(("see", Span(command: see))) }
            if !step.ruledOut.isEmpty {
                pane.append(("so", Span("it is not \(step.ruledOut.joined(separator: ", "))")))
            }
        }
        addItems(pane, rows: rows)
    }

    /// A line each, and what room is left for those that need more, in their order. Commands are never told in part without
    /// a sign: a cut one ends in an ellipsis, and is whole behind enter.
    private mutating func addItems(_ items: [(label: String, text: Span)], rows: Int) {
        var spare = max(0, rows - items.count)
        for (label, text) in items.prefix(rows) {
            let width = max(6, label.count + 1)
            var whole = Page(options)
            whole.row([(Span(label, .faint), width - 2)], [text], indent: 1)
            if whole.lines.count - 1 <= spare {
                spare -= whole.lines.count - 1
                for line in whole.lines { lines(adding: line) }
            } else {
                single([Span(label.padding(to: width), .faint), text])
            }
        }
    }

    fileprivate mutating func addWindow(_ text: [String], from top: Int, rows: Int) {
        let rows = max(1, rows)
        let first = min(top, max(0, text.count - rows))
        for line in text.dropFirst(first).prefix(rows) { lines(adding: line) }
        if text.count > rows {
            single([Span("\(min(text.count, first + rows)) of \(text.count) lines", .faint)])
        }
    }

    fileprivate mutating func addHelp(rows: Int) {
        for (keys, meaning) in Guide.help.prefix(max(1, rows)) {
            row([(Span(keys, .strong), 20)], [granted(Span(meaning)).cut(to: options.columns - 24)], indent: 1)
        }
    }
}

extension Guide {
    fileprivate static let help = [
        ("j k, arrows", "a step down, up"),
        ("space b, PgDn PgUp", "a page down, up"),
        ("g G, Home End", "the first, the last"),
        ("tab", "the next step that is not ok"),
        ("enter l", "all that is known of the step; h goes back"),
        ("/", "find a word; / and enter finds the next"),
        ("a", "all steps, or those that matter"),
        ("r", "look again, and say what has moved"),
        ("f", "fill in what the fix lacks, and simulate it"),
        ("n", "a note at this step"),
        ("w", "write the ticket (.md .json .html .jira) and the snapshot"),
        (": 7  :w FILE  :q", "as in vi"),
        ("^Z", "to the shell, to type the fix; fg comes back"),
        ("^L", "draw anew"),
        ("q", "end; the exit status tells the verdict"),
        ("", "Nothing is run or changed here: type the commands yourself."),
    ]
}

extension Checklist.Step {
    fileprivate var listWord: String {
        if !after.isEmpty, state == .found { return "after" }
        return switch state {
        case .ok: "ok"
        case .skipped: "-"
        case .unknown, .found, .unreached: word
        }
    }

    fileprivate var listInk: Ink { after.isEmpty || state != .found ? ink : .faint }

    /// What was seen, in as few words as tell it.
    fileprivate var listText: String {
        if state == .unreached { return "\(value.map { "\($0): " } ?? "")\(unreachedWords)" }
        if !after.isEmpty { return "\(value.map { "\($0): " } ?? "")stops at \(afterWords)" }
        if let finding = findings.first(where: \.isRootCause) ?? findings.first {
            return finding.evidence.first?.phrase ?? finding.summary
        }
        return value ?? reason ?? question
    }
}

extension String {
    /// With spaces behind it, to be so many characters; never cut.
    func padding(to length: Int) -> String { self + String(repeating: " ", count: max(0, length - count)) }
}
