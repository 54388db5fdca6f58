import YAML
import TerminalText

/// Text of runbooks as Markdown. Docs are written in Markdown; what would become HTML is not.
enum Markdown {
    static func text(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "<": result += "&lt;"
            case "&": result += "&amp;"
            case "\n": result += "\n"
            default: result += Visible.text([scalar])
            }
        }
    }

    /// A code span that may contain backticks.
    static func code(_ text: String) -> String {
        let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
        let pad = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        return fence + pad + Visible.text(text) + pad + fence
    }

    /// A code block whose fence no line can close.
    static func block(_ lines: [String]) -> String {
        let longest = lines.map { longestRun(of: "`", in: $0) }.max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)\n\(lines.map(Visible.text).joined(separator: "\n"))\n\(fence)\n"
    }

    private static func longestRun(of character: Character, in text: String) -> Int {
        var (longest, current) = (0, 0)
        for other in text {
            current = other == character ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}
