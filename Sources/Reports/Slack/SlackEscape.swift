import TerminalText

/// Slack's text: `&`, `<` and `>` are all that it takes for marks of its own in plain text; links, mentions of people and of
/// channels begin with `<`.
enum SlackEscape {
    /// - Parameter most: characters as JavaScript counts them; what is longer loses its end, and says so.
    static func text(_ text: String, most: Int) -> String {
        let whole = marks(Escape.text(text))
        guard whole.utf16.count > most else { return whole }
        let gap = " [...]"
        var length = gap.utf16.count
        var out = ""
        for unit in DisplayWidth.units(of: Escape.text(text)) {
            let piece = marks(unit.text)
            length += piece.utf16.count
            guard length <= most else { break }
            out += piece
        }
        return out + gap
    }

    /// Of text that is safe to show.
    static func marks(_ escaped: String) -> String {
        escaped.unicodeScalars.reduce(into: "") { out, scalar in
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            default: out.unicodeScalars.append(scalar)
            }
        }
    }
}
