import Diagnosis

extension Story {
    /// The first line where nothing is wrong, or where nothing can be said to be wrong.
    var opening: String {
        let coverage = report.coverage
        switch report.verdict {
        case .ok:
            return "no fault found in \((report.scope + [coverage.phrase(.ok)]).joined(separator: "; "))"
        case .unknown where !report.notApplied.isEmpty && coverage.unknown == 0 && report.openQuestions.isEmpty:
            return "no fault found, but not all of the site's checks and overrides are applied"
        case .unknown where coverage.ok + coverage.found + coverage.unknown == 0:
            return "no check could be made, so nothing can be said"
        case .unknown:
            // What is lacking for a packet says more than what is lacking for a check.
            if let first = report.openQuestions.first { return "no fault found, but \(first)" }
            return "no fault found, but \(unjudgedPhrase) could not be judged"
        case .warn, .crit:
            return report.verdict.meaning
        }
    }

    private var unjudgedPhrase: String {
        report.coverage.unknown == 1 ? "1 check" : "\(report.coverage.unknown) checks"
    }
}
