import TerminalText

/// JSON's escaper. Beyond what RFC 8259 asks, it escapes all that `Printable` refuses (DEL, C1, bidi and zero-width
/// controls, line separators …), because `--json` is read on terminals too. Nothing is lost: parsers undo it.
enum JSONEscape {
    static func append(_ text: String, to out: inout [UInt8]) { append(text, to: &out) { Printable.allows($0) } }

    /// Escapes all beyond ASCII, too.
    static func appendASCII(_ text: String, to out: inout [UInt8]) { append(text, to: &out) { _ in false } }

    @inline(__always)
    private static func append(_ text: String, to out: inout [UInt8], _ mayStand: (Unicode.Scalar) -> Bool) {
        out.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                // Whole runs at once: nearly all bytes of a report need nothing.
                let end = bytes[start...].firstIndex { !isPlain($0) } ?? bytes.count
                out.append(contentsOf: bytes[start..<end])
                guard end < bytes.count else { break }
                let special = bytes[end...].firstIndex { isPlain($0) } ?? bytes.count
                for scalar in String(decoding: bytes[end..<special], as: UTF8.self).unicodeScalars {
                    append(scalar, to: &out, mayStand)
                }
                start = special
            }
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func append(_ scalar: Unicode.Scalar, to out: inout [UInt8], _ mayStand: (Unicode.Scalar) -> Bool) {
        switch scalar {
        case "\"", "\\": appendShort(UInt8(truncatingIfNeeded: scalar.value), to: &out)
        case "\n": appendShort(UInt8(ascii: "n"), to: &out)
        case "\r": appendShort(UInt8(ascii: "r"), to: &out)
        case "\t": appendShort(UInt8(ascii: "t"), to: &out)
        case _ where mayStand(scalar):
            out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default:
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { appendHex(unit, to: &out) }
        }
    }

    private static func appendShort(_ letter: UInt8, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\\"))
        out.append(letter)
    }

    private static func appendHex(_ unit: UInt16, to out: inout [UInt8]) {
        appendShort(UInt8(ascii: "u"), to: &out)
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: unit >> UInt16(shift) & 0xf)
            out.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
