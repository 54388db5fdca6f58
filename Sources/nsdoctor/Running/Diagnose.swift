import Collectors
import Diagnosis
import NetworkModel
import Reports
import Runbooks

/// What all diagnosing commands do: find the target, examine, print, exit.
enum Diagnose {
    static func examine(_ target: TargetWords, _ options: DiagnosisOptions, only: Set<String>? = nil) throws(Failure) -> Examination {
        let runbooks = try RunbookFiles.compiled(options.runbook)
        if let path = options.snapshot {
            var snapshot = try SnapshotFile.read(path)
            try target.aim(&snapshot)
            return Examination(replaying: snapshot, runbooks, only: only)
        }
        let collector = Collector.live()
        try target.aim(collector)
        return Examination(collector, runbooks, only: only)
    }

    static func run(_ target: TargetWords, _ options: DiagnosisOptions) throws -> Never {
        let start = Clock.monotonicMilliseconds
        var report = try examine(target, options).diagnosis.report
        report.durationMilliseconds = Clock.monotonicMilliseconds - start
        let status = options.bar.status(of: report.verdict)
        var text = options.output.text
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
