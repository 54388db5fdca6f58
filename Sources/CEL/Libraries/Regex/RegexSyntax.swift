/// A parsed regular expression.
indirect enum RegexSyntax {
    case empty
    case one(RegexSet)
    case assertion(RegexAssertion)
    case row([RegexSyntax])
    case choice([RegexSyntax])
    case repetition(RegexSyntax, least: Int, most: Int?)
}

/// A condition on a place between two code points.
enum RegexAssertion: Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

    func holds(between before: Unicode.Scalar?, and after: Unicode.Scalar?) -> Bool {
        switch self {
        case .textStart: before == nil
        case .textEnd: after == nil
        case .lineStart: before == nil || before == "\n"
        case .lineEnd: after == nil || after == "\n"
        case .wordBoundary: Self.isWord(before) != Self.isWord(after)
        case .noWordBoundary: Self.isWord(before) == Self.isWord(after)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { RegexSet.word.contains($0) } ?? false
    }
}
