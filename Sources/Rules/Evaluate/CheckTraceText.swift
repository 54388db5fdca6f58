import YAML
import CEL
import TerminalText

extension CheckTrace {
    /// The trace as text, one value a line.
    ///
    ///     dog-heavy
    ///     item 1: p = Person{…}, d = Dog{…}
    ///       condition: d.weight > params.limit = true
    ///         d.weight = 30
    ///         params.limit = 20
    public var text: String {
        var lines = [id]
        for list in lists { lines += Self.lines(list, indent: "") }
        for (position, item) in items.enumerated() {
            let variables = item.variables.map { "\($0.name) = \(Self.short($0.value.description))" }
            lines.append("item \(position + 1)" + (variables.isEmpty ? "" : ": " + variables.joined(separator: ", ")))
            for part in item.parts { lines += Self.lines(part, indent: "  ") }
        }
        if items.isEmpty { lines.append("no items") }
        if isTruncated { lines.append("… more items are not shown") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ part: Part, indent: String) -> [String] {
        let first = "\(indent)\(part.role): \(Visible.text(part.text)) = \(text(part.outcome))"
        let others = part.trace.entries.dropFirst().map { entry in
            let depth = String(repeating: "  ", count: min(entry.depth, 16))
            return "\(indent)\(depth)\(Visible.text(entry.text.onOneLine)) = \(text(entry.outcome))"
        }
        return [first] + others + (part.trace.isTruncated ? ["\(indent)  …"] : [])
    }

    private static func text(_ outcome: Outcome) -> String {
        switch outcome {
        case .value(let value): short(value.description)
        case .unknown(let reason): short("unknown(\(reason.reasons.joined(separator: "; ")))")
        case .error(let error): short("error: \(error.summary)")
        }
    }

    private static func short(_ text: String) -> String {
        let visible = Visible.text(text.unicodeScalars.prefix(160))
        return visible + (text.unicodeScalars.count > 160 ? "…" : "")
    }
}
