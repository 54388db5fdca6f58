import Analysis
import CEL
import Netfilter
import NetworkFacts
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery
import Topology

/// The pure heart: a snapshot and the runbooks in, a report and what it still lacks out.
public struct Diagnosis: Sendable {
    /// Blank, with the verdict `unknown`, as long as the analysis itself lacks facts.
    public let report: Report
    /// Facts that would have to be fetched before the report is final; empty when it is.
    public let needs: Set<Need>
    /// What each check came to; empty as long as the analysis itself lacks facts.
    public let outcomes: [CheckOutcome]
    /// What the checks were told.
    private let bindings: [String: CELValue]
    let analysis: TargetAnalysis
    /// What was checked by; nil where it did not come to that.
    let runbooks: CompiledRunbooks?

    /// With checks that are compiled already.
    /// - Parameters:
    ///   - only: ids of the checks to run; nil for all.
    ///   - isFinal: nobody will answer the needs any more; what is lacking stays unknown.
    public init(_ snapshot: Snapshot, _ runbooks: CompiledRunbooks, only: Set<String>? = nil, isFinal: Bool = false) {
        self.init(snapshot, checkedBy: { runbooks }, only: only, isFinal: isFinal)
    }

    /// - Parameters:
    ///   - runbooks: asked for once there is something to check: the rounds before that only analysis.
    ///   - earlier: the diagnosis of the round before.
    ///   - isFinal: nobody will answer the needs any more; what is lacking stays unknown.
    public init<Failure>(
        _ snapshot: Snapshot, checkedBy runbooks: () throws(Failure) -> CompiledRunbooks, only: Set<String>? = nil,
        after earlier: Diagnosis? = nil, isFinal: Bool = false
    ) throws(Failure) {
        let analysis = TargetAnalysis(snapshot, after: earlier?.analysis, isFinal: isFinal)
        // Checks are the dearer half: they wait until the analysis has all that it asks for.
        let bindings = analysis.isTracing ? [:] : NetworkFacts.bindings(analysis)
        guard isFinal || analysis.query.needs.isEmpty else {
            self.init(analysis, nil, report: Self.blank(analysis), needs: analysis.query.needs, outcomes: [], [:])
            return
        }
        let runbooks = try runbooks()
        let outcomes = runbooks.evaluate(bindings: bindings, only: only)
        var report = Self.blank(analysis)
        report.datapath = analysis.datapath
        report.vantage = Vantage.sentence(analysis)
        report.questions = QuestionCount(analysis.accounted.map(\.account))
        report.openQuestions = OpenQuestions.sentences(analysis.accounted, analysis)
        report.questions.addUnknown(analysis.silentGuests.count)
        report.notApplied = runbooks.leftOut.map(\.sentence)
        report.conclude(
            Causes.ranked(outcomes, own: snapshot.ownNetns, met: Self.stops(of: analysis)), outcomes)
        report.paths = PathReport.asked(in: analysis)
        report.capture = CaptureReport(analysis)
        report.watched = snapshot.watched.map { WatchReport($0, in: analysis).withWays(of: analysis) }
        report.probing = ProbeReport(analysis)
        report.topology = TopologyDescription(analysis).report
        report.incomplete = Gaps.all(in: analysis)
        report.scope = ScopeSentences.all(for: analysis)
        // Whoever reads the report must know that the checks were not all as shipped.
        if !runbooks.overrides.isEmpty {
            report.scope.append("checks changed by \(runbooks.overrides.joined(separator: ", "))")
        }
        report.notLookedAt = BlindSpots.all(of: analysis)
        self.init(
            analysis, runbooks, report: report, needs: isFinal ? [] : analysis.query.needs, outcomes: outcomes, bindings
        )
    }

    private init(
        _ analysis: TargetAnalysis, _ runbooks: CompiledRunbooks?, report: Report, needs: Set<Need>,
        outcomes: [CheckOutcome], _ bindings: [String: CELValue]
    ) {
        self.analysis = analysis
        self.runbooks = runbooks
        self.bindings = bindings
        self.report = report
        self.needs = needs
        self.outcomes = outcomes
    }

    /// The steps of the runbooks with their texts filled in for the target; worked out anew each time.
    public var steps: [ChecklistStep] { runbooks?.checklist(bindings: bindings) ?? [] }

    /// The same with another report.
    init(_ other: Diagnosis, _ report: Report) {
        self.init(
            other.analysis, other.runbooks, report: report, needs: other.needs, outcomes: other.outcomes,
            other.bindings)
    }

    /// What the traced packets ended at: the object, its chain, or the link. What the subjects send counts before what is
    /// sent to them.
    private static func stops(of analysis: TargetAnalysis) -> [Causes.Met: Int] {
        var result: [Causes.Met: Int] = [:]
        for path in analysis.asked where path.isTelling {
            guard let dropPoint = path.stopped?.dropPoint else { continue }
            let order = path.answer.flow.netns == path.subject ? 0 : 1
            let link = dropPoint.link.flatMap { analysis.query.link($0).value?.ifname }
            for name in [dropPoint.name, dropPoint.rule?.name, dropPoint.rule?.chain, link].compactMap({ $0 }) {
                let met = Causes.Met(inode: dropPoint.netns.inode, name: name)
                result[met] = min(order, result[met] ?? order)
            }
        }
        return result
    }

    private static func blank(_ analysis: TargetAnalysis) -> Report {
        let snapshot = analysis.query.snapshot
        return Report(
            toolVersion: snapshot.tool, startedAt: snapshot.startedAt, durationMilliseconds: 0, host: snapshot.host,
            target: TargetDescription(snapshot), verdict: .unknown)
    }
}

extension Report {
    /// What is said of what the checks found, and what it comes to.
    mutating func conclude(_ findings: [Finding], _ outcomes: [CheckOutcome]) {
        self.findings = findings
        let said = Set(findings.map(\.id))
        // A check all of whose findings follow from what is accepted has found nothing that is to be said.
        let settled = outcomes.map { outcome in
            guard outcome.state == .found, !said.contains(outcome.id) else { return outcome }
            var settled = outcome
            (settled.state, settled.reason) = (.ok, "what was found follows from what is accepted")
            return settled
        }
        checks = settled.map(CheckResult.init)
        coverage = Coverage(settled)
        verdict = Verdict(
            findings, coverage, questions, accepted: outcomes.flatMap(\.accepted).contains { $0.severity > .info },
            isWhole: notApplied.isEmpty)
    }
}

extension Verdict {
    /// crit beats unknown beats warn; where no check ran nothing is known, and nothing is well as long as a packet that the
    /// target needs is lost or its fate unknown.
    ///
    /// - Parameter accepted: somebody has said of what stops packets that it may be so. Where nothing else is found that is
    ///   why they are lost.
    /// - Parameter isWhole: all checks were made that somebody wants.
    init(
        _ findings: [Finding], _ coverage: Coverage, _ questions: QuestionCount, accepted: Bool = false,
        isWhole: Bool = true
    ) {
        let worst = findings.map(\.severity).max()
        if worst == .crit {
            self = .crit
        } else if !isWhole || coverage.unknown > 0 || questions.unknown > 0
            || coverage.ok + coverage.found + coverage.skipped == 0
        {
            self = .unknown
        } else {
            self = worst == .warn || questions.isShort && !accepted ? .warn : .ok
        }
    }
}

extension Coverage {
    init(_ outcomes: [CheckOutcome]) {
        self.init()
        for outcome in outcomes {
            switch outcome.state {
            case .ok: ok += 1
            case .found: found += 1
            case .unknown: unknown += 1
            case .skipped: skipped += 1
            }
        }
    }
}

extension CheckResult {
    init(_ outcome: CheckOutcome) {
        let state: State =
            switch outcome.state {
            case .ok: .ok
            case .found: .found
            case .unknown: .unknown
            case .skipped: .skipped
            }
        self.init(
            id: outcome.id, state: state, reason: outcome.reason,
            runbook: Finding.StepRef(id: outcome.runbook, step: outcome.step), title: outcome.title)
    }
}

extension TargetDescription {
    init(_ snapshot: Snapshot) {
        let target = snapshot.target ?? Target(kind: .node, spelling: "node")
        self.init(kind: target.kind, spelling: target.spelling)
        let process = target.pid.flatMap { snapshot.processes[$0] }
        pid = target.pid
        comm = process?.comm
        nspid = process?.nspid ?? []
        container = process?.container
        netns = target.netns.map { id in
            let namespace = snapshot.namespaces[id]
            return NetnsRef(inode: id.inode, names: namespace?.names ?? [], isOwn: namespace?.isOwn ?? false)
        }
    }
}
