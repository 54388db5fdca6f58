/// Reads `12`, `0x1f`, `3u`, `1.5`, `.5e-3`.
enum NumberLiteral {
    static func scan(_ bytes: [UInt8], from start: Int) throws(CELError) -> (kind: Token.Kind, end: Int) {
        var scanner = Scanner(bytes: bytes, position: start)
        let kind = scanner.scan()
        if let kind, !scanner.at(Lexer.isWordPart) { return (kind, scanner.position) }
        throw CELError(.syntax, "not a number", at: start)
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position: Int

        mutating func scan() -> Token.Kind? {
            if at({ $0 == UInt8(ascii: "0") }), at({ $0 | 0x20 == UInt8(ascii: "x") }, 1) {
                position += 2
                let digits = take(Hex.isDigit)
                return digits.isEmpty ? nil : integer(digits, radix: 16)
            }
            let start = position
            let digits = take(Lexer.isDigit)
            var isDouble = false
            if at({ $0 == UInt8(ascii: ".") }), at(Lexer.isDigit, 1) {
                position += 1
                _ = take(Lexer.isDigit)
                isDouble = true
            }
            if takeExponent() { isDouble = true }
            guard isDouble else { return integer(digits, radix: 10) }
            return .double(String(decoding: bytes[start..<position], as: UTF8.self))
        }

        private mutating func integer(_ digits: String, radix: Int) -> Token.Kind {
            guard at({ $0 | 0x20 == UInt8(ascii: "u") }) else { return .int(digits, radix: radix) }
            position += 1
            return .uint(digits, radix: radix)
        }

        private mutating func takeExponent() -> Bool {
            guard at({ $0 | 0x20 == UInt8(ascii: "e") }) else { return false }
            let sign = at({ $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }, 1) ? 1 : 0
            guard at(Lexer.isDigit, 1 + sign) else { return false }
            position += 1 + sign
            _ = take(Lexer.isDigit)
            return true
        }

        private mutating func take(_ belongs: (UInt8) -> Bool) -> String {
            let start = position
            while at(belongs) { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        func at(_ belongs: (UInt8) -> Bool, _ distance: Int = 0) -> Bool {
            position + distance < bytes.count && belongs(bytes[position + distance])
        }
    }
}
