import ArgumentParser

struct ChecklistCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "checklist", abstract: "The on-call checklist, each step with its answer.",
        usage: "nsdoctor checklist [options] <target> ...",
        discussion: "nsdoctor checklist pid 4321 -o md prints a Markdown task list for the ticket.")

    @Argument(help: ArgumentHelp("pid PID, netns NAME, container ID, iface NAME, or node.", valueName: "target"))
    var target: [String] = []

    @OptionGroup var questions: QuestionOptions

    @OptionGroup var time: TimeOptions

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        try Diagnose.run(
            target.isEmpty ? nil : TargetWords(target), options, asking: questions.destinations(), as: .checklist,
            milliseconds: time.milliseconds())
    }
}
