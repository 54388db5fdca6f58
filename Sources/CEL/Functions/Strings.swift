/// The functions on strings that every implementation of the language has, and `glob`.
enum Strings {
    static let overloads: [Overload] = [
        Overload("startsWith", member: true) { (text: String, start: String) in
            text.utf8.starts(with: start.utf8)
        },
        Overload("endsWith", member: true) { (text: String, end: String) in
            text.utf8.count >= end.utf8.count && text.utf8.suffix(end.utf8.count).elementsEqual(end.utf8)
        },
        Overload("contains", member: true, costly: contains),
        Overload("matches", member: true, costly: matches),
        Overload("matches", costly: matches),
        Overload("glob", costly: glob),
        Overload("glob", member: true, costly: glob),
    ]

    private static func contains(_ text: String, _ part: String, _ budget: inout Budget) -> Bool {
        ByteSearch.first(Array(part.utf8), in: Array(text.utf8), from: 0, &budget) != nil
    }

    private static func matches(
        _ text: String, _ pattern: String, _ budget: inout Budget
    ) throws(CELError) -> Bool {
        let regex = try regex(pattern)
        return budget.spend(regex.size) && regex.matches(text, &budget)
    }

    static func regex(_ pattern: String) throws(CELError) -> Regex {
        do {
            return try Regex(pattern)
        } catch {
            throw CELError(.invalidArgument, "bad regular expression: \(error.message)")
        }
    }

    /// `matches` with a pattern that is known before the program runs.
    static func matches(_ regex: Regex, member: Bool) -> Overload {
        Overload("matches", member: member) { (text: String, _: String, budget: inout Budget) throws(CELError) in
            regex.matches(text, &budget)
        }
    }

    private static func glob(_ text: String, _ pattern: String, _ budget: inout Budget) -> Bool {
        Glob(pattern).matches(text, &budget)
    }
}
