import Diagnosis

// The guide where there is no screen: texts that follow each other.

extension Guide {
    /// What is wrong, and how many steps are to be looked at.
    public func opening(_ options: TextOptions) -> String {
        var page = Page(options)
        page.addHeadline(Story(checklist.report))
        if let words = checklist.report.throughWords { page.prose([Span(words, .faint)], indent: 6) }
        page.blank()
        return page.text
    }

    /// The number of the step that is asked about next: what was found first, each once.
    public func next(after asked: Set<Int>) -> Int? {
        let order = StepOrder(checklist)
        return (order.found + order.after + order.unjudged + order.unreached).map(\.number).first {
            !asked.contains($0)
        }
    }

    public mutating func stand(at number: Int) {
        selected = number
        trial = nil
        message = nil
    }

    /// All that is known of the step.
    public func card(_ options: TextOptions) -> String { details(options).map { $0 + "\n" }.joined() }

    /// What the last thing came to; nil for nothing to say.
    public var lastMessage: String? { message }

    /// The first fix of the step that lacks values, with these in their places.
    ///
    /// - Parameter values: `WORD=VALUE` each.
    /// - Returns: nil where a word is left without a value, or no fix lacks one.
    public func filled(_ values: [String]) -> String? {
        let blanks = (step?.findings ?? []).flatMap(\.fix).map { FixBlanks($0) }.first { !$0.words.isEmpty }
        guard let blanks else { return nil }
        var known: [String: String] = [:]
        for value in values {
            let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            known[parts[0]] = parts[1]
        }
        return blanks.words.allSatisfy { known[$0] != nil } ? blanks.filled(known) : nil
    }

    /// What a command that was tried would do.
    public func trialLines(_ options: TextOptions) -> String {
        guard let trial else { return "" }
        var page = Page(options)
        page.command(trial.command, indent: 3)
        page.prose([Span(trial.outcome)], indent: 5)
        return page.text
    }

    /// The line that stays on the terminal when the screen is gone.
    public func farewell(_ options: TextOptions) -> String {
        var page = Page(options)
        page.addHeadline(Story(checklist.report))
        if let ticket = timeline.entries.last(where: { $0.kind == .ticket }) {
            page.prose([Span("ticket: \(ticket.text)", .faint)], indent: 6)
        }
        return page.text
    }
}
