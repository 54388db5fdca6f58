import YAML
import Collectors
import Diagnosis
import Kernel
import NetworkModel
import Reports
import Rules
import JSON

/// What all diagnosing commands do: find the target, examine, print, exit.
enum Diagnose {
    /// - Parameter target: nil for that of the saved snapshot.
    static func examine(
        _ target: TargetWords?, _ options: DiagnosisOptions, asking destinations: [Destination] = [],
        capture: PacketCapture? = nil, watched: Watched? = nil, probing: ProbeRun? = nil
    ) throws(Failure) -> Examination {
        if case .node = target, !destinations.isEmpty {
            throw Failure(.usage, "--to asks for one target, and a node is many")
        }
        let overrides = RunbookFiles.overrides(options.overrides)
        if let path = options.snapshot {
            var snapshot = try SnapshotFile.read(path)
            try target?.aim(&snapshot)
            if !destinations.isEmpty { snapshot.target?.destinations = destinations }
            if let capture { snapshot.capture = capture }
            if let probing { snapshot.probing = probing }
            // On the day of the snapshot, so that it goes on saying what it said then.
            let day = CivilDate(snapshot.startedAt) ?? CivilDate(Clock.now)
            return Examination(replaying: snapshot, try checks(options.runbook, overrides, day))
        }
        guard let target else { throw Failure(.usage, "whose network?", hint: "nsdoctor help") }
        let files = options.runbook
        // Compiled while the first facts are fetched.
        let checks = Meanwhile {
            Result { () throws(Failure) in try Self.checks(files, overrides, CivilDate(Clock.now)) }
        }
        let collector = watched?.collector ?? Collector.live()
        if watched?.collector == nil { try target.aim(collector) }
        collector.ask(about: destinations)
        if let capture { collector.note(capture) }
        if let watched { collector.note(watched.counters) }
        if let probing { collector.note(probing) }
        return try Examination(collector) { () throws(Failure) in try checks.value.get() }
    }

    private static func checks(_ files: [String], _ overrides: [String], _ today: CivilDate?) throws(Failure)
        -> CompiledRunbooks
    {
        let runbooks = try RunbookFiles.compiled(files, overrides: overrides, today: today)
        for note in runbooks.notes { Terminal.standardError("nsdoctor: \(Terminal.safe(note.description))\n") }
        return runbooks
    }

    /// - Parameters:
    ///   - capture: what was captured before, to be judged as well.
    ///   - watched: what moved before, to be judged as well.
    ///   - probing: what became of packets that were sent before, the same.
    ///   - save: a file for the snapshot that was judged.
    ///   - isOutputTaken: standard output belongs to somebody else, so the report goes to standard error.
    static func run(
        _ target: TargetWords?, _ options: DiagnosisOptions, asking destinations: [Destination] = [],
        capture: PacketCapture? = nil, watched: Watched? = nil, probing: ProbeRun? = nil, save: String? = nil,
        isOutputTaken: Bool = false
    ) throws -> Never {
        let start = Clock.monotonicMilliseconds
        let examination = try examine(
            target, options, asking: destinations, capture: capture, watched: watched, probing: probing)
        if let save { try SnapshotFile.write(try SnapshotFile.encode(examination.snapshot), to: save) }
        var report = examination.diagnosis.report
        report.durationMilliseconds = Clock.monotonicMilliseconds - start
        // Whoever reads the report must know that the checks were not all as shipped.
        let overrides = RunbookFiles.overrides(options.overrides, isSaid: false)
        if !overrides.isEmpty { report.scope.append("checks changed by \(overrides.joined(separator: ", "))") }
        let status = options.bar.status(of: report.verdict)
        var text = options.text
        text.exitStatus = Int(status.rawValue)
        let rendered =
            switch options.reportFormat {
            case .text: TextReport.render(report, text)
            // Behind the lines of a watch it is one, too.
            case .json: watched == nil ? report.json.pretty : report.json.compact + "\n"
            case .md: MarkdownReport.render(report)
            case .plain: PlainReport.render(report)
            }
        if isOutputTaken { Terminal.standardError(rendered) } else { Terminal.standardOutput(rendered) }
        throw status
    }
}
