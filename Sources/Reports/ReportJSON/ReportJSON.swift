import Analysis
import Diagnosis
import NetworkModel
import JSON

extension Report {
    /// The contract `nsdoctor.report/1`. `ReportSchema` describes it; a test holds the two together.
    public var json: JSONValue {
        guard case .object(var members) = diagnosed else { return diagnosed }
        if let capture { members["capture"] = capture.json }
        if let watched { members["watched"] = watched.json }
        if let probing { members["probing"] = probing.json }
        return .object(members)
    }

    private var diagnosed: JSONValue {
        [
            "schema": .string(Report.schema),
            "tool": ["name": "nsdoctor", "version": .string(toolVersion)],
            "started_at": .string(startedAt),
            "duration_ms": .int(durationMilliseconds),
            "host": ["name": .string(host.name), "kernel": .string(host.kernel)],
            "target": target.json,
            "verdict": .string(verdict.rawValue),
            "coverage": [
                "ok": .int(coverage.ok), "found": .int(coverage.found), "unknown": .int(coverage.unknown),
                "skipped": .int(coverage.skipped),
            ],
            "questions": [
                "wanted": .int(questions.wanted), "answered": .int(questions.answered),
                "unknown": .int(questions.unknown),
            ],
            "datapath": datapath?.json ?? .null,
            "vantage": JSONValue(vantage),
            "open_questions": JSONValue(openQuestions),
            "scope": JSONValue(scope),
            "not_looked_at": JSONValue(notLookedAt),
            "findings": .array(findings.map(\.json)),
            "plan": .array(plan.map(\.json)),
            "checks": .array(checks.map(\.json)),
            "paths": .array(paths.map(\.json)),
            "topology": topology.json,
            "not_applied": JSONValue(notApplied), "incomplete": .array(incomplete.map(\.json)),
        ]
    }
}

extension TargetDescription {
    var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "spelling": .string(spelling), "pid": JSONValue(pid),
            "comm": JSONValue(comm), "nspid": .array(nspid.map(JSONValue.int)),
            "netns": netns?.json ?? .null, "container": container?.json ?? .null,
        ]
    }
}

extension Container {
    var json: JSONValue {
        [
            "id": .string(id), "runtime": JSONValue(runtime), "pod_uid": JSONValue(podUid),
            "name": JSONValue(label?.name), "pod": JSONValue(label?.pod?.words),
            "service": JSONValue(label?.service?.words),
        ]
    }
}

extension NetnsRef {
    var json: JSONValue { ["inode": .uint(inode), "names": JSONValue(names)] }
}

extension CheckResult {
    var json: JSONValue {
        [
            "id": .string(id), "state": .string(state.rawValue), "reason": JSONValue(reason),
            "title": .string(title), "runbook": runbook.json,
        ]
    }
}

extension Gap {
    var json: JSONValue {
        [
            "netns": JSONValue(netns?.inode), "fact": .string(fact), "reason": .string(reason),
            "hint": JSONValue(hint),
        ]
    }
}
