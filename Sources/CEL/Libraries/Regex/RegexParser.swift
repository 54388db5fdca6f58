import TerminalText

/// Reads the syntax of RE2: no back-references, no looking around.
struct RegexParser {
    var rest: Substring.UnicodeScalarView
    private var flags = Flags()
    private var nesting = 0

    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesNewline = false
    }

    /// As in RE2, where more would make programs too large.
    private static let mostRepetitions = 1000
    private static let deepest = 100

    init(_ pattern: String) {
        rest = Substring(pattern).unicodeScalars
    }

    mutating func parse() throws(Regex.Refusal) -> RegexSyntax {
        let syntax = try choice()
        guard rest.isEmpty else { throw Regex.Refusal(message: "unexpected ')'") }
        return syntax
    }

    private mutating func choice() throws(Regex.Refusal) -> RegexSyntax {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.deepest else { throw Regex.Refusal(message: "nested too deeply") }
        // Flags set inside a group end with it.
        let outer = flags
        defer { flags = outer }
        var rows = [try row()]
        while take("|") { rows.append(try row()) }
        return rows.count == 1 ? rows[0] : .choice(rows)
    }

    private mutating func row() throws(Regex.Refusal) -> RegexSyntax {
        var parts: [RegexSyntax] = []
        while let scalar = rest.first, scalar != "|", scalar != ")" {
            if take("\\Q") {
                parts += quoted().map(one)
                continue
            }
            guard let atom = try atom() else { continue }
            parts.append(try repeated(atom))
        }
        return .row(parts)
    }

    /// The next atom; `nil` after flags, which are none.
    private mutating func atom() throws(Regex.Refusal) -> RegexSyntax? {
        if take("(?") { return try specialGroup() }
        guard let scalar = rest.popFirst() else { return .empty }
        switch scalar {
        case "(": return try group()
        case ".": return .one(flags.dotMatchesNewline ? .everything : RegexSet.newline.negated)
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "[": return .one(cased(try bracket()))
        case "\\": return try escape()
        case "*", "+", "?": throw Regex.Refusal(message: "nothing to repeat before '\(scalar)'")
        default: return one(scalar)
        }
    }

    private mutating func group() throws(Regex.Refusal) -> RegexSyntax {
        let inner = try choice()
        guard take(")") else { throw Regex.Refusal(message: "missing ')'") }
        return inner
    }

    private mutating func specialGroup() throws(Regex.Refusal) -> RegexSyntax? {
        if take("P<") || take("<") {
            let name = rest.prefix { $0 != ">" }
            rest = rest[name.endIndex...]
            guard take(">"), !name.isEmpty, name.allSatisfy(RegexSet.word.contains) else {
                throw Regex.Refusal(message: "bad group name")
            }
            return try group()
        }
        let outer = flags
        var value = true
        while let scalar = rest.popFirst() {
            switch scalar {
            case "i": flags.ignoresCase = value
            case "m": flags.isMultiline = value
            case "s": flags.dotMatchesNewline = value
            case "U": break  // Which match is found does not matter here, so neither does greed.
            case "-" where value: value = false
            case ")": return nil
            case ":":
                let inner = try group()
                flags = outer
                return inner
            default: throw Regex.Refusal(message: "unknown group '(?\(Visible.scalar(scalar))'")
            }
        }
        throw Regex.Refusal(message: "missing ')'")
    }

    private mutating func repeated(_ atom: RegexSyntax) throws(Regex.Refusal) -> RegexSyntax {
        guard let (least, most) = try bounds() else { return atom }
        _ = take("?")
        if try bounds() != nil { throw Regex.Refusal(message: "repetition of a repetition") }
        return .repetition(atom, least: least, most: most)
    }

    private mutating func bounds() throws(Regex.Refusal) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = rest
        guard take("{"), let least = number() else {
            rest = start
            return nil
        }
        var most: Int? = least
        if take(",") { most = number() }
        guard take("}") else {
            // Not a repetition after all, so the brace is a brace.
            rest = start
            return nil
        }
        guard least <= Self.mostRepetitions, (most ?? least) <= Self.mostRepetitions, least <= (most ?? least) else {
            throw Regex.Refusal(message: "bad repetition count")
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        let digits = rest.prefix(while: RegexSet.digit.contains)
        guard !digits.isEmpty else { return nil }
        rest = rest[digits.endIndex...]
        return Int(String(digits)) ?? .max
    }

    private mutating func quoted() -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        while !take("\\E"), let scalar = rest.popFirst() { scalars.append(scalar) }
        return scalars
    }
}

extension RegexParser {
    func one(_ scalar: Unicode.Scalar) -> RegexSyntax {
        .one(cased(RegexSet(scalar...scalar)))
    }

    private func cased(_ set: RegexSet) -> RegexSet {
        var set = set
        set.ignoresCase = flags.ignoresCase
        return set
    }

    mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest = rest.dropFirst(text.unicodeScalars.count)
        return true
    }
}
