/// Lines of files, and messages that quote them, made safe to show. Unlike `Escape.text` this is for reading only: a
/// tab becomes a space and backslashes stay as they were written, so that a line looks as its author knows it; what
/// steers a terminal, or cannot be seen, is spelled `\u{1b}`.
public enum Visible {
    /// A line as it may be shown.
    public static func text(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text }
        return self.text(text.unicodeScalars)
    }

    /// As ``text(_:)-(String)``, of code points that may be part of a longer text.
    public static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        Escape.spell(scalars, as: .source)
    }

    /// One character that stands alone; a combining mark, which would sit on its neighbour, is spelled.
    public static func scalar(_ scalar: Unicode.Scalar) -> String { text(CollectionOfOne(scalar)) }
}
