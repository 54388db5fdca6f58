import YAML

/// What lint knows of the checks that one may refer to.
struct KnownChecks {
    let ids: Set<String>
    /// Those that are said where nobody knows better.
    let lastResorts: Set<String>
    /// Of those whose severity is always the same.
    let severities: [String: CheckSeverity]

    init(_ runbooks: [Runbook]) {
        let checks = runbooks.flatMap(\.checks)
        ids = Set(checks.map(\.id.text))
        lastResorts = Set(checks.filter { $0.role == .lastResort }.map(\.id.text))
        severities = Dictionary(
            checks.compactMap { check in CheckSeverity(rawValue: check.severity.text).map { (check.id.text, $0) } },
            uniquingKeysWith: min)
    }
}
