/// Causes by what their repairs would change: what is no longer found once a cause is mended was its consequence.
struct CauseDecision {
    /// By finding and command.
    private let trials: [FindingKey: [String: RepairTrial]]
    /// Several commands of one finding one after the other, where none alone helps.
    private let chains: [FindingKey: RepairTrial]
    /// A fix of one finding with what must be typed after it, so that the cause is mended for good.
    private let joints: [FindingKey: RepairTrial]
    /// After the whole plan; nil where there is none.
    private let end: RepairTrial?

    init(
        _ trials: [FindingKey: [String: RepairTrial]], chains: [FindingKey: RepairTrial],
        joints: [FindingKey: RepairTrial], end: RepairTrial?
    ) {
        self.trials = trials
        self.chains = chains
        self.joints = joints
        self.end = end
    }

    func findings(_ ranked: [Finding]) -> [Finding] {
        var findings = ranked
        for index in findings.indices { prove(&findings[index]) }
        promote(&findings)
        fold(&findings)
        for index in findings.indices { join(&findings[index]) }
        // Stable: within one rank the order stays.
        return findings.enumerated().sorted { a, b in
            (rank(a.element), a.offset) < (rank(b.element), b.offset)
        }.map(\.element)
    }

    private func rank(_ finding: Finding) -> Int {
        (finding.isRootCause ? 0 : 8) + Causes.rank(finding)
    }

    // MARK: Consequences

    /// What is said where nobody knows better, and is still found once all that was known better is mended, is a cause,
    /// unless a check names it for what stays then.
    private func promote(_ findings: inout [Finding]) {
        guard let end else { return }
        let left = Set(end.diagnosis.report.findings.filter(\.isCause).map(FindingKey.init))
        for index in findings.indices
        where !findings[index].isRootCause && findings[index].isLastResort && left.contains(FindingKey(findings[index]))
            && !end.mends(findings[index])
        {
            let id = findings[index].id
            let isNamed = findings.contains { $0.isRootCause && $0.explains.contains(id) && $0.named.contains(id) }
            guard !isNamed else { continue }
            findings[index].isRootCause = true
            for cause in findings.indices { findings[cause].explains.removeAll { $0 == id } }
        }
    }

    private func fold(_ findings: inout [Finding]) {
        let causes = findings.indices.filter { findings[$0].isCause }
        let vanishing = Dictionary(
            uniqueKeysWithValues: causes.map { ($0, self.vanishing(with: findings[$0], findings)) })
        for follower in causes {
            let key = FindingKey(findings[follower])
            let found = causes.first { cause in
                guard cause != follower, findings[cause].isRootCause, vanishing[cause]?.contains(key) == true else {
                    return false
                }
                let isMutual = vanishing[follower]?.contains(FindingKey(findings[cause])) == true
                return !isMutual || isNearer(findings[cause], cause, than: findings[follower], follower)
            }
            guard let cause = found else { continue }
            findings[follower].isRootCause = false
            findings[cause].severity = max(findings[cause].severity, findings[follower].severity)
            for id in [findings[follower].id] + findings[follower].explains where !findings[cause].explains.contains(id)
            {
                findings[cause].explains.append(id)
            }
        }
    }

    /// What the best of its fixes makes an end of.
    private func vanishing(with finding: Finding, _ findings: [Finding]) -> Set<FindingKey> {
        guard let trial = best(finding) else { return [] }
        return Set(findings.filter { trial.mends($0) }.map(FindingKey.init))
    }

    private func best(_ finding: Finding) -> RepairTrial? {
        let key = FindingKey(finding)
        return finding.fix.lazy.compactMap { trials[key]?[$0.command] }.first { $0.mends(finding) } ?? chains[key]
    }

    /// Of two of which each mends the other: who knows better, then what is proved, then what mends more, then the first.
    private func isNearer(_ cause: Finding, _ place: Int, than other: Finding, _ otherPlace: Int) -> Bool {
        if cause.isLastResort != other.isLastResort { return other.isLastResort }
        if cause.certainty != other.certainty { return cause.certainty == .proved }
        let (mine, theirs) = (best(cause)?.cured.count ?? 0, best(other)?.cured.count ?? 0)
        return mine == theirs ? place < otherPlace : mine > theirs
    }

    /// Without what the repair of something accepted would make an end of, and whose own repair would not end that.
    func without(
        _ accepted: [Finding], _ repairs: [FindingKey: [String: RepairTrial]], _ findings: [Finding]
    ) -> [Finding] {
        guard !accepted.isEmpty else { return findings }
        var findings = findings
        for waived in accepted {
            let key = FindingKey(waived)
            let trial = waived.fix.lazy.compactMap { repairs[key]?[$0.command] }.first { !$0.accepted.contains(key) }
            guard let trial else { continue }
            findings.removeAll { trial.mends($0) && best($0).map { $0.accepted.contains(key) } ?? true }
        }
        let told = Set(findings.filter(\.isRootCause).flatMap(\.explains))
        for index in findings.indices where !findings[index].isRootCause && !told.contains(findings[index].id) {
            findings[index].isRootCause = true
        }
        return findings
    }

    // MARK: Fixes

    /// Those that help come first, each with what it does; one that was tried and mends nothing is no fix.
    private func prove(_ finding: inout Finding) {
        let key = FindingKey(finding)
        guard let tried = trials[key] else { return }
        func merit(_ fix: Finding.Fix) -> Int {
            guard let trial = tried[fix.command] else { return 2 }
            if trial.harms { return 3 }
            return !trial.cured.isEmpty ? 0 : trial.mends(finding) ? 1 : trial.moved.isEmpty ? 4 : 2
        }
        for index in finding.fix.indices {
            guard let trial = tried[finding.fix[index].command] else { continue }
            finding.fix[index].show(trial)
        }
        if let chain = chains[key] {
            // They belong together: what all of them do is said of the last.
            if let last = finding.fix.lastIndex(where: { $0.command == chain.commands.last }) {
                finding.fix[last].show(chain)
            }
            return
        }
        let merits = finding.fix.map(merit)
        // What is typed beside it, and nobody can simulate, may be what is lacking.
        let isAllTried = finding.fix.allSatisfy { tried[$0.command] != nil }
        let useful = zip(finding.fix, merits).enumerated().filter {
            $0.element.1 < 4 || !isAllTried && !merits.contains(0)
        }
        finding.fix = useful.sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element.0)
    }
}

extension CauseDecision {
    /// What belongs together is one fix.
    private func join(_ finding: inout Finding) {
        guard let joint = joints[FindingKey(finding)],
            let place = finding.fix.firstIndex(where: { $0.command == joint.commands.first })
        else { return }
        var fix = finding.fix.remove(at: place)
        fix.command = joint.commands.joined(separator: " && ")
        fix.show(joint)
        finding.fix.removeAll { joint.commands.contains($0.command) }
        finding.fix.insert(fix, at: 0)
    }
}

extension Finding.Fix {
    fileprivate mutating func show(_ trial: RepairTrial) {
        let count = trial.diagnosis.report.questions
        effect = trial.effect
        (answered, wanted, harmed) = (count.answered, count.wanted, trial.harmed.count)
        let said = ([risk].compactMap { $0 }.filter { !$0.isEmpty } + trial.losses).joined(separator: "; ")
        risk = said.isEmpty ? nil : said
    }
}
