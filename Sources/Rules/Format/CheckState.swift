/// What a check came to.
public enum CheckState: String, Sendable, Hashable, CaseIterable {
    case ok, found
    /// It applies, but something that it needs could not be seen.
    case unknown
    /// It does not apply.
    case skipped
}

/// How bad a finding is.
public enum CheckSeverity: String, Sendable, Hashable, CaseIterable, Comparable {
    case info, warn, crit

    /// Less grave.
    public static func < (a: CheckSeverity, b: CheckSeverity) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .warn: 1
        case .crit: 2
        }
    }
}
