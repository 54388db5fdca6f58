/// Turns any text into one word of a POSIX shell that is safe to paste.
///
/// Names of interfaces and processes are chosen by whoever made them. Single quotes stop the shell from reading them;
/// control characters would still steer the terminal into which a command is pasted (the end of a bracketed paste is
/// such a sequence), so text with any is spelled for `printf` instead.
public enum ShellQuoting {
    /// The word as a shell must be told it; a word of plain characters is itself.
    public static func quoted(_ text: String) -> String {
        if !text.isEmpty, text.utf8.allSatisfy(isPlain), text.utf8.first != UInt8(ascii: "=") { return text }
        guard text.unicodeScalars.allSatisfy(Printable.allows) else { return spelled(text) }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// `[A-Za-z0-9_./:@%+=,-]`
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_./:@%+=,-".utf8.contains(byte)
        }
    }

    /// Everything but plain characters as octal numbers, the `-` too, lest `printf` take the text for an option.
    /// `$(…)` drops line ends at the end of the text; no name that a command could use has any.
    private static func spelled(_ text: String) -> String {
        let format = text.utf8.reduce(into: "") { format, byte in
            if byte == UInt8(ascii: "%") {
                format += "%%"
            } else if isPlain(byte), byte != UInt8(ascii: "-") {
                format.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 8)
                format += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }
        }
        return "\"$(printf '\(format)')\""
    }
}
