import Analysis
import Diagnosis
import NetworkModel

/// What was judged, one by one, for formats that count: a check, a step of the checklist, a question, and the verdict of all.
/// One that did not pass stands among them exactly where the verdict is not OK.
struct Case {
    enum State {
        case passed, failed
        /// Nobody could judge it, which is no pass.
        case unknown
        /// It does not apply here, or is meant to be so.
        case skipped
    }

    /// The id of the runbook; `questions`, `steps`, `path` or `verdict`.
    var suite: String
    /// Unique in its suite.
    var id: String
    var title: String
    var state: State
    /// `crit`, `warn`, `unknown`: how bad, where it did not pass.
    var grade: String
    /// What is wrong, or why it was not judged; of one that passed what is to be noted.
    var message: String?
    /// Proof and fix, a line each.
    var details: [String] = []

    static func all(_ told: Told) -> [Case] {
        let cases =
            switch told {
            case .report(let report): checks(report) + questions(report)
            case .checklist(let checklist): checklist.steps.map(step)
            case .path(let document, _): ways(document)
            }
        return unique(cases + [verdict(told)])
    }

    private static func checks(_ report: Report) -> [Case] {
        let findings = Dictionary(grouping: report.findings, by: \.id)
        let known = Set(report.checks.map(\.id))
        let unlisted = report.findings.filter { !known.contains($0.id) }.map { finding in
            CheckResult(id: finding.id, state: .found, reason: nil, runbook: finding.runbook, title: finding.title)
        }
        var seen: Set<String> = []
        return (report.checks + unlisted.filter { seen.insert($0.id).inserted }).map { check in
            let found = findings[check.id] ?? []
            var made = Case(
                suite: check.runbook.id, id: check.id, title: check.title, state: .passed, grade: "ok",
                message: check.state == .ok ? nil : check.reason)
            switch check.state {
            case .ok: break
            case .unknown: (made.state, made.grade) = (.unknown, "unknown")
            case .skipped: made.state = .skipped
            case .found: made.add(found)
            }
            return made
        }
    }

    /// What was found; notes are no failure.
    private mutating func add(_ findings: [Finding]) {
        let worst = findings.map(\.severity).max() ?? .warn
        if worst > .info { (state, grade) = (.failed, worst.rawValue) }
        let sentences = findings.map { $0.summary.isEmpty ? $0.title : $0.summary }
        if !sentences.isEmpty { message = sentences.joined(separator: "; ") }
        details += findings.flatMap(Self.details)
    }

    private static func details(_ finding: Finding) -> [String] {
        let role =
            finding.isRootCause
            ? (finding.certainty == .likely ? "likely cause" : "root cause") : "follows from another finding"
        return ["\(finding.severity.word) \(finding.subject.phrase): \(role)"]
            + finding.evidence.flatMap { evidence -> [String] in
                [("proof", evidence.phrase), ("see it", evidence.command)].compactMap(labelled)
            }
            + finding.fix.flatMap { fix -> [String] in
                let then = fix.outcome.map { "\($0), as simulated" }
                return [("fix", fix.command), ("risk", fix.risk), ("then", then)].compactMap(labelled)
            }
    }

    private static func labelled(_ label: String, _ text: String?) -> String? {
        text.map { "\(label): \($0)" }
    }

    /// Those that the target needs answered; of one that chance may decide the way that fails.
    private static func questions(_ report: Report) -> [Case] {
        var order: [String] = []
        var asked: [String: PathReport] = [:]
        for path in report.paths where path.account != nil {
            let id = "\(path.question): \(path.flowPhrase)"
            if asked[id] == nil { order.append(id) }
            if asked[id].map({ $0.isGood && !path.isGood }) ?? true { asked[id] = path }
        }
        return order.compactMap { id in asked[id].map { question(id, $0, report) } }
    }

    private static func question(_ id: String, _ path: PathReport, _ report: Report) -> Case {
        let account = path.account ?? .unknown
        var made = Case(suite: "questions", id: id, title: "", state: .passed, grade: "ok")
        switch account {
        case .answered: return made
        case .stopped: (made.state, made.grade) = (.failed, "crit")
        case .uncertain: (made.state, made.grade) = (.failed, "warn")
        case .unknown: (made.state, made.grade) = (.unknown, "unknown")
        case .meant: made.state = .skipped
        }
        let stop = path.stop.map { " at \($0.stage): \($0.reason)" } ?? ""
        made.message = "\(account.about): \(report.resultPhrase(path))\(stop)"
        return made
    }

    private static func step(_ step: Checklist.Step) -> Case {
        var made = Case(
            suite: "steps", id: String(step.number), title: step.question, state: .passed, grade: "ok",
            message: step.value ?? step.reason)
        switch step.state {
        case .ok: break
        case .unreached: (made.state, made.grade, made.message) = (.unknown, "unknown", step.unreachedWords)
        case .unknown: (made.state, made.grade) = (.unknown, "unknown")
        case .skipped: made.state = .skipped
        case .found: made.add(step.findings)
        }
        if !step.after.isEmpty, step.state == .found {
            made.message = "look again after \(step.afterWords): \(made.message ?? "")"
        }
        made.details += step.commands.map { "see it: \($0)" }
        return made
    }

    private static func ways(_ document: PathDocument) -> [Case] {
        document.paths.map { path in
            let stop = path.stop.map { " at \($0.stage) in \(document.name($0.netns)): \($0.reason)" } ?? ""
            let assumed = path.assumptions.isEmpty ? "" : " if \(path.assumptions.joined(separator: " and "))"
            var made = Case(suite: "path", id: path.flowPhrase + assumed, title: "", state: .passed, grade: "ok")
            if path.isUnknown {
                (made.state, made.grade) = (.unknown, "unknown")
            } else if !path.isGood {
                (made.state, made.grade) = (.failed, document.verdict.rawValue)
            }
            made.message = path.isGood ? nil : path.outcomePhrase + stop
            return made
        }
    }

    private static func verdict(_ told: Told) -> Case {
        var made = Case(
            suite: "verdict", id: "verdict", title: told.about, state: .passed, grade: told.verdict.rawValue,
            message: told.sentence)
        switch told.verdict {
        case .ok: break
        case .warn, .crit: made.state = .failed
        case .unknown: made.state = .unknown
        }
        made.details = told.report.map(seen) ?? []
        return made
    }

    /// What was captured, watched and probed belongs to no check.
    private static func seen(_ report: Report) -> [String] {
        var lines = report.plan.count > 1 ? report.plan.map { "plan: \($0.command): \($0.outcome)" } : []
        if let capture = report.capture {
            lines.append("captured: \(capture.headline)")
            lines += Conversation.all(capture).flatMap { conversation in
                ["captured: \(conversation.headline)"] + conversation.losses(capture).map { "captured: \($0)" }
            }
        }
        if let watched = report.watched {
            lines.append("watched: \(watched.headline)")
            lines += watched.told().flatMap { source, counters in
                counters.compactMap(\.loss).map { "watched: \(source.label): \($0)" }
            }
            lines += watched.ways.compactMap(\.silenceWords).map { "watched: \($0)" }
        }
        if let probing = report.probing {
            lines += probing.questions.map {
                "probed: \($0.asked): simulated \($0.simulated.rawValue), real \($0.real)"
            }
        }
        return lines + report.incomplete.map { "not seen: \($0.fact): \($0.reason)" }
            + report.notLookedAt.map { "not looked at: \($0)" }
    }

    /// Two of one name would be one for whoever counts.
    private static func unique(_ cases: [Case]) -> [Case] {
        var counts: [String: Int] = [:]
        return cases.map { made in
            var made = made
            let key = "\(made.suite)\n\(made.id)"
            counts[key, default: 0] += 1
            if let count = counts[key], count > 1 { made.id += " (\(count))" }
            return made
        }
    }
}
