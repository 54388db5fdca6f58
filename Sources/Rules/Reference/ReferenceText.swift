import YAML
import TerminalText

extension CheckExplanation {
    /// The explanation as plain text for a terminal of so many columns; nil where lines are not to be broken.
    public func text(width: Int? = 80) -> String {
        let width = width.map { min(max($0, 40), 120) } ?? .max
        func wrapped(_ text: String, _ indent: Int, _ hang: Int) -> [String] {
            TextWrapping.lines(Visible.text(text), width: width, indent: indent, hang: hang)
        }
        var lines = wrapped("\(id) (\(severity))", 0, 2) + wrapped(title, 0, 0) + [""]
        lines += wrapped("Runbook \(runbook), step \(step)" + (question.isEmpty ? "" : ": \(question)"), 0, 2)
        for section in sections {
            lines += ["", section.heading]
            for line in section.lines {
                switch section.style {
                case .prose:
                    for (index, paragraph) in TextWrapping.paragraphs(line).enumerated() {
                        lines += (index > 0 ? [""] : []) + wrapped(paragraph, 2, 0)
                    }
                case .code: lines += wrapped(line, 2, 4)
                case .items: lines += wrapped("- \(line)", 2, 2)
                }
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension CheckReference {
    /// The reference of all runbooks as one Markdown page.
    public func markdown(title: String = "Checks") -> String {
        var page = "# \(title)\n"
        for runbook in runbooks {
            page += "\n## \(Markdown.text(runbook.metadata.title))\n\n"
            page += "Runbook `\(runbook.id)`, version \(Markdown.text(runbook.metadata.version)).\n"
            if let description = runbook.metadata.description { page += "\n\(Markdown.text(description))\n" }
            page += steps(of: runbook)
            for check in runbook.checks {
                page += markdown(CheckExplanation(check, in: runbook, among: runbooks))
            }
        }
        return page
    }

    private func steps(of runbook: Runbook) -> String {
        guard !runbook.steps.isEmpty else { return "" }
        var list = "\n"
        for (position, step) in runbook.steps.enumerated() {
            list += "\(position + 1). \(Markdown.text(step.question.text))"
            let checks = runbook.checks.filter { $0.step.text == step.id.text }.map {
                "[`\($0.id.text)`](#\($0.id.text))"
            }
            list += checks.isEmpty ? "\n" : " (\(checks.joined(separator: ", ")))\n"
            if let command = step.command { list += "   \(Markdown.code(command.text.onOneLine))\n" }
        }
        return list
    }

    private func markdown(_ check: CheckExplanation) -> String {
        var page = "\n### \(check.id)\n\n**\(Markdown.text(check.title))** · \(Markdown.text(check.severity))\n"
        for section in check.sections {
            page += "\n#### \(section.heading)\n\n"
            switch section.style {
            case .prose: page += section.lines.map(Markdown.text).joined(separator: "\n").trimmingLineEnds + "\n"
            case .code: page += Markdown.block(section.lines)
            case .items: page += section.lines.map { "- \(Markdown.text($0))\n" }.joined()
            }
        }
        return page
    }
}

extension String {
    /// The text without line ends at its end.
    fileprivate var trimmingLineEnds: String {
        var text = self
        while text.last == "\n" { text.removeLast() }
        return text
    }
}
