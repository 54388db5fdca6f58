import Diagnosis

/// The steps of a checklist in the order in which a person wants them: what found something, what follows from that, what no
/// packet gets to, what could not be judged; then the rest, which needs nobody.
struct StepOrder {
    let found: [Checklist.Step]
    /// What they found goes with what another step found.
    let after: [Checklist.Step]
    /// No packet gets to them.
    let unreached: [Checklist.Step]
    let unjudged: [Checklist.Step]
    let rest: [Checklist.Step]
    private let count: Int

    init(_ checklist: Checklist) {
        let steps = checklist.steps
        found = steps.filter { $0.state == .found && $0.after.isEmpty }
        after = steps.filter { $0.state == .found && !$0.after.isEmpty }
        unreached = steps.filter { $0.state == .unreached }
        unjudged = steps.filter { $0.state == .unknown }
        count = steps.count
        rest = steps.filter { $0.state == .ok || $0.state == .skipped }
    }

    /// `36 more: 28 ok, 8 do not apply`; nil where there are none.
    var restWords: String? {
        let (ok, skipped) = (rest.count { $0.state == .ok }, rest.count { $0.state == .skipped })
        guard ok + skipped > 0 else { return nil }
        let counts = [
            ok > 0 ? "\(ok) ok" : nil,
            skipped > 0 ? "\(skipped) \(skipped == 1 ? "does" : "do") not apply" : nil,
        ].compactMap { $0 }
        let isAll = rest.count == count
        return "\(rest.count) \(isAll ? "steps" : "more"): \(counts.joined(separator: ", "))"
    }
}

extension Checklist.Step {
    /// The worst of what it found; else its state.
    var word: String { worst.map(\.word) ?? state.word }

    var ink: Ink { worst.map(\.ink) ?? state.ink }

    private var worst: Severity? { state == .found ? findings.map(\.severity).max() : nil }

    /// `18` or `17, 18`.
    var afterWords: String { after.map(String.init).joined(separator: ", ") }

    /// `no packet gets there: look again after 18`.
    var unreachedWords: String {
        "no packet gets there\(after.isEmpty ? "" : ": look again after \(afterWords)")"
    }
}
