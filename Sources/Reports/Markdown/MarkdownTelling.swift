import TerminalText

/// What has no Markdown of its own, block by block.
public enum MarkdownTelling {
    private typealias M = MarkdownEscape

    public static func render(_ told: Told) -> String {
        let telling = Telling(told)
        var lines = ["## \(M.text(telling.title))", ""]
        for section in telling.sections {
            if !section.heading.isEmpty { lines += ["### \(runs(section.heading))", ""] }
            for block in section.blocks { lines += of(block) + [""] }
        }
        return MarkdownReport.joined(lines.last == "" ? lines.dropLast() : lines)
    }

    private static func of(_ block: Telling.Block) -> [String] {
        switch block {
        case .prose(let runs): return [self.runs(runs)]
        case .items(let items): return items.map { "- \(runs($0))" }
        case .facts(let facts): return facts.map { "- **\(M.text($0.label))**: \(runs($0.runs))" }
        case .table(let head, let rows):
            return ["| \(head.map(M.text).joined(separator: " | ")) |", "|\(head.map { _ in " :--- |" }.joined())"]
                + rows.map { "| \($0.map(runs).joined(separator: " | ")) |" }
        case .commands(let label, let commands):
            return [M.text(label), ""] + M.fence(commands.map { Escape.command($0) }, language: "sh")
        case .picture(let report): return M.fence(report.pictureLines, language: "text")
        }
    }

    private static func runs(_ runs: [Telling.Run]) -> String {
        runs.map { run in
            switch run.style {
            case .plain: M.text(run.text)
            case .strong, .grade: run.text.contains { $0 != " " } ? "**\(M.text(run.text))**" : ""
            case .name: M.code(run.text)
            }
        }.joined()
    }
}
