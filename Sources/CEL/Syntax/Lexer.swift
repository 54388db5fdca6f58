import TerminalText

/// Cuts the bytes of an expression into tokens.
struct Lexer {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ source: SourceText) {
        bytes = source.bytes
    }

    mutating func next() throws(CELError) -> Token {
        skipSpace()
        let start = position
        let kind = try scan()
        return Token(kind: kind, start: start, end: position)
    }

    private mutating func scan() throws(CELError) -> Token.Kind {
        guard let byte = peek() else { return .end }
        if StringLiteral.mayStart(with: byte), let literal = try StringLiteral.scan(bytes, from: position) {
            position = literal.end
            return literal.kind
        }
        if Self.isWordStart(byte) {
            let word = takeWord()
            return word == "in" ? .symbol(.in) : .identifier(word)
        }
        if Self.isDigit(byte) || byte == UInt8(ascii: ".") && peek(1).map(Self.isDigit) == true {
            let literal = try NumberLiteral.scan(bytes, from: position)
            position = literal.end
            return literal.kind
        }
        if byte == UInt8(ascii: "`") { return try quotedIdentifier() }
        return try symbol(byte)
    }

    private mutating func symbol(_ byte: UInt8) throws(CELError) -> Token.Kind {
        if let symbol = Symbol(byte, peek(1)) {
            position += symbol.rawValue.utf8.count
            return .symbol(symbol)
        }
        // A whole character, not its first byte, is what the author typed.
        let rest = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
        let character = rest.unicodeScalars.first.map(Visible.scalar) ?? "?"
        throw CELError(.syntax, "unexpected character '\(character)'", at: position)
    }

    private mutating func quotedIdentifier() throws(CELError) -> Token.Kind {
        let start = position
        position += 1
        while let byte = peek(), byte != UInt8(ascii: "`") {
            guard Self.isWordPart(byte) || "-./ ".utf8.contains(byte) else { break }
            position += 1
        }
        guard peek() == UInt8(ascii: "`"), position > start + 1 else {
            throw CELError(
                .syntax, "a name in backquotes has letters, digits, '_', '-', '.', '/' and blanks", at: start)
        }
        position += 1
        return .quotedIdentifier(String(decoding: bytes[start + 1..<position - 1], as: UTF8.self))
    }

    private mutating func skipSpace() {
        while let byte = peek() {
            if byte == UInt8(ascii: "/"), peek(1) == byte {
                while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
            } else {
                switch byte {
                case 0x20, 0x09, 0x0A, 0x0C, 0x0D: position += 1
                default: return
                }
            }
        }
    }

    private mutating func takeWord() -> String {
        let start = position
        while let byte = peek(), Self.isWordPart(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    static func isWordStart(_ byte: UInt8) -> Bool {
        byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
    }

    static func isWordPart(_ byte: UInt8) -> Bool {
        isWordStart(byte) || isDigit(byte)
    }
}
