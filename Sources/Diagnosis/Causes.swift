import NetworkModel
import Rules

/// From what the checks found to one root cause and its consequences.
enum Causes {
    /// Findings of all checks: each object once, those that another explains behind, worst first.
    ///
    /// - Parameter met: objects at which traced packets really ended, the most telling as 0: of equally grave causes these
    ///   come first, as the packet gets no further.
    static func ranked(_ outcomes: [CheckOutcome], own: NetnsID? = nil, met: [Met: Int] = [:]) -> [Finding] {
        var candidates = withoutAccepted(merged(outcomes))
        var explained: Set<Int> = []
        var consequences: [Int: [String]] = [:]
        for (cause, candidate) in candidates.enumerated() {
            for (other, consequence) in candidates.enumerated() where cause != other {
                guard candidate.explains(consequence), !(consequence.explains(candidate) && other < cause) else {
                    continue
                }
                explained.insert(other)
                consequences[cause, default: []].append(consequence.id)
            }
        }
        weigh(&candidates, explained: explained)
        let findings = candidates.enumerated().map { index, candidate in
            candidate.finding(
                isRootCause: !explained.contains(index), explains: unique(consequences[index] ?? []), own: own)
        }
        // Stable: within one rank the order of the runbooks stays.
        return findings.enumerated().sorted { a, b in
            let left = (a.element.isRootCause ? 0 : 1, rank(a.element), meeting(a.element, met), a.offset)
            let right = (b.element.isRootCause ? 0 : 1, rank(b.element), meeting(b.element, met), b.offset)
            return left < right
        }.map(\.element)
    }

    /// What somebody has accepted, as findings.
    static func accepted(_ outcomes: [CheckOutcome], own: NetnsID?) -> [Finding] {
        merged(outcomes).filter(\.isAccepted).map { $0.finding(isRootCause: true, explains: [], own: own) }
    }

    /// What somebody has accepted is not said, and neither is what follows from nothing else.
    private static func withoutAccepted(_ candidates: [Candidate]) -> [Candidate] {
        var accepted = Set(candidates.indices.filter { candidates[$0].isAccepted })
        guard !accepted.isEmpty else { return candidates }
        let causes = candidates.map { consequence in
            candidates.indices.filter { candidates[$0].surelyExplains(consequence) }
        }
        while true {
            let more = candidates.indices.filter { index in
                let others = causes[index].filter { $0 != index }
                return !accepted.contains(index) && !others.isEmpty && others.allSatisfy(accepted.contains)
            }
            if more.isEmpty { break }
            accepted.formUnion(more)
        }
        return candidates.indices.filter { !accepted.contains($0) }.map { candidates[$0] }
    }

    /// An object of a namespace, by its name.
    struct Met: Hashable {
        let inode: UInt64
        let name: String
    }

    private static func meeting(_ finding: Finding, _ met: [Met: Int]) -> Int {
        guard let netns = finding.subject.netns else { return .max }
        return met[Met(inode: netns.inode, name: finding.subject.name)] ?? .max
    }

    /// A cause is as grave as what follows from it, and what follows from several is put down to the gravest of them;
    /// what follows from something that nobody uses hurts nobody.
    private static func weigh(_ candidates: inout [Candidate], explained: Set<Int>) {
        let original = candidates
        let gravest = original.indices.map { other in
            original.indices.filter { $0 != other && original[$0].explains(original[other]) }.map {
                original[$0].severity
            }
            .max() ?? .info
        }
        for cause in original.indices {
            var reached: Set<Int> = [cause]
            var open = [cause]
            while let current = open.popLast() {
                for (other, consequence) in original.enumerated()
                where original[current].severity >= gravest[other] && original[current].explains(consequence)
                    && !original[current].excuses(consequence) && reached.insert(other).inserted
                {
                    open.append(other)
                }
            }
            candidates[cause].severity = reached.map { original[$0].severity }.max() ?? original[cause].severity
        }
        for (index, candidate) in original.enumerated() {
            let causes = original.indices.filter { $0 != index && original[$0].explains(candidate) }
            if explained.contains(index), !causes.isEmpty, causes.allSatisfy({ original[$0].excuses(candidate) }) {
                candidates[index].severity = .info
            }
        }
    }

    /// The gravest first; of equally grave ones those that are proved.
    static func rank(_ finding: Finding) -> Int {
        let severity =
            switch finding.severity {
            case .crit: 0
            case .warn: 2
            case .info: 4
            }
        return severity + (finding.certainty == .likely ? 1 : 0)
    }

    private static func unique(_ ids: [String]) -> [String] {
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }
    }

    /// One object found wrong for many namespaces is one finding that affects them all.
    private static func merged(_ outcomes: [CheckOutcome]) -> [Candidate] {
        var candidates: [Candidate] = []
        var places: [String: Int] = [:]
        for outcome in outcomes {
            for (found, isAccepted) in outcome.findings.map({ ($0, false) }) + outcome.accepted.map({ ($0, true) }) {
                let key =
                    "\(isAccepted) \(outcome.id) \(found.subject.netns?.inode ?? 0) \(found.subject.object) \(found.subject.name)"
                if let place = places[key] {
                    candidates[place].merge(found)
                } else {
                    places[key] = candidates.count
                    candidates.append(Candidate(outcome: outcome, found: found, isAccepted: isAccepted))
                }
            }
        }
        return candidates
    }
}

/// A finding on its way to its rank.
private struct Candidate {
    let outcome: CheckOutcome
    let found: CheckFinding
    /// nil: everyone.
    var affects: Set<UInt64>?
    var severity: CheckSeverity
    /// Of none of those that were merged it is proved.
    var isLikely: Bool
    /// By an exception.
    let isAccepted: Bool

    init(outcome: CheckOutcome, found: CheckFinding, isAccepted: Bool) {
        self.isAccepted = isAccepted
        self.outcome = outcome
        self.found = found
        affects = found.affects.map(Set.init)
        severity = found.severity
        isLikely = found.isLikely
    }

    var id: String { outcome.id }

    mutating func merge(_ other: CheckFinding) {
        severity = max(severity, other.severity)
        isLikely = isLikely && other.isLikely
        guard let more = other.affects else {
            affects = nil
            return
        }
        affects?.formUnion(more)
    }

    /// A cause explains a consequence only where both hit the same namespace.
    func explains(_ other: Candidate) -> Bool {
        // A note is no cause of a fault.
        guard
            excuses(other) || isKnownBetter(than: other)
                || found.explains.contains(other.id) && (severity > .info || other.severity == .info)
        else { return false }
        guard let affects, let theirs = other.affects else { return true }
        return !affects.isDisjoint(with: theirs)
    }

    /// The same, but that something stops a packet follows from an accepted cause only where it is about the same object:
    /// another one may stop it as well.
    func surelyExplains(_ other: Candidate) -> Bool {
        explains(other) && (!isAccepted || !other.found.isLastResort || isAbout(other.found.subject))
    }

    /// What is said where nobody knows better follows from anybody who does.
    private func isKnownBetter(than other: Candidate) -> Bool {
        other.found.isLastResort && !found.isLastResort && severity > .info
            && (max(severity, found.ownSeverity ?? .info) >= other.severity || isAbout(other.found.subject))
    }

    /// The same object: one names a rule with its table and chain where the other names the chain.
    private func isAbout(_ subject: CheckFinding.Subject) -> Bool {
        guard found.subject.netns?.inode == subject.netns?.inode, !found.subject.name.isEmpty else { return false }
        return found.subject.name == subject.name || " \(subject.name) ".contains(" \(found.subject.name) ")
    }

    func excuses(_ other: Candidate) -> Bool { found.excuses.contains(other.id) }

    func finding(isRootCause: Bool, explains: [String], own: NetnsID?) -> Finding {
        var summary = found.summary
        if let affects, affects.count > 1 { summary += " (\(affects.count) namespaces are affected)" }
        var finding = Finding(
            id: id, severity: Severity(severity), certainty: isLikely ? .likely : .proved, isRootCause: isRootCause,
            explains: explains,
            subject: Finding.Subject(
                netns: found.subject.netns.map {
                    NetnsRef(inode: $0.inode, names: $0.names, isOwn: $0.inode == own?.inode)
                },
                object: found.subject.object, name: found.subject.name),
            title: found.title, summary: summary,
            evidence: found.evidence.map {
                Finding.Evidence(fact: $0.fact, observed: $0.observed, expected: $0.expected, command: $0.command)
            },
            confirm: found.confirm, fix: found.fix.map { Finding.Fix(command: $0.command, risk: $0.risk) },
            references: found.references, runbook: Finding.StepRef(id: outcome.runbook, step: outcome.step))
        finding.isLastResort = found.isLastResort
        finding.named = Set(found.explains)
        return finding
    }
}

extension Severity {
    init(_ severity: CheckSeverity) {
        switch severity {
        case .info: self = .info
        case .warn: self = .warn
        case .crit: self = .crit
        }
    }
}
