import Diagnosis
import NetworkModel
import TerminalText

// The ladder: each flow that was captured, from place to place.

extension Page {
    private static let mostListed = 6

    mutating func addCapture(_ report: Report) {
        guard let capture = report.capture else { return }
        labelled("captured", [Span(capture.headline)])
        for doubt in capture.doubts { prose([Span(doubt)], indent: Page.body, hang: Page.body + 2) }
        let all = Conversation.all(capture)
        let listed =
            options.detail == .verbose ? all[...] : all.filter { !$0.there.isForGroup }.prefix(Self.mostListed)
        for conversation in listed { add(conversation, capture) }
        let more = all.count - listed.count
        if more > 0 { prose([Span("\(more) more, to groups and others, with -v")], indent: Page.body) }
        for drop in (capture.drops ?? []).prefix(options.detail == .verbose ? .max : Self.mostListed) {
            prose([Span("dropped ", .crit), Span(drop.sentence)], indent: Page.body, hang: Page.body + 2)
        }
        if capture.drops?.isEmpty ?? false { prose([Span("the kernel told of no dropped packet")], indent: Page.body) }
        addMachineDrops(capture)
        if capture.unlisted > 0 { prose([Span("\(capture.unlisted) packets of other flows")], indent: Page.body) }
        blank()
    }

    /// Never as packets of the target: nobody said whose they were.
    private mutating func addMachineDrops(_ capture: CaptureReport) {
        guard capture.machineDrops != nil else { return }
        let all = capture.machineSentences
        guard !all.isEmpty else {
            return prose([Span("the kernel dropped no frame on the whole machine meanwhile")], indent: Page.body)
        }
        prose([Span("dropped on the whole machine meanwhile, whosever:")], indent: Page.body)
        let listed = all.prefix(options.detail == .verbose ? .max : Self.mostListed)
        for sentence in listed { prose([Span(sentence)], indent: Page.body + 2, hang: Page.body + 4) }
        let more = all.count - listed.count
        if more > 0 { prose([Span("\(more) more places with -v")], indent: Page.body + 2) }
    }

    private mutating func add(_ conversation: Conversation, _ capture: CaptureReport) {
        prose([Span(conversation.headline, .strong)], indent: Page.body, hang: Page.body + 2)
        let (there, back) = (conversation.there, conversation.back)
        line("there", back == nil ? "" : "back", [])
        for row in conversation.rows {
            // Answers come from below.
            if let back, let after = back.lostAfter, back.rungs[after].place == row.place { loss(back, isBack: true) }
            let looks = row.looks.map { [Span(" \($0)", .faint)] } ?? []
            line(
                row.there.map { "\($0.seen)" } ?? "", row.back.map { "\($0.seen)" } ?? "",
                [Span(capture.label(row.place))] + looks)
            if let after = there.lostAfter, there.rungs[after].place == row.place { loss(there, isBack: false) }
        }
        if let stop = there.answerStoppedBy {
            self.stop(isBack: true, "no answer: \(stop.reason)")
        }
    }

    private mutating func loss(_ stream: CaptureReport.Stream, isBack: Bool) {
        stop(isBack: isBack, "\(stream.lost) lost here: \(stream.lossReason)")
    }

    /// Numbers to the right of their columns.
    private mutating func line(_ there: String, _ back: String, _ tail: [Span]) {
        func right(_ text: String) -> String { String(repeating: " ", count: max(0, 5 - text.count)) + text }
        let numbers = right(there) + (back.isEmpty ? "" : "  " + right(back))
        row([(Span(numbers), 12)], tail, indent: Page.body)
    }

    private mutating func stop(isBack: Bool, _ reason: String) {
        row([(Span(isBack ? "           X" : "    X", .crit), 12)], [Span(reason, .crit)], indent: Page.body)
    }
}
