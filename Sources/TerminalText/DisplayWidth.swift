/// How many terminal columns text takes. Input is text that has passed `Escape` or `Visible`.
public enum DisplayWidth {
    /// The smallest piece that a line may be cut into: an escape sequence, or a character with its marks.
    public struct Unit {
        /// One character with its marks, or one escape sequence.
        public var text: String
        /// In terminal columns.
        public var width: Int
    }

    /// Columns of a whole text.
    public static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    }

    /// Columns of one character: none for a mark that is drawn on the one before it, two for a wide one.
    public static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        if Printable.isMark(scalar) || isConjoining(scalar.value) { return 0 }
        return isWide(scalar) ? 2 : 1
    }

    /// The text with as many spaces behind it as it lacks; a text that is wider stays as it is.
    public static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - of(text)))
    }

    /// A text in the pieces that it may be cut into, none of them without a width but perhaps the first.
    public static func units(of text: String) -> [Unit] {
        var units: [Unit] = []
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            let end = index + sequenceLength(scalars[index...])
            var piece = ""
            piece.unicodeScalars.append(contentsOf: scalars[index..<end])
            let columns = of(piece)
            if columns == 0, let last = units.indices.last {
                units[last].text += piece
            } else {
                units.append(Unit(text: piece, width: columns))
            }
            index = end
        }
        return units
    }

    /// Length of the escape sequence that starts here, 1 for an ordinary character.
    private static func sequenceLength(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
        guard scalars.first == "\\", let next = scalars.dropFirst().first else { return 1 }
        switch next {
        case "x": return min(4, scalars.count)
        case "u":
            guard let close = scalars.prefix(12).firstIndex(of: "}") else { return 1 }
            return close - scalars.startIndex + 1
        case "\\", "n", "r", "t": return 2
        default: return 1
        }
    }

    /// Hangul vowels and finals, which join the syllable before them.
    private static func isConjoining(_ value: UInt32) -> Bool {
        (0x1160...0x11ff).contains(value) || (0xd7b0...0xd7ff).contains(value)
    }

    /// East_Asian_Width W or F, in ranges that include their unassigned neighbours; emoji by their own property.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x1100 { return false }
        if scalar.properties.isEmojiPresentation { return true }
        return wide.contains { $0.contains(scalar.value) }
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2329...0x232a, 0x2630...0x2637, 0x268a...0x268f, 0x2e80...0x303e, 0x3041...0x4dff,
        0x4e00...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6b,
        0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18dff, 0x1aff0...0x1b2ff, 0x1d300...0x1d376,
        0x1f200...0x1f265, 0x1f300...0x1f320, 0x1f3fb...0x1f3ff, 0x20000...0x3fffd,
    ]
}
