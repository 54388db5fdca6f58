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

extension Symbol {
    /// The symbol that begins with these bytes, which must be as many as there are, up to two.
    init?(_ first: UInt8, _ second: UInt8?) {
        switch (UnicodeScalar(first), second.map { UnicodeScalar($0) }) {
        case ("=", "="): self = .equal
        case ("!", "="): self = .notEqual
        case ("<", "="): self = .lessOrEqual
        case (">", "="): self = .greaterOrEqual
        case ("&", "&"): self = .and
        case ("|", "|"): self = .or
        case ("<", _): self = .less
        case (">", _): self = .greater
        case ("!", _): self = .not
        case ("?", _): self = .question
        case (":", _): self = .colon
        case (",", _): self = .comma
        case (".", _): self = .dot
        case ("+", _): self = .plus
        case ("-", _): self = .minus
        case ("*", _): self = .star
        case ("/", _): self = .slash
        case ("%", _): self = .percent
        case ("(", _): self = .openParen
        case (")", _): self = .closeParen
        case ("[", _): self = .openBracket
        case ("]", _): self = .closeBracket
        case ("{", _): self = .openBrace
        case ("}", _): self = .closeBrace
        default: return nil
        }
    }
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
