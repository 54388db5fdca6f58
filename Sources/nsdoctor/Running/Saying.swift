import Diagnosis
import JSON
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
    /// What the site and the command line have changed about the checks.
    private let overrides: [String]
    /// JSON as one line, behind others.
    var isLastLine = false
    /// Standard output belongs to somebody else, so it goes to standard error.
    var isOutputTaken = false

    init(_ options: DiagnosisOptions, as form: Form = .report) {
        self.form = form
        format = options.reportFormat
        self.options = options.text
        bar = options.bar
        overrides = RunbookFiles.overrides(options.overrides, isSaid: false)
    }

    /// Prints it all.
    ///
    /// - Parameter isInterrupted: somebody did not wait for the end, which the status then says.
    func say(_ diagnosis: Diagnosis, milliseconds: Int, isInterrupted: Bool = false) -> ExitStatus {
        var report = diagnosis.report
        report.durationMilliseconds = milliseconds
        // Whoever reads the report must know that the checks were not all as shipped.
        if !overrides.isEmpty { report.scope.append("checks changed by \(overrides.joined(separator: ", "))") }
        let status = isInterrupted ? .interrupted : bar.status(of: report.verdict)
        var text = options
        text.exitStatus = Int(status.rawValue)
        let rendered = form == .report ? self.report(report, text) : checklist(Checklist(diagnosis), text)
        if isOutputTaken { Terminal.standardError(rendered) } else { Terminal.standardOutput(rendered) }
        return status
    }

    private func report(_ report: Report, _ text: TextOptions) -> String {
        switch format {
        case .text: TextReport.render(report, text)
        case .json: isLastLine ? report.json.compact + "\n" : report.json.pretty
        case .md: MarkdownReport.render(report)
        case .plain: PlainReport.render(report)
        }
    }

    private func checklist(_ checklist: Checklist, _ text: TextOptions) -> String {
        switch format {
        case .text: TextChecklist.render(checklist, text)
        case .json: checklist.json.pretty
        case .md: MarkdownChecklist.render(checklist)
        case .plain: PlainChecklist.render(checklist)
        }
    }
}
