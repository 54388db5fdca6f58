/// A template taken apart: `{a.ifname} is down` is a value and a literal. `{{` and `}}` are single braces.
struct TemplateText: Sendable {
    enum Piece: Sendable, Equatable {
        case literal(String)
        /// A CEL expression and the byte at which it begins.
        case value(String, offset: Int)
        /// `{@namespace}`: the words that enter a namespace.
        case entry(String, offset: Int)
    }

    struct Failure: Error, Equatable {
        let message: String
        let hint: String?
        /// In bytes from the start of the template.
        let offset: Int
    }

    let pieces: [Piece]

    init(_ text: String) throws(Failure) {
        var scanner = TemplateScanner(text)
        pieces = try scanner.pieces()
    }
}

private struct TemplateScanner {
    private let bytes: [UInt8]
    private var position = 0

    private static let open = UInt8(ascii: "{")
    private static let close = UInt8(ascii: "}")

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    private func byte(at index: Int) -> UInt8? { bytes.indices.contains(index) ? bytes[index] : nil }

    mutating func pieces() throws(TemplateText.Failure) -> [TemplateText.Piece] {
        var pieces: [TemplateText.Piece] = []
        var literal: [UInt8] = []
        while let byte = byte(at: position) {
            if byte == Self.open || byte == Self.close, self.byte(at: position + 1) == byte {
                literal.append(byte)
                position += 2
            } else if byte == Self.close {
                throw TemplateText.Failure(
                    message: "'}' without '{'", hint: "write '}}' for the character itself", offset: position)
            } else if byte == Self.open {
                if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
                literal = []
                pieces.append(try expression())
            } else {
                literal.append(byte)
                position += 1
            }
        }
        if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
        return pieces
    }

    /// From a brace to the one that closes it. Braces in strings, and of maps, belong to the expression.
    private mutating func expression() throws(TemplateText.Failure) -> TemplateText.Piece {
        let brace = position
        position += 1
        let isEntry = byte(at: position) == UInt8(ascii: "@")
        if isEntry { position += 1 }
        let start = position
        var depth = 0
        while let byte = byte(at: position), byte != Self.close || depth > 0 {
            switch byte {
            case Self.open: depth += 1
            case Self.close: depth -= 1
            case UInt8(ascii: "'"), UInt8(ascii: "\""): skipString(quote: byte)
            default: break
            }
            position += 1
        }
        guard position < bytes.count else {
            throw TemplateText.Failure(
                message: "'{' is never closed", hint: "write '{{' for the character itself", offset: brace)
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        position += 1
        guard !text.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }) else {
            throw TemplateText.Failure(
                message: "there is no expression in these braces", hint: "write '{{}}' for the characters themselves",
                offset: brace)
        }
        return isEntry ? .entry(text, offset: start) : .value(text, offset: start)
    }

    /// Stops at the closing quote of a CEL string, which may be raw or have three quotes.
    private mutating func skipString(quote: UInt8) {
        let isRaw = byte(at: position - 1).map { $0 | 0x20 == UInt8(ascii: "r") } ?? false
        let isTriple = byte(at: position + 1) == quote && byte(at: position + 2) == quote
        position += isTriple ? 3 : 1
        while let byte = byte(at: position) {
            if byte == UInt8(ascii: "\\"), !isRaw {
                position += 2
            } else if byte == quote, !isTriple {
                return
            } else if byte == quote, self.byte(at: position + 1) == quote, self.byte(at: position + 2) == quote {
                position += 2
                return
            } else {
                position += 1
            }
        }
    }
}
