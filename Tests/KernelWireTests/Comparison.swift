import Testing

/// Compares field by field, and counts: a comparison of nothing must not pass.
struct Comparison {
    private(set) var fields = 0
    let what: String

    init(_ what: String) {
        self.what = what
    }

    mutating func same<T: Equatable>(
        _ field: String, _ ours: T?, _ theirs: T?, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        fields += 1
        #expect(
            ours == theirs, "\(what).\(field): ours \(String(describing: ours)), oracle \(String(describing: theirs))",
            sourceLocation: sourceLocation)
    }
}
