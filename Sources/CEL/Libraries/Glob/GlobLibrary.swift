extension CELLibrary {
    /// `glob`: patterns as the shell knows them, over a whole text.
    public static let glob = CELLibrary("glob", keys: ["glob", ".glob"]) { GlobLibrary.table }
}

enum GlobLibrary {
    static let table = FunctionTable([
        Overload("glob", costly: glob),
        Overload("glob", member: true, costly: glob),
    ])

    private static func glob(_ text: String, _ pattern: String, _ budget: inout Budget) -> Bool {
        Glob(pattern).matches(text, &budget)
    }
}
