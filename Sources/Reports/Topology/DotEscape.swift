import TerminalText

/// Quoted strings of Graphviz's DOT language. Layout escapes (`\N`, `\l`) and entities, both live in plain labels, are
/// taken from the data; only our own `\n` stays.
enum DotEscape {
    static func quoted(_ lines: [String]) -> String {
        let escaped = lines.map { line in
            var out = ""
            for character in Shorten.middle(Escape.text(line), to: 60).unicodeScalars {
                switch character {
                case "\\": out += "\\\\"
                case "\"": out += "\\\""
                case "&": out += "&amp;"
                default: out.unicodeScalars.append(character)
                }
            }
            return out
        }
        return "\"\(escaped.joined(separator: "\\n"))\""
    }
}
