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

    /// What is asked of each item.
    struct Body: Sendable {
        /// What `when` uses, evaluated before it.
        let earlyLets: [Named]
        let when: Program?
        /// The other definitions, which may rely on `when`.
        let lateLets: [Named]
        /// Nil where it has a mistake.
        let condition: Program?
        /// What the texts, and exceptions, may use.
        let scope: ExpressionScope
        /// What its findings say.
        let saying: Late<Saying>
    }

    /// A check, all of it, and its texts; nil where they have a mistake, which only a runbook can bring that nobody has
    /// linted.
    struct Saying: Sendable {
        let check: Runbook.Check
        let texts: CheckTexts?
    }

    let check: Runbook.Check
    let loops: [Named]
    /// Of an outline it is compiled when there is an item: most lists of anomalies are empty.
    let body: Late<Body>

    var severity: CheckSeverity?
    var exceptions: [Exception] = []
    /// Why the check does not run.
    var disabled: String?
}
