import JSON
import Reports

/// How a report is printed.
enum ReportFormat: String, CaseIterable {
    case text, json, md, plain, html, junit, tap, nagios, prom, jira, slack

    /// Who may read a file of it: the node exporter runs as somebody else.
    var fileMode: UInt32 { self == .prom ? 0o644 : AtomicFile.ownersMode }

    /// - Parameters:
    ///   - text: how text is to look; its status is what the process will end with.
    ///   - isOneLine: JSON as one line, behind others.
    func render(_ told: Told, _ text: TextOptions, isOneLine: Bool = false) -> String {
        switch self {
        case .text: Self.text(told, text)
        case .json: isOneLine ? told.json.compact + "\n" : told.json.pretty
        case .md: Self.markdown(told)
        case .plain: Self.plain(told)
        case .html: HTMLReport.render(told)
        case .junit: JUnitReport.render(told)
        case .tap: TAPReport.render(told)
        case .nagios: NagiosReport.render(told, exitStatus: text.exitStatus)
        case .prom: PrometheusReport.render(told)
        case .jira: JiraReport.render(told)
        case .slack: SlackReport.render(told)
        }
    }

    private static func text(_ told: Told, _ options: TextOptions) -> String {
        switch told {
        case .report(let report): TextReport.render(report, options)
        case .checklist(let checklist): TextChecklist.render(checklist, options)
        case .path(let document, let explainsRules):
            PathText.render(document, options, explainsRules: explainsRules)
        }
    }

    private static func markdown(_ told: Told) -> String {
        switch told {
        case .report(let report): MarkdownReport.render(report)
        case .checklist(let checklist): MarkdownChecklist.render(checklist)
        case .path: MarkdownTelling.render(told)
        }
    }

    private static func plain(_ told: Told) -> String {
        switch told {
        case .report(let report): PlainReport.render(report)
        case .checklist(let checklist): PlainChecklist.render(checklist)
        case .path(let document, _): PathPlain.render(document)
        }
    }
}

extension Told {
    fileprivate var json: JSONValue {
        switch self {
        case .report(let report): report.json
        case .checklist(let checklist): checklist.json
        case .path(let document, _): document.json
        }
    }
}

/// A command that prints in these formats.
protocol Reporting {
    var reportFormat: ReportFormat { get }
}
