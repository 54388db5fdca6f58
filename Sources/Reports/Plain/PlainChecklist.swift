import Diagnosis

/// One record a line, fields separated by tabs, as in `PlainReport`.
///
///     step     NUMBER STATE QUESTION REASON VALUE
///     finding  NUMBER SEVERITY ID SUMMARY
public enum PlainChecklist {
    public static func render(_ checklist: Checklist) -> String {
        checklist.steps.flatMap { step -> [[String?]] in
            let number = String(step.number)
            return [
                [
                    "step", number, step.state.word, step.question,
                    step.reason ?? (step.state == .unreached ? step.unreachedWords : nil), step.value,
                ]
            ]
                + step.findings.map { ["finding", number, $0.severity.word, $0.id, $0.summary] }
        }.map(PlainReport.line).joined()
    }
}
