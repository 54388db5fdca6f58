extension CELLibrary {
    /// `matches`, with the syntax of RE2.
    public static let regex = CELLibrary("regex", keys: ["matches", ".matches"]) { RegexLibrary.table }
}

enum RegexLibrary {
    static let table = FunctionTable([overload(member: true), overload(member: false)])

    private static func overload(member: Bool) -> Overload {
        var overload = Overload("matches", member: member, costly: matches)
        overload.prepared = { (pattern) throws(CELError) in
            guard case .string(let pattern) = pattern else { return nil }
            let regex = try regex(pattern)
            return Overload("matches", member: member) { (text: String, _: String, budget: inout Budget) in
                regex.matches(text, &budget)
            }
        }
        return overload
    }

    private static func matches(
        _ text: String, _ pattern: String, _ budget: inout Budget
    ) throws(CELError) -> Bool {
        let regex = try regex(pattern)
        return budget.spend(regex.size) && regex.matches(text, &budget)
    }

    private static func regex(_ pattern: String) throws(CELError) -> Regex {
        do {
            return try Regex(pattern)
        } catch {
            throw CELError(.invalidArgument, "bad regular expression: \(error.message)")
        }
    }
}
