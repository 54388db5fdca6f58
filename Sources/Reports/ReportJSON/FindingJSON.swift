import Diagnosis
import JSON

extension Finding {
    var json: JSONValue {
        [
            "id": .string(id),
            "severity": .string(severity.rawValue),
            "certainty": .string(certainty.rawValue),
            "root_cause": .bool(isRootCause),
            "explains": JSONValue(explains),
            "subject": subject.json,
            "title": .string(title),
            "summary": .string(summary),
            "evidence": .array(evidence.map(\.json)),
            "confirm": JSONValue(confirm),
            "fix": .array(fix.map(\.json)),
            "references": JSONValue(references),
            "runbook": runbook.json,
        ]
    }
}

extension Finding.Subject {
    var json: JSONValue {
        ["netns": netns?.json ?? .null, "object": .string(object), "name": .string(name)]
    }
}

extension Finding.Evidence {
    var json: JSONValue {
        [
            "fact": .string(fact), "observed": .string(observed), "expected": JSONValue(expected),
            "command": JSONValue(command),
        ]
    }
}

extension Finding.Fix {
    var json: JSONValue {
        [
            "command": .string(command), "risk": JSONValue(risk), "effect": JSONValue(effect),
            "answered": JSONValue(answered), "wanted": JSONValue(wanted), "harmed": .int(harmed),
        ]
    }
}

extension PlanStep {
    var json: JSONValue {
        [
            "finding": .string(finding), "command": .string(command), "answered": .int(answered),
            "wanted": .int(wanted), "next": JSONValue(next),
        ]
    }
}

extension Finding.StepRef {
    var json: JSONValue { ["id": .string(id), "step": .string(step)] }
}
