import Diagnosis

// A followed runbook: what found something with its values, what follows from it, what nobody could judge; the rest briefly.
extension Telling {
    static func sections(_ checklist: Checklist) -> [Section] {
        let order = StepOrder(checklist)
        let story = Story(checklist.report)
        let looked = (order.found + order.after + order.unjudged + order.unreached).map(section)
        let rest = order.rest.map { step -> [Run] in
            let reason = step.state == .ok ? (step.value ?? step.reason).map { ": \($0)" } ?? "" : ""
            return [Run(step.word, .grade(step.ink)), Run(" \(step.number). \(step.question)\(reason)")]
        }
        return [Section([], headlines(story) + [.prose([.strong(checklist.title)])])] + looked
            + [
                Section([Run(order.restWords ?? "")], rest.isEmpty ? [] : [.items(rest)]),
                Section(["Target"], [.facts(facts(checklist.report))]),
            ] + timeline(checklist) + limits(story).suffix(1)
    }

    private static func timeline(_ checklist: Checklist) -> [Section] {
        guard !checklist.timeline.isEmpty else { return [] }
        return [Section(["Timeline"], [.items(checklist.timeline.map { [.strong($0.time), Run(" \($0.words)")] })])]
    }

    private static func section(_ step: Checklist.Step) -> Section {
        let isBehind = step.state == .unreached
        let word =
            isBehind ? step.unreachedWords : step.after.isEmpty ? step.word : "look again after \(step.afterWords)"
        var blocks: [Block] =
            (step.findings.isEmpty ? step.value ?? step.reason : step.reason).map { [.prose([Run($0)])] } ?? []
        for finding in step.findings {
            let sentence = finding.summary.isEmpty ? finding.title : finding.summary
            blocks.append(.prose([.grade(finding.severity), " ", .name(finding.id), Run(": \(sentence)")]))
            if step.after.isEmpty { blocks += details(finding) }
        }
        let shown = Set(step.findings.flatMap(\.evidence).compactMap(\.command))
        let commands = step.commands.filter { !shown.contains($0) }
        if !commands.isEmpty, !isBehind { blocks += Self.commands("See it:", commands) }
        let isCause = step.findings.contains { $0.isRootCause && $0.severity > .info }
        // Without a word of its own a step would have no section.
        if blocks.isEmpty { blocks = [.prose([Run(word)])] }
        return Section(
            [Run("\(step.number). \(step.question) "), Run(word, .grade(step.after.isEmpty ? step.ink : .faint))],
            isCause: isCause, blocks)
    }
}
