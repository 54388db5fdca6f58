import Diagnosis
import NetworkModel

// How far the eye reached, so that "nothing found" means something.
extension Telling {
    private static let mostAsked = 100

    static func questions(_ report: Report) -> Section {
        guard !report.paths.isEmpty else { return Section([], []) }
        let good = report.paths.count { $0.isGood || report.staysInside($0) }
        // Those that fail first: the list may be long.
        let ordered =
            report.paths.filter { !$0.isGood && !report.staysInside($0) }
            + report.paths.filter { $0.isGood || report.staysInside($0) }
        let index = TopologyIndex(report.topology)
        let rows = ordered.prefix(mostAsked).map { path -> [[Run]] in
            let isFine = path.isGood || report.staysInside(path)
            let stop = isFine ? nil : path.stop.map { "\($0.stage): \($0.phrase(in: index.label($0.netns)))" }
            return [
                [.name(path.question)], [Run(path.flowPhrase)],
                [isFine ? Run(report.resultPhrase(path)) : .strong(report.resultPhrase(path))], [Run(stop ?? "")],
            ]
        }
        let rest = ordered.count - rows.count
        return Section(
            ["Simulated packets"],
            [
                .prose([Run("\(good) of \(report.paths.count) \(good == 1 ? "gets" : "get") through")]),
                .table(head: ["question", "packet", "result", "stopped at"], rows: Array(rows)),
            ] + (rest > 0 ? [.prose([Run("\(rest) more: -o json has all")])] : []))
    }

    /// What could not be judged or read, what was looked at, and what never is.
    static func limits(_ story: Story) -> [Section] {
        let report = story.report
        let index = TopologyIndex(report.topology)
        let unjudged = story.unjudged.map { [.name($0.id), Run(": \($0.reason ?? $0.title)")] as [Run] }
        let open = report.openQuestions.map { [Run($0)] }
        let unseen = story.unseen.map { gap -> [Run] in
            let place = gap.netns.map { " of \(index.label($0.inode))" } ?? ""
            return [.strong(gap.fact + place), Run(": \(gap.reason)\(gap.hint.map { "; hint: \($0)" } ?? "")")]
        }
        return [
            Section(["Not judged"], [open + unjudged].filter { !$0.isEmpty }.map(Block.items)),
            Section(["Not seen"], unseen.isEmpty ? [] : [.items(unseen)]),
            Section(
                ["Looked at"],
                [
                    .items(
                        (report.scope + [report.coverage.phrase(report.verdict)]).filter { !$0.isEmpty }.map {
                            [Run($0)]
                        })
                ]),
            Section(
                ["Not looked at"], report.notLookedAt.isEmpty ? [] : [.items(report.notLookedAt.map { [Run($0)] })]),
        ]
    }
}
