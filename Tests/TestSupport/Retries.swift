import Testing

/// What had to be done a second time, since a busy machine can spoil what depends on time. Each is a warning of its test:
/// `scripts/test` counts them.
public enum Retries {
    public static func note(_ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
        Issue.record("done again: \(what)", severity: .warning, sourceLocation: sourceLocation)
    }
}
