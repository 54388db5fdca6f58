/// Which characters may reach a reader as they are. Every format asks here, each then escapes in its own spelling.
public enum Printable {
    /// True where the scalar has a shape of its own and cannot move, hide or recolour its neighbours.
    public static func allows(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value >= 0x20 }
        let properties = scalar.properties
        // Covers zero-width joiners, variation selectors, Hangul fillers, tags: all that is drawn as nothing.
        if properties.isDefaultIgnorableCodePoint { return false }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            return false
        case .spaceSeparator:
            // A no-break or wide space looks like the space that it is not.
            return false
        default:
            return scalar.value != 0x2800  // BRAILLE PATTERN BLANK
        }
    }

    /// Combining marks, which are drawn on top of what stands before them.
    public static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }

    /// The bytes of a name that need escaping nowhere, the usual case.
    public static func isPlainASCII(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }
    }
}
