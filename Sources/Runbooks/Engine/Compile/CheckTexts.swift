import CEL

/// The compiled texts of a check: everything that is needed only once something is found.
struct CheckTexts: Sendable {
    enum Severity: Sendable {
        case fixed(CheckSeverity)
        case computed(Program)
    }

    struct Evidence: Sendable {
        let fact: Template
        let observed: Template
        let expected: Template?
        let command: Template?
    }

    struct Fix: Sendable {
        let command: Template
        let risk: Template?
    }

    let severity: Severity
    let netns: Program?
    let object: Template
    let name: Template
    let affects: Program?
    let message: Template
    let evidence: [Evidence]
    let confirm: [Template]
    let fix: [Fix]
}
