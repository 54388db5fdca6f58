import YAML
import CEL

/// A check that is ready to be evaluated.
struct CompiledCheck: Sendable {
    struct Named: Sendable {
        let name: String
        let program: Program
    }

    struct Exception: Sendable {
        let match: Program
        let reason: String
    }

    let check: Runbook.Check
    let file: SourceFile
    let loops: [Named]
    /// What `when` uses, evaluated before it.
    let earlyLets: [Named]
    let when: Program?
    /// The other definitions, which may rely on `when`.
    let lateLets: [Named]
    let condition: Program
    /// What the texts, and exceptions, may use.
    let scope: ExpressionScope
    /// What its findings say.
    let texts: LateTexts

    var severity: CheckSeverity?
    var exceptions: [Exception] = []
    /// Why the check does not run.
    var disabled: String?
}
