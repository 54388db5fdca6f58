/// Makes text from files safe to show: what steers a terminal, or cannot be seen, is spelled out.
package enum Visible {
    package static func text(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        return self.text(text.unicodeScalars)
    }

    package static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        scalars.reduce(into: "") { $0 += spelled($1) }
    }

    /// Whether a terminal shows the scalar and nothing else happens.
    package static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: return false
        default: return true
        }
    }

    /// The columns that already visible text takes, close enough for a caret.
    package static func width(_ visible: String) -> Int {
        visible.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark: sum
            default: sum + (isWide(scalar) ? 2 : 1)
            }
        }
    }

    private static func spelled(_ scalar: Unicode.Scalar) -> String {
        if scalar == "\t" { return " " }
        return isPlain(scalar) ? String(Character(scalar)) : "\\u{\(String(scalar.value, radix: 16))}"
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
