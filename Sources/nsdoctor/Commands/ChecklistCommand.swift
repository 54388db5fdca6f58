import ArgumentParser
import Diagnosis
import Reports
import JSON

struct ChecklistCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checklist", abstract: "The on-call checklist, each step with its answer.",
        usage: "nsdoctor checklist [options] <target> ...",
        discussion: "nsdoctor checklist pid 4321 -o md prints a Markdown task list for the ticket.")

    @Argument(help: ArgumentHelp("pid PID, netns NAME, container ID, iface NAME, or node.", valueName: "target"))
    var target: [String]

    @OptionGroup var questions: QuestionOptions

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        let examination = try Diagnose.examine(TargetWords(target), options, asking: questions.destinations())
        let report = examination.diagnosis.report
        let checklist = Checklist(examination.diagnosis)
        switch options.reportFormat {
        case .md: Terminal.standardOutput(MarkdownChecklist.render(checklist))
        case .json: Terminal.standardOutput(checklist.json.pretty)
        case .plain: Terminal.standardOutput(PlainChecklist.render(checklist))
        case .text: Terminal.standardOutput(TextChecklist.render(checklist, options.text))
        }
        throw options.bar.status(of: report.verdict)
    }
}
