import Diagnosis
import Reports

/// How what was found is said, and what the command ends with.
struct Saying: Sendable {
    /// A report, or the same as a checklist.
    enum Form: Sendable {
        case report, checklist
    }

    var form = Form.report
    let format: ReportFormat
    private let options: TextOptions
    private let bar: FailOn
    /// JSON as one line, behind others.
    var isLastLine = false
    /// Standard output belongs to somebody else, so it goes to standard error.
    var isOutputTaken = false
    /// Where it goes; nil for standard output.
    private let file: String?

    init(_ options: DiagnosisOptions, as form: Form = .report) {
        self.form = form
        format = options.reportFormat
        self.options = options.text
        bar = options.bar
        file = options.file.path
    }

    /// Prints it all.
    ///
    /// - Parameter isInterrupted: somebody did not wait for the end, which the status then says.
    func say(_ diagnosis: Diagnosis, milliseconds: Int, isInterrupted: Bool = false) -> ExitStatus {
        var report = diagnosis.report
        report.durationMilliseconds = milliseconds
        let status = isInterrupted ? .interrupted : bar.status(of: report.verdict)
        var text = options
        text.exitStatus = Int(status.rawValue)
        var told = Told.report(report)
        if form == .checklist {
            var checklist = Checklist(diagnosis)
            checklist.report = report
            told = .checklist(checklist)
        }
        let rendered = format.render(told, text, isOneLine: isLastLine && file == nil)
        guard let file else {
            if isOutputTaken { Terminal.standardError(rendered) } else { Terminal.standardOutput(rendered) }
            return status
        }
        return AtomicFile.leave(rendered, in: file, mode: format.fileMode) ? status : .output
    }
}
