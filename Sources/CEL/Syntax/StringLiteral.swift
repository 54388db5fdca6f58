/// Reads strings and bytes: `'a'`, `"a"`, `'''a'''`, `r'\d'`, `b'\xff'`.
struct StringLiteral {
    private let bytes: [UInt8]
    private let start: Int
    private var position: Int
    private var isRaw = false
    private var isBytes = false
    private var content: [UInt8] = []

    /// The literal at `start`, or `nil` when something else stands there.
    static func scan(_ bytes: [UInt8], from start: Int) throws(CELError) -> (kind: Token.Kind, end: Int)? {
        var literal = StringLiteral(bytes: bytes, start: start)
        guard literal.takePrefix() else { return nil }
        try literal.takeBody()
        let kind: Token.Kind =
            literal.isBytes ? .bytes(literal.content) : .string(String(decoding: literal.content, as: UTF8.self))
        return (kind, literal.position)
    }

    static func mayStart(with byte: UInt8) -> Bool {
        switch UnicodeScalar(byte) {
        case "'", "\"", "b", "B", "r", "R": true
        default: false
        }
    }

    private init(bytes: [UInt8], start: Int) {
        self.bytes = bytes
        self.start = start
        position = start
    }

    private mutating func takePrefix() -> Bool {
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "b") {
            isBytes = true
            position += 1
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "r") {
            isRaw = true
            position += 1
        }
        return peek() == UInt8(ascii: "'") || peek() == UInt8(ascii: "\"")
    }

    private mutating func takeBody() throws(CELError) {
        guard let quote = peek() else { return }
        let isTriple = peek(1) == quote && peek(2) == quote
        position += isTriple ? 3 : 1
        while let byte = peek() {
            if byte == quote, !isTriple || peek(1) == quote && peek(2) == quote {
                position += isTriple ? 3 : 1
                return
            }
            if !isTriple, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            if byte == UInt8(ascii: "\\"), !isRaw {
                try takeEscape()
            } else {
                content.append(byte)
                position += 1
            }
        }
        throw CELError(.syntax, "this string has no end", at: start)
    }

    private mutating func takeEscape() throws(CELError) {
        let escape = position
        guard let byte = peek(1) else { throw CELError(.syntax, "this string has no end", at: start) }
        position += 2
        if let plain = Self.plain[byte] {
            content.append(plain)
            return
        }
        switch byte {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): try takeCode(digits: 2, radix: 16, escape)
        case UInt8(ascii: "u") where !isBytes: try takeCode(digits: 4, radix: 16, escape)
        case UInt8(ascii: "U") where !isBytes: try takeCode(digits: 8, radix: 16, escape)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            position -= 1
            try takeCode(digits: 3, radix: 8, escape)
        default: throw CELError(.syntax, "no such escape sequence", at: escape)
        }
    }

    private mutating func takeCode(digits: Int, radix: Int, _ escape: Int) throws(CELError) {
        let text = String(decoding: bytes[position...].prefix(digits), as: UTF8.self)
        // UInt32(_:radix:) would also take a sign.
        guard text.utf8.count == digits, text.utf8.allSatisfy(Lexer.isWordPart), let code = UInt32(text, radix: radix)
        else { throw CELError(.syntax, "this escape sequence needs \(digits) digits", at: escape) }
        position += digits
        if isBytes {
            content.append(UInt8(truncatingIfNeeded: code))
        } else if let scalar = Unicode.Scalar(code) {
            content.append(contentsOf: Array(String(Character(scalar)).utf8))
        } else {
            throw CELError(.syntax, "this escape sequence is not a code point", at: escape)
        }
    }

    private func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    /// The letters that stand for one byte.
    private static let plain: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
        UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0B, UInt8(ascii: "\\"): 0x5C,
        UInt8(ascii: "?"): 0x3F, UInt8(ascii: "\""): 0x22, UInt8(ascii: "'"): 0x27, UInt8(ascii: "`"): 0x60,
    ]
}
