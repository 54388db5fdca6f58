import Diagnosis

// The words that carry a grade in every format; colour only repeats them.

extension Verdict {
    var word: String {
        switch self {
        case .ok: "OK"
        case .warn: "WARN"
        case .crit: "CRIT"
        case .unknown: "UNKN"
        }
    }

    var ink: Ink {
        switch self {
        case .ok: .ok
        case .warn: .warn
        case .crit: .crit
        case .unknown: .unknown
        }
    }

    /// The exit status of a command that says no more than this.
    public var exitStatus: Int {
        switch self {
        case .ok: 0
        case .warn: 1
        case .crit: 2
        case .unknown: 3
        }
    }

    var meaning: String {
        switch self {
        case .ok: "nothing found that is broken or about to be"
        case .warn: "some traffic of the target is broken, or about to be"
        case .crit: "traffic of the target is broken"
        case .unknown: "not everything could be judged"
        }
    }
}

extension Severity {
    var word: String {
        switch self {
        case .info: "INFO"
        case .warn: "WARN"
        case .crit: "CRIT"
        }
    }

    var ink: Ink {
        switch self {
        case .info: .info
        case .warn: .warn
        case .crit: .crit
        }
    }
}

extension Checklist.State {
    var word: String {
        switch self {
        case .ok: "OK"
        case .found: "FOUND"
        case .unknown: "UNKN"
        case .skipped: "SKIP"
        case .unreached: "?"
        }
    }

    var ink: Ink {
        switch self {
        case .ok: .ok
        case .found: .crit
        case .unknown, .unreached: .unknown
        case .skipped: .faint
        }
    }
}

extension CheckResult.State {
    var word: String {
        switch self {
        case .ok: "OK"
        case .found: "FOUND"
        case .unknown: "UNKN"
        case .skipped: "SKIP"
        }
    }

    var ink: Ink {
        switch self {
        case .ok: .ok
        case .found: .crit
        case .unknown: .unknown
        case .skipped: .faint
        }
    }
}
