import Analysis
import Diagnosis
import NetworkModel

/// Gauges in Prometheus' text format, for the textfile collector of the node exporter. Labels are bounded by the checks that
/// there are: no names of links or addresses.
public enum PrometheusReport {
    public static func render(_ told: Told) -> String {
        let target: [Label] =
            switch told {
            case .report(let report): labels(report.target)
            case .checklist(let checklist): labels(checklist.report.target)
            case .path(let document, _): [("from", document.paths.first?.flow.src ?? ""), ("to", told.about)]
            }
        var metrics = PrometheusMetrics(target)
        metrics.add("verdict", "1 for the verdict that holds, 0 for the others.") { add in
            for verdict in Verdict.allCases { add([("verdict", verdict.rawValue)], verdict == told.verdict ? 1 : 0) }
        }
        switch told {
        case .report(let report): add(report, to: &metrics)
        case .checklist(let checklist):
            add(checklist.report, to: &metrics)
            metrics.add("step_state", "Steps of the checklist: 0 ok, 1 warn, 2 crit, 3 unknown.") { add in
                for step in checklist.steps {
                    if let state = value(step.state, step.findings) { add([("step", String(step.number))], state) }
                }
            }
        case .path(let document, _): add(document, to: &metrics)
        }
        return metrics.text
    }

    typealias Label = (name: String, value: String)

    private static func labels(_ target: TargetDescription) -> [Label] {
        [("target", target.kind == .node ? "node" : "\(target.kind.rawValue) \(target.spelling)")]
    }

    private static func add(_ report: Report, to metrics: inout PrometheusMetrics) {
        metrics.add("check_state", "Checks that apply: 0 ok, 1 warn, 2 crit, 3 unknown.") { add in
            let findings = Dictionary(grouping: report.findings, by: \.id)
            for check in report.checks {
                if let state = value(check.state, findings[check.id] ?? []) { add([("check", check.id)], state) }
            }
        }
        metrics.add("findings", "What is wrong or to be noted, by check.") { add in
            let groups = Dictionary(grouping: report.findings) { "\($0.id)\n\($0.severity)\n\($0.isRootCause)" }
            for findings in groups.sorted(by: { $0.key < $1.key }).map(\.value) {
                guard let first = findings.first else { continue }
                add(
                    [
                        ("check", first.id), ("severity", first.severity.rawValue),
                        ("role", first.isRootCause ? "root" : "follows"),
                    ], findings.count)
            }
        }
        let coverage = report.coverage
        metrics.add("checks", "Checks by what they came to.") { add in
            for (state, count) in [
                ("ok", coverage.ok), ("found", coverage.found), ("unknown", coverage.unknown),
                ("skipped", coverage.skipped),
            ] { add([("state", state)], count) }
        }
        let questions = report.questions
        for (name, help, count) in [
            ("questions_wanted", "Questions that the target needs answered.", questions.wanted),
            ("questions_answered", "Those whose packets get there and back.", questions.answered),
            ("questions_unknown", "Those of which nobody can tell.", questions.unknown),
            ("unseen", "Facts that could not be read.", report.incomplete.count),
        ] { metrics.add(name, help) { add in add([], count) } }
        addSeen(report, to: &metrics)
        addTimes(report.startedAt, report.durationMilliseconds, to: &metrics)
    }

    private static func addSeen(_ report: Report, to metrics: inout PrometheusMetrics) {
        if let capture = report.capture {
            metrics.add("captured_packets", "Packets seen by the first place of each flow.") { add in
                add([], capture.streams.reduce(0) { $0 &+ $1.sent })
            }
            metrics.add("captured_lost_packets", "Those of them that another place should have seen.") { add in
                add([], capture.streams.reduce(0) { $0 &+ $1.lost })
            }
        }
        if let watched = report.watched {
            metrics.add("watched_loss_counters", "Counters of lost packets that rose.") { add in
                add([], watched.sources.flatMap(\.counters).count { $0.loss != nil })
            }
        }
        if let probing = report.probing {
            metrics.add("probes", "Questions asked with real packets, by how they compare with the simulation.") {
                add in
                for verdict in JudgedProbe.Verdict.allCases {
                    add([("verdict", verdict.rawValue)], probing.questions.count { $0.verdict == verdict })
                }
            }
        }
    }

    private static func add(_ document: PathDocument, to metrics: inout PrometheusMetrics) {
        metrics.add("path_ways", "Ways that chance may choose.") { add in add([], document.paths.count) }
        metrics.add("path_good_ways", "Those that get through.") { add in add([], document.paths.count(where: \.isGood))
        }
        addTimes(document.startedAt, nil, to: &metrics)
    }

    private static func addTimes(_ startedAt: String, _ milliseconds: Int?, to metrics: inout PrometheusMetrics) {
        if let milliseconds {
            metrics.add("duration_seconds", "How long the look took.") { add in
                add([], Decimal.seconds(milliseconds: milliseconds))
            }
        }
        guard let time = UTCTime(startedAt) else { return }
        metrics.add("last_run_timestamp_seconds", "When it was looked, in seconds since 1970.") { add in
            add([], time.seconds)
        }
    }

    /// What no packet gets to is not known to be right.
    private static func value(_ state: Checklist.State, _ findings: [Finding]) -> Int? {
        switch state {
        case .ok: value(CheckResult.State.ok, findings)
        case .found: value(CheckResult.State.found, findings)
        case .skipped: nil
        case .unknown, .unreached: value(CheckResult.State.unknown, findings)
        }
    }

    /// Nil for what does not apply. Notes are no fault.
    private static func value(_ state: CheckResult.State, _ findings: [Finding]) -> Int? {
        switch state {
        case .ok: 0
        case .skipped: nil
        case .unknown: 3
        case .found:
            switch findings.map(\.severity).max() ?? .warn {
            case .info: 0
            case .warn: 1
            case .crit: 2
            }
        }
    }
}
