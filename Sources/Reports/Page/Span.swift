import TerminalText

/// What a run of text is, hence its colour.
enum Ink: Sendable, Hashable {
    case plain, strong, faint, crit, warn, ok, info, unknown

    /// SGR parameters (ECMA-48 8.3.117), of the eight colours that every terminal and theme has.
    var sgr: String {
        switch self {
        case .plain: ""
        case .strong: "1"
        case .faint: "2"
        case .crit: "1;31"
        case .warn: "33"
        case .ok: "32"
        case .info: "36"
        case .unknown: "35"
        }
    }
}

/// A run of text in one ink. There is no way to make one around `Escape`, which is the point of the type.
struct Span: Sendable, Hashable, ExpressibleByStringLiteral {
    /// Escaped, except for the `ascii` wish, which `Page` grants.
    let text: String
    let ink: Ink
    /// In terminal columns.
    let width: Int

    init(_ text: String, _ ink: Ink = .plain) {
        self.init(escaped: Escape.text(text), ink)
    }

    init(stringLiteral value: String) {
        self.init(value)
    }

    private init(escaped: String, _ ink: Ink) {
        text = escaped
        self.ink = ink
        width = DisplayWidth.of(escaped)
    }

    /// A name of a link, which may be bytes that are no text.
    init(bytes: [UInt8], _ ink: Ink = .plain) {
        self.init(escaped: Escape.text(bytes: bytes), ink)
    }

    init(command: String) {
        self.init(escaped: Escape.command(command), .strong)
    }

    /// A private character, which no escaped text can hold, until `granted` knows how to draw it.
    private static let gap: Unicode.Scalar = "\u{e000}"

    func shortened(to width: Int) -> Span {
        Span(escaped: Shorten.middle(text, to: width, gap: String(Span.gap)), ink)
    }

    func cut(to width: Int) -> Span {
        Span(escaped: Shorten.end(text, to: width, gap: String(Span.gap)), ink)
    }

    /// Ready to be written: with `ascii`, every other character is spelled out.
    func granted(ascii: Bool) -> Span {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return self }
        let parts = text.unicodeScalars.split(separator: Span.gap, omittingEmptySubsequences: false).map { String($0) }
        guard ascii else { return Span(escaped: parts.joined(separator: "\u{2026}"), ink) }
        // What is escaped already has no more backslashes to double.
        return Span(escaped: parts.map { Escape.command($0, ascii: true) }.joined(separator: "~"), ink)
    }

    func padded(left: Int) -> Span { Span(escaped: String(repeating: " ", count: left) + text, ink) }

    /// Pieces between spaces; empty ones stand for the spaces at the ends.
    func split() -> [Span] {
        // By bytes: a space followed by a combining mark is one Character, and still a space.
        text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map {
            Span(escaped: String(Substring($0)), ink)
        }
    }

    var units: [Span] {
        DisplayWidth.units(of: text).map { Span(escaped: $0.text, ink) }
    }
}
