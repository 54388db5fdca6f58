import Collectors
import Diagnosis
import Glibc
import NetworkModel
import Rules

/// A diagnosis with its rounds: ask, fetch what is lacking, ask again.
struct Examination {
    let snapshot: Snapshot
    let diagnosis: Diagnosis

    /// A path is a handful of namespaces, each of which costs a few rounds; more rounds than this mean a loop.
    private static let mostRounds = 60

    /// Live: the collector answers the needs.
    ///
    /// - Parameter watchdog: is told what is known before each round.
    init(
        _ collector: Collector, _ runbooks: () throws(Failure) -> CompiledRunbooks, only: Set<String>? = nil,
        watchdog: Watchdog? = nil
    ) throws(Failure) {
        let answer = { (needs: Set<Need>) in
            watchdog?.looks(collector.snapshot)
            collector.answer(needs)
            watchdog?.judges()
        }
        watchdog?.judges()
        var diagnosis = try Diagnosis(collector.snapshot, checkedBy: runbooks, only: only)
        var rounds = 1
        while !diagnosis.needs.isEmpty, rounds < Self.mostRounds, !collector.hasEnded {
            answer(diagnosis.needs)
            diagnosis = try Diagnosis(collector.snapshot, checkedBy: runbooks, only: only, after: diagnosis)
            rounds += 1
        }
        if !diagnosis.needs.isEmpty {
            diagnosis = try Diagnosis(
                collector.snapshot, checkedBy: runbooks, only: only, after: diagnosis, isFinal: true)
        }
        var proof = FixProof(diagnosis, collector.snapshot)
        for _ in 0..<Self.mostProofRounds where !proof.needs.isEmpty && collector.patience.end == nil {
            answer(proof.needs)
            proof = FixProof(diagnosis, collector.snapshot, after: proof)
        }
        if !proof.needs.isEmpty { proof = FixProof(diagnosis, collector.snapshot, after: proof, isFinal: true) }
        snapshot = collector.snapshot
        self.diagnosis = proof.diagnosis
    }

    /// What lies behind the fault was not looked at yet, as far as packets did not get there.
    private static let mostProofRounds = 40

    /// Replayed: nobody answers, so what is lacking stays unknown.
    init(replaying snapshot: Snapshot, _ runbooks: CompiledRunbooks, only: Set<String>? = nil) {
        self.snapshot = snapshot
        diagnosis =
            FixProof(Diagnosis(snapshot, runbooks, only: only, isFinal: true), snapshot, isFinal: true).diagnosis
    }
}

extension Collector {
    /// A collector that knows what machine it is on.
    static func live(_ patience: Patience = Patience()) -> Collector {
        var name = utsname()
        uname(&name)
        let host = Snapshot.Host(
            name: text(&name.nodename), kernel: text(&name.release), userns: ProcessReader.ownUserns)
        return Collector(tool: Version.number, startedAt: Clock.now, host: host, patience: patience)
    }

    private static func text<Field>(_ field: inout Field) -> String {
        withUnsafeBytes(of: &field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
