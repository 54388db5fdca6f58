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
    static func examine(
        _ target: TargetWords, _ options: DiagnosisOptions, asking destinations: [Destination] = []
    ) throws(Failure) -> Examination {
        if case .node = target, !destinations.isEmpty {
            throw Failure(.usage, "--to asks for one target, and a node is many")
        }
        let overrides = RunbookFiles.overrides(options.overrides)
        if let path = options.snapshot {
            var snapshot = try SnapshotFile.read(path)
            try target.aim(&snapshot)
            if !destinations.isEmpty { snapshot.target?.destinations = destinations }
            // On the day of the snapshot, so that it goes on saying what it said then.
            let day = CivilDate(snapshot.startedAt) ?? CivilDate(Clock.now)
            return Examination(replaying: snapshot, try checks(options.runbook, overrides, day))
        }
        let files = options.runbook
        // Compiled while the first facts are fetched.
        let checks = Meanwhile {
            Result { () throws(Failure) in try Self.checks(files, overrides, CivilDate(Clock.now)) }
        }
        let collector = Collector.live()
        try target.aim(collector)
        collector.ask(about: destinations)
        return try Examination(collector) { () throws(Failure) in try checks.value.get() }
    }

    private static func checks(_ files: [String], _ overrides: [String], _ today: CivilDate?) throws(Failure)
        -> CompiledRunbooks
    {
        let runbooks = try RunbookFiles.compiled(files, overrides: overrides, today: today)
        for note in runbooks.notes { Terminal.standardError("nsdoctor: \(Terminal.safe(note.description))\n") }
        return runbooks
    }

    static func run(
        _ target: TargetWords, _ options: DiagnosisOptions, asking destinations: [Destination] = []
    ) throws -> Never {
        let start = Clock.monotonicMilliseconds
        var report = try examine(target, options, asking: destinations).diagnosis.report
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
            case .json: report.json.pretty
            case .md: MarkdownReport.render(report)
            case .plain: PlainReport.render(report)
            }
        Terminal.standardOutput(rendered)
        throw status
    }
}
