import Analysis
import NetworkModel
import Repairs
import Rules
import SnapshotQuery

/// Where commands are tried, each chain of them once. Each costs about as much as a round, so there is a bound.
struct RepairBench {
    /// Facts that the packets would meet after a repair and that nobody has read yet.
    private(set) var needs: Set<Need> = []
    /// Some command was left alone, to keep the work in bounds.
    private(set) var isExhausted = false

    private let base: Diagnosis
    private let snapshot: Snapshot
    private let isFinal: Bool
    private var trials: [[String]: RepairTrial]
    private var tried = 0

    /// Trials of one round: those of a node diagnose all its namespaces again.
    let most: Int

    /// - Parameter settled: trials of an earlier round for which no fact was lacking.
    init(_ base: Diagnosis, _ snapshot: Snapshot, settled: [[String]: RepairTrial], isFinal: Bool) {
        self.base = base
        self.snapshot = snapshot
        self.isFinal = isFinal
        trials = settled
        most = base.analysis.scope.isNode ? 6 : 12
    }

    /// Trials that nothing which is read later changes.
    var settled: [[String]: RepairTrial] { trials }

    /// Nil where the command is not understood, does nothing that is known, or lacks facts that are being fetched.
    mutating func trial(_ command: String, after earlier: RepairTrial? = nil) -> RepairTrial? {
        let commands = (earlier?.commands ?? []) + [command]
        if let known = trials[commands] { return known }
        guard let runbooks = base.runbooks, Repair(command) != nil else { return nil }
        guard tried < most else {
            isExhausted = true
            return nil
        }
        // From the start, since more has been read since the earlier ones were tried.
        var changed = snapshot
        for command in commands {
            guard let next = Repair(command)?.applied(to: changed) else { return nil }
            changed = next
        }
        tried += 1
        let diagnosis = Diagnosis(changed, runbooks, isFinal: isFinal)
        guard diagnosis.needs.isEmpty else {
            needs.formUnion(diagnosis.needs)
            return nil
        }
        let trial = RepairTrial(commands, changed, diagnosis, from: earlier?.diagnosis ?? base)
        trials[commands] = trial
        return trial
    }
}
