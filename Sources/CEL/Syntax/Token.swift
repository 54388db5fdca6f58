/// A word of the language and where it stands.
struct Token: Sendable {
    enum Kind: Sendable, Equatable {
        case identifier(String)
        /// A name in backquotes, which may be only a field.
        case quotedIdentifier(String)
        case int(String, radix: Int)
        case uint(String, radix: Int)
        case double(String)
        case string(String)
        case bytes([UInt8])
        case symbol(Symbol)
        case end
    }

    let kind: Kind
    let start: Int
    let end: Int
}

/// Operators and punctuation, and the word `in`, which is an operator.
enum Symbol: String, Sendable {
    case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    case and = "&&", or = "||", not = "!", question = "?", colon = ":", comma = ",", dot = "."
    case plus = "+", minus = "-", star = "*", slash = "/", percent = "%"
    case openParen = "(", closeParen = ")", openBracket = "[", closeBracket = "]", openBrace = "{", closeBrace = "}"
    case `in` = "in"
}

extension Token {
    /// How an error names the token.
    var shown: String {
        switch kind {
        case .identifier(let name), .quotedIdentifier(let name): "'\(name)'"
        case .int, .uint, .double: "a number"
        case .string: "a string"
        case .bytes: "bytes"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end"
        }
    }
}
