import TerminalText

/// Text of XML 1.0, in elements and in quoted attributes alike; and of HTML that is XML, too. Characters that XML cannot
/// carry, not even as references, are spelled out before.
enum XMLEscape {
    static func text(_ text: String) -> String { marks(Escape.text(text)) }

    /// A name that may be bytes which are no text.
    static func text(bytes: [UInt8]) -> String { marks(Escape.text(bytes: bytes)) }

    /// A command to copy: its backslashes stay single.
    static func command(_ text: String) -> String { marks(Escape.command(text)) }

    /// Of text that is safe to show.
    static func marks(_ escaped: String) -> String {
        guard escaped.utf8.contains(where: isMark) else { return escaped }
        var out = ""
        for scalar in escaped.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}
