import TerminalText

/// What follows a backslash or an opening bracket.
extension RegexParser {
    mutating func escape() throws(Regex.Refusal) -> RegexSyntax {
        if take("A") { return .assertion(.textStart) }
        if take("z") { return .assertion(.textEnd) }
        if take("b") { return .assertion(.wordBoundary) }
        if take("B") { return .assertion(.noWordBoundary) }
        if let set = try escapedSet() { return .one(set) }
        return one(try escapedScalar())
    }

    private mutating func escapedSet() throws(Regex.Refusal) -> RegexSet? {
        if take("d") { return .digit }
        if take("D") { return RegexSet.digit.negated }
        if take("s") { return .space }
        if take("S") { return RegexSet.space.negated }
        if take("w") { return .word }
        if take("W") { return RegexSet.word.negated }
        if take("p") { return try category() }
        if take("P") { return try category().negated }
        return nil
    }

    private mutating func category() throws(Regex.Refusal) -> RegexSet {
        var isNegated = false
        var name = rest.popFirst().map { String(Character($0)) } ?? ""
        if name == "{" {
            isNegated = take("^")
            name = String(rest.prefix { $0 != "}" })
            rest = rest.dropFirst(name.unicodeScalars.count)
            guard take("}") else { throw Regex.Refusal(message: "missing '}'") }
        }
        guard let set = RegexSet.category(name) else {
            throw Regex.Refusal(message: "unknown category '\(Visible.text(name))'")
        }
        return isNegated ? set.negated : set
    }

    private mutating func escapedScalar() throws(Regex.Refusal) -> Unicode.Scalar {
        guard let scalar = rest.popFirst() else { throw Regex.Refusal(message: "'\\' at the end") }
        switch scalar {
        case "a": return "\u{07}"
        case "f": return "\u{0C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{0B}"
        case "x": return try hexadecimal()
        case "0"..."7":
            let more = rest.prefix(2).prefix { ("0"..."7").contains($0) }
            // A single digit from 1 on would refer back to a group.
            guard scalar == "0" || !more.isEmpty else { break }
            rest = rest.dropFirst(more.count)
            let digits = String(Character(scalar)) + String(more)
            if let code = UInt32(digits, radix: 8), let result = Unicode.Scalar(code) { return result }
        default:
            if !scalar.isASCII || scalar.value >= 0x20 && scalar.value < 0x7F && !RegexSet.word.contains(scalar) {
                return scalar
            }
            if scalar == "_" { return scalar }
        }
        throw Regex.Refusal(message: "unknown escape '\\\(Visible.scalar(scalar))'")
    }

    private mutating func hexadecimal() throws(Regex.Refusal) -> Unicode.Scalar {
        let digits: String
        if take("{") {
            digits = String(rest.prefix { $0 != "}" })
            rest = rest.dropFirst(digits.unicodeScalars.count)
            guard take("}") else { throw Regex.Refusal(message: "missing '}'") }
        } else {
            digits = String(rest.prefix(2))
            rest = rest.dropFirst(2)
            guard digits.utf8.count == 2 else { throw Regex.Refusal(message: "'\\x' needs two digits") }
        }
        guard digits.utf8.allSatisfy(Hex.isDigit), let code = UInt32(digits, radix: 16),
            let scalar = Unicode.Scalar(code)
        else { throw Regex.Refusal(message: "not a code point: \(Visible.text(digits))") }
        return scalar
    }

    /// What stands between brackets; the opening one has been read.
    mutating func bracket() throws(Regex.Refusal) -> RegexSet {
        var set = RegexSet()
        set.isNegated = take("^")
        var isFirst = true
        while isFirst || !take("]") {
            isFirst = false
            if try insertNamed(into: &set) { continue }
            let low = try bracketScalar()
            guard rest.first == "-", rest.dropFirst().first != "]", rest.dropFirst().first != nil else {
                set.insert(low...low)
                continue
            }
            rest.removeFirst()
            let high = try bracketScalar()
            guard low <= high else { throw Regex.Refusal(message: "range out of order") }
            set.insert(low...high)
        }
        return set
    }

    private mutating func insertNamed(into set: inout RegexSet) throws(Regex.Refusal) -> Bool {
        if take("[:") {
            let isNegated = take("^")
            let name = String(rest.prefix { $0 != ":" })
            rest = rest.dropFirst(name.unicodeScalars.count)
            guard take(":]"), let named = RegexSet.posix(name) else { throw Regex.Refusal(message: "unknown class") }
            set.insert(isNegated ? named.negated : named)
            return true
        }
        guard rest.first == "\\" else { return false }
        let start = rest
        rest.removeFirst()
        if let escaped = try escapedSet() {
            set.insert(escaped)
            return true
        }
        rest = start
        return false
    }

    private mutating func bracketScalar() throws(Regex.Refusal) -> Unicode.Scalar {
        guard let scalar = rest.popFirst() else { throw Regex.Refusal(message: "missing ']'") }
        return scalar == "\\" ? try escapedScalar() : scalar
    }
}
