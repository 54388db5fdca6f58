import Diagnosis

extension Checklist {
    /// The checklist for programs: steps in order, findings as in a report.
    public var json: JSONValue {
        .object([
            "title": .string(title),
            "steps": .array(
                steps.map { step in
                    .object([
                        "number": .int(step.number), "question": .string(step.question), "state": .string(step.state.rawValue),
                        "reason": JSONValue(step.reason), "ruled_out": JSONValue(step.ruledOut),
                        "commands": JSONValue(step.commands), "findings": .array(step.findings.map(\.json)),
                    ])
                }),
        ])
    }
}
