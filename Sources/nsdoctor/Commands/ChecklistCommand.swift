import ArgumentParser

struct ChecklistCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "checklist", abstract: "The on-call checklist, each step with its answer.",
        usage: "nsdoctor checklist [options] <target> ...",
        discussion: """
            nsdoctor checklist pid 4321 -o md prints a Markdown task list for the ticket.
            nsdoctor checklist -i pid 4321 leads through it: ? shows the keys.
            """)

    @Argument(
        help: ArgumentHelp("pid PID, netns NAME, container ID, iface NAME, or node.", valueName: "target"),
        completion: Candidates.targets)
    var target: [String] = []

    @Flag(name: [.customShort("i"), .customLong("interactive")], help: "Follow it step by step, with keys.")
    var isInteractive = false

    @Option(
        name: .customLong("answers"),
        help: ArgumentHelp("Follow it line by line, as a file of lines says.", valueName: "file"), completion: .file())
    var answers: String?

    @OptionGroup var questions: QuestionOptions

    @OptionGroup var time: TimeOptions

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        let target = try target.isEmpty ? nil : TargetWords(target)
        if isInteractive || answers != nil {
            try Guiding.run(
                target, options, asking: questions.destinations(), milliseconds: time.milliseconds(), answers: answers)
        }
        try Diagnose.run(
            target, options, asking: questions.destinations(), as: .checklist,
            milliseconds: time.milliseconds())
    }
}
