/// The one gate between data and a terminal. What comes out holds no control character, nothing invisible and nothing
/// that reorders text, so that no name, comment or file content can move the cursor, write to the clipboard or fake a
/// line of ours.
///
/// Spelling: `\n \r \t`, `\xHH` for other ASCII controls and for bytes that are not UTF-8, `\u{H}` for the rest.
/// A backslash of the data is doubled, so that each output has exactly one input.
public enum Escape {
    /// More marks than any script needs on one letter are a smear over the lines above.
    private static let mostMarks = 4

    /// Data of any origin.
    public static func text(_ text: String, ascii: Bool = false) -> String {
        if Printable.isPlainASCII(text) { return text }
        return spell(text.unicodeScalars, as: .data, ascii: ascii)
    }

    /// Bytes as the kernel or a file gave them.
    public static func text(bytes: [UInt8], ascii: Bool = false) -> String {
        var out = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            let valid = validPrefix(rest)
            out += text(String(decoding: rest.prefix(valid), as: UTF8.self), ascii: ascii)
            rest = rest.dropFirst(valid)
            if let bad = rest.popFirst() { out += "\\x" + hex(UInt32(bad), digits: 2) }
        }
        return out
    }

    /// A command to copy: its backslashes stay single, as the shell needs them. Ask `isAltered` whether what is shown
    /// still is the command.
    public static func command(_ text: String, ascii: Bool = false) -> String {
        if Printable.isPlainASCII(text) { return text }
        return spell(text.unicodeScalars, as: .command, ascii: ascii)
    }

    /// Whether a command had to be changed to be shown, and hence must not be pasted.
    public static func isAltered(command text: String, ascii: Bool = false) -> Bool {
        command(text, ascii: ascii).unicodeScalars.elementsEqual(text.unicodeScalars) == false
    }

    /// How far what is shown may differ from what it shows.
    enum Spelling {
        /// Each output has exactly one input.
        case data
        /// Backslashes stay single, as the shell needs them.
        case command
        /// As `Visible` says.
        case source
    }

    static func spell(_ scalars: some Sequence<Unicode.Scalar>, as style: Spelling, ascii: Bool = false) -> String {
        var out = ""
        out.reserveCapacity(scalars.underestimatedCount + 16)
        // A mark with nothing of its own field to stand on would sit on ours.
        var marks = mostMarks
        for scalar in scalars {
            if scalar == "\\" && style == .data {
                out += "\\\\"
                marks = 0
            } else if !Printable.allows(scalar) || (ascii && scalar.value > 0x7e) {
                out += spelling(of: scalar, as: style)
                marks = mostMarks
            } else if Printable.isMark(scalar) {
                if marks < mostMarks {
                    out.unicodeScalars.append(scalar)
                } else {
                    out += spelling(of: scalar, as: style)
                }
                marks += 1
            } else {
                out.unicodeScalars.append(scalar)
                // A word that began with a mark would join it to whatever stands before the word.
                marks = scalar == " " ? mostMarks : 0
            }
        }
        return out
    }

    private static func spelling(of scalar: Unicode.Scalar, as style: Spelling) -> String {
        if style == .source { return scalar == "\t" ? " " : "\\u{" + String(scalar.value, radix: 16) + "}" }
        return switch scalar.value {
        case 0x0a: "\\n"
        case 0x0d: "\\r"
        case 0x09: "\\t"
        case ..<0x80: "\\x" + hex(scalar.value, digits: 2)
        default: "\\u{" + String(scalar.value, radix: 16) + "}"
        }
    }

    private static func hex(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// How many bytes at the front are whole, valid UTF-8.
    private static func validPrefix(_ bytes: ArraySlice<UInt8>) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var count = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): count += UTF8.width(scalar)
            case .emptyInput, .error: return count
            }
        }
    }
}
