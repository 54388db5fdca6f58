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
        let when: Program?
    }

    struct Fix: Sendable {
        let command: Template
        let risk: Template?
        let when: Program?
    }

    let severity: Severity
    let likely: Program?
    let netns: Program?
    let object: Template
    let name: Template
    let affects: Program?
    let message: Template
    let evidence: [Evidence]
    let confirm: [Template]
    let fix: [Fix]
}

extension CheckTexts {
    /// Every program in the texts.
    var programs: [Program] {
        var programs = [likely, netns, affects].compactMap(\.self)
        if case .computed(let program) = severity { programs.append(program) }
        let evidence: [Template?] = evidence.flatMap { [$0.fact, $0.observed, $0.expected, $0.command] }
        let fix: [Template?] = fix.flatMap { [$0.command, $0.risk] }
        let templates: [Template] = [object, name, message] + confirm + (evidence + fix).compactMap(\.self)
        programs += self.evidence.compactMap(\.when) + self.fix.compactMap(\.when)
        return programs + templates.flatMap(\.programs)
    }
}
