import Diagnosis
import JSON

extension Checklist {
    public var json: JSONValue {
        [
            "schema": "nsdoctor.checklist/1", "title": .string(title), "verdict": .string(report.verdict.rawValue),
            "steps": .array(steps.map(\.json)), "not_looked_at": JSONValue(report.notLookedAt),
        ]
    }
}

extension Checklist.Step {
    var json: JSONValue {
        [
            "number": .int(number), "question": .string(question), "topic": JSONValue(topic),
            "value": JSONValue(value), "state": .string(state.rawValue),
            "reason": JSONValue(reason), "ruled_out": JSONValue(ruledOut), "commands": JSONValue(commands),
            "findings": .array(findings.map(\.json)), "after": .array(after.map(JSONValue.int)),
        ]
    }
}
