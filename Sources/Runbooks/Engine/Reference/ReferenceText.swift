extension CheckExplanation {
    /// The explanation as plain text for a terminal.
    public var text: String {
        var text = "\(Visible.text(id)) (\(Visible.text(severity)))\n\(Visible.text(title))\n"
        text += "\nRunbook \(runbook), step \(step)" + (question.isEmpty ? "" : ": \(Visible.text(question))") + "\n"
        for section in sections {
            text += "\n\(section.heading)\n"
            for line in section.lines.flatMap({ $0.split(separator: "\n", omittingEmptySubsequences: false) }) {
                let bullet = section.style == .items ? "- " : ""
                text += line.isEmpty ? "\n" : "  \(bullet)\(Visible.text(String(line)))\n"
            }
            while text.hasSuffix("\n\n") { text.removeLast() }
        }
        return text
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
