import YAML
import TerminalText

extension Fields {
    /// A word of a closed set.
    func choice<Word: RawRepresentable<String> & CaseIterable>(_ key: String, _: Word.Type = Word.self) -> Word? {
        guard let text = text(key) else { return nil }
        if let word = Word(rawValue: text.text) { return word }
        let words = Word.allCases.map(\.rawValue)
        log.add(
            at: text.place, "'\(text.text)' is none of \(words.joined(separator: ", "))",
            hint: Suggestion.hint(for: text.text, among: words))
        return nil
    }

    /// A name such as `gateway-neigh-failed`.
    func id(_ key: String) -> PlacedText? {
        text(key).flatMap { checked($0) }
    }

    func ids(_ key: String) -> [PlacedText] {
        texts(key).compactMap { checked($0) }
    }

    func integer(_ key: String) -> Int? {
        guard let text = text(key) else { return nil }
        guard text.style == .plain, let number = Int(text.text), number >= 0 else {
            log.add(at: text.place, "'\(key)' is a whole number, this is '\(text.text)'")
            return nil
        }
        return number
    }

    /// A key that has only one value today, so that it can have others one day.
    func requireConstant(_ key: String, _ value: String) {
        guard let text = text(key), text.text != value else { return }
        log.add(at: text.place, "'\(key)' is '\(text.text)', this version reads '\(value)'")
    }

    private func checked(_ text: PlacedText) -> PlacedText? {
        if Names.isID(text.text) { return text }
        log.add(
            at: text.place, "'\(text.text)' is no name", hint: "lower-case letters, digits and hyphens, at most 64")
        return nil
    }
}

/// What names may look like.
enum Names {
    /// `[a-z][a-z0-9-]{0,63}`
    static func isID(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLower(first), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// A word that an expression can use as a variable.
    static func isVariable(_ text: String) -> Bool {
        guard let first = text.utf8.first, !isDigit(first), text.utf8.count <= 64, !reserved.contains(text) else {
            return false
        }
        return text.utf8.allSatisfy { isLower($0 | 0x20) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// The reserved words of CEL.
    private static let reserved: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
