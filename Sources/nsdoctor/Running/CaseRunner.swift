import YAML
import Diagnosis
import FoundationEssentials
import Glibc
import Labs
import NetworkModel
import NetworkFacts
import Rules

/// Judges one case of a runbook: takes its snapshot, from a file or from a lab, and evaluates the check on it.
final class CaseRunner {
    private let runbooks: CompiledRunbooks
    private var snapshots: [String: Snapshot] = [:]

    /// - Parameter files: runbooks besides the shipped ones.
    init(_ files: [String]) throws(Failure) {
        runbooks = try CheckFiles(runbooks: files).compiled()
    }

    func outcome(_ runbook: Runbook, _ check: Runbook.Check, _ example: Runbook.Case) throws -> CheckOutcome {
        let snapshot = try snapshot(for: example, beside: runbook.source.name)
        let diagnosis = Diagnosis(snapshot, runbooks, only: [check.id.text], isFinal: true)
        guard let outcome = diagnosis.outcomes.first else { throw Failure(.bug, "the check was not evaluated") }
        return outcome
    }

    /// Those of some explanations without which the whole diagnosis would come to something else.
    func needed(
        _ runbook: Runbook, _ example: Runbook.Case, _ explanations: Set<Explanation>, _ gone: Set<Explanation>
    ) throws -> Set<Explanation> {
        let snapshot = try snapshot(for: example, beside: runbook.source.name)
        return NeededExplanations.among(explanations, on: snapshot, runbooks, without: gone)
    }

    private func snapshot(for example: Runbook.Case, beside file: String) throws -> Snapshot {
        let source = example.snapshot.text
        let key = [source, example.fault?.text ?? "", example.target?.text ?? ""].joined(separator: " ")
        if let snapshot = snapshots[key] { return snapshot }
        var snapshot: Snapshot
        if source.hasSuffix(".json") {
            guard !source.hasPrefix("/"), !source.split(separator: "/").contains("..") else {
                throw Failure(.badData, "a case's snapshot lies beside its runbook")
            }
            let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
            let shipped = folder == "runbooks/" ? ShippedRunbooks.snapshot(named: source) : nil
            snapshot =
                try shipped.map { try SnapshotFile.decode(Data($0), source) } ?? SnapshotFile.read(folder + source)
            if let words = example.target?.text.split(separator: " ").map(String.init) {
                try TargetWords(words).aim(&snapshot)
            }
        } else {
            snapshot = try take(lab: source, fault: example.fault?.text, target: example.target?.text)
        }
        snapshots[key] = snapshot
        return snapshot
    }

    private func take(lab: String, fault: String?, target: String?) throws -> Snapshot {
        let words = target.map { $0.split(separator: " ").map(String.init) } ?? ["{target}"]
        let runner = try LabRunner()
        let command = [runner.executable, "snapshot"] + words + ["-o", "-"]
        let outcome = try runner.run(
            try LabCatalog.find(lab), LabRunner.Order(fault: fault, command: command, capture: true))
        guard outcome.status == 0 else {
            throw Failure(.bug, "snapshot in lab \(lab) failed: \(String(decoding: outcome.errors, as: UTF8.self))")
        }
        return try SnapshotFile.decode(Data(outcome.output), "lab \(lab)")
    }
}
