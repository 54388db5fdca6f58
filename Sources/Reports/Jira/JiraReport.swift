/// A ticket in Jira's wiki markup.
public enum JiraReport {
    public static func render(_ told: Told) -> String {
        let telling = Telling(told)
        var lines = ["h2. \(J.text(telling.title))", ""]
        for section in telling.sections {
            if !section.heading.isEmpty { lines += ["h3. \(runs(section.heading))", ""] }
            for block in section.blocks { lines += of(block) + [""] }
        }
        while lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines.map { $0 + "\n" }.joined()
    }

    private typealias J = JiraEscape

    private static func of(_ block: Telling.Block) -> [String] {
        switch block {
        case .prose(let runs): return [self.runs(runs)]
        case .items(let items): return items.map { "* \(runs($0))" }
        case .facts(let facts): return facts.map { "* *\(J.text($0.label))*: \(runs($0.runs))" }
        case .table(let head, let rows):
            return ["||\(head.map(J.text).joined(separator: "||"))||"]
                + rows.map { row in
                    // A cell with nothing in it would join its neighbours.
                    "|\(row.map { $0.isEmpty ? " " : runs($0) }.joined(separator: "|"))|"
                }
        case .commands(let label, let commands): return [J.text(label)] + J.block(commands)
        case .picture(let report): return J.block(report.pictureLines)
        }
    }

    private static func runs(_ runs: [Telling.Run]) -> String {
        runs.map { run in
            switch run.style {
            case .plain: J.text(run.text)
            case .strong, .grade: run.text.contains { $0 != " " } ? "{*}\(J.text(run.text)){*}" : ""
            case .name: J.name(run.text)
            }
        }.joined()
    }
}
