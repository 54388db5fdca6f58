/// A regular expression with the syntax of RE2, which is what the language asks for.
///
/// It is run as an automaton that looks at every code point once, so the time grows with the
/// length of the text times that of the expression and never explodes.
struct Regex: Sendable {
    private let program: RegexProgram

    /// Why a pattern is refused.
    struct Refusal: Error {
        let message: String
    }

    init(_ pattern: String) throws(Refusal) {
        var parser = RegexParser(pattern)
        program = try RegexProgram(parser.parse())
    }

    /// Steps that compiling the pattern was worth.
    var size: Int { program.instructions.count }

    /// Whether some part of the text matches.
    func matches(_ text: String, _ budget: inout Budget) -> Bool {
        var matcher = RegexMatcher(program)
        return matcher.matches(text, &budget)
    }
}
