import Analysis
import Diagnosis
import NetworkModel

// A diagnosis: what is wrong, whom it is about, the causes with proof and fix, and how far the eye reached.
extension Telling {
    private static let most = 20

    static func sections(_ report: Report) -> [Section] {
        let story = Story(report)
        return [Section([], headlines(story)), Section(["Target"], [.facts(facts(report))]), path(report)]
            + story.causes.map { cause($0, story) } + [plan(report), others(story)] + seen(report)
            + [questions(report)] + limits(story)
    }

    /// The first lines: what is wrong, or that nothing is.
    static func headlines(_ story: Story) -> [Block] {
        let vantage: [Block] = ([story.report.vantage] + story.report.notApplied).compactMap { sentence in
            sentence.map { .prose([Run($0)]) }
        }
        guard !story.headlines.isEmpty else { return vantage + [.prose([Run(story.opening)])] }
        return vantage
            + [
                .items(
                    story.headlines.map { group in
                        [
                            .grade(group.lead.severity), " ", .name(group.lead.id),
                            Run(": \(group.sentence)\(group.moreWords)"),
                        ]
                    })
            ]
    }

    static func facts(_ report: Report) -> [(label: String, runs: [Run])] {
        let target = report.target
        var facts: [(label: String, runs: [Run])] = [
            ("Verdict", [.grade(report.verdict), Run(": \(report.verdict.meaning)")]),
            ("Target", [Run(target.phrase + (target.innerPID.map { ", \($0)" } ?? ""))]),
        ]
        if let netns = target.netns {
            let host = report.isOnHostNetwork ? ", the host's own network" : ""
            facts.append(("Network namespace", [.name(netns.full), Run(host)]))
        }
        if let container = target.container {
            let pod: [Run] = container.podUid.map { [", pod ", .name($0)] } ?? []
            let label: [Run] = container.label?.words.map { [", ", Run($0)] } ?? []
            facts.append(
                ("Container", [Run(container.runtime.map { "\($0) " } ?? ""), .name(container.id)] + pod + label))
        }
        if let datapath = report.datapath { facts.append(("Network", [Run(datapath.words)])) }
        facts.append(("Host", [.name(report.host.name), ", Linux ", .name(report.host.kernel)]))
        facts.append(("Seen", [.name(report.startedAt), ", by nsdoctor ", .name(report.toolVersion)]))
        return facts
    }

    private static func path(_ report: Report) -> Section {
        guard PictureBuilder(report).picture() != nil else { return Section([], []) }
        return Section(["Path"], [.picture(report)])
    }

    private static func cause(_ group: Story.Group, _ story: Story) -> Section {
        let finding = group.lead
        let word = finding.certainty == .likely ? "Likely cause: " : "Root cause: "
        var blocks: [Block] = [.prose([.grade(finding.severity), Run(" \(group.sentence)")])]
        if !finding.title.isEmpty, finding.title != group.sentence { blocks.append(.prose([Run(finding.title)])) }
        blocks += details(finding)
        var more: [[Run]] = []
        if !group.others.isEmpty {
            more.append(["also in "] + Run.names(group.others.map(\.subject.name), most: most))
        }
        let explained = story.consequences(of: group)
        if !explained.isEmpty { more.append(["explains "] + Run.names(explained)) }
        more.append(
            ["runbook ", .name(finding.runbook.id), ", step ", .name(finding.runbook.step)]
                + finding.references.flatMap { ["; ", .name($0)] as [Run] })
        return Section(
            [Run(word), .name(finding.id), Run(", \(finding.subject.phrase)")], isCause: true, blocks + [.items(more)])
    }

    /// Proof, ways to see it, and what mends it.
    static func details(_ finding: Finding) -> [Block] {
        var blocks: [Block] = []
        if !finding.evidence.isEmpty {
            blocks.append(
                .table(
                    head: ["proof", "is", "should be", "see it with"],
                    rows: finding.evidence.map { evidence in
                        [evidence.fact, evidence.observed, evidence.expected, evidence.command].map { text in
                            text.map { [.name($0)] } ?? []
                        }
                    }))
        }
        let shown = Set(finding.evidence.compactMap(\.command))
        let confirm = finding.confirm.filter { !shown.contains($0) }
        if !confirm.isEmpty { blocks += commands("Confirm:", confirm) }
        for fix in finding.fix {
            blocks += commands("Fix:", [fix.command])
            let words: [[Run]] = [
                fix.risk.map { [.strong("risk"), Run(": \($0)")] },
                fix.outcome.map { [.strong("then"), Run(": \($0), as simulated")] },
            ].compactMap { $0 }
            if !words.isEmpty { blocks.append(.items(words)) }
        }
        return blocks
    }

    private static func plan(_ report: Report) -> Section {
        guard report.plan.count > 1 else { return Section([], []) }
        return Section(
            ["Plan, as simulated"],
            report.plan.enumerated().flatMap { number, step -> [Block] in
                commands("Step \(number + 1):", [step.command]) + [.prose([Run(step.outcome)])]
            })
    }

    private static func others(_ story: Story) -> Section {
        guard !story.others.isEmpty else { return Section([], []) }
        let onlyNotes = story.others.allSatisfy { $0.lead.severity == .info }
        return Section(
            [onlyNotes ? "Notes" : story.causes.isEmpty ? "Found" : "Also found"],
            story.others.flatMap { group -> [Block] in
                let finding = group.lead
                let sentence: Block = .prose([
                    .grade(finding.severity), " ", .name(finding.id), Run(": \(group.sentence)\(group.moreWords)"),
                ])
                return [sentence] + (finding.severity > .info ? details(finding) : [])
            })
    }
}
