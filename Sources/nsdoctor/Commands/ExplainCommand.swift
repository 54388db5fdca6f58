import ArgumentParser
import Rules

struct ExplainCommand: ParsableCommand, Replaying {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "What a finding means, what looks like it, and how to fix it.")

    @Argument(help: ArgumentHelp("Id of a check or finding.", valueName: "id"), completion: Candidates.checks)
    var id: String

    var replays: Bool { true }

    func run() throws {
        let reference = CheckReference(try RunbookFiles.all([]))
        guard let explanation = reference.explanation(of: id) else {
            throw Failure(
                .notFound, "there is no check '\(id)'",
                hint: reference.suggestion(for: id) ?? "nsdoctor runbook list shows all")
        }
        Terminal.standardOutput(explanation.text(width: Terminal.pageWidth))
    }
}
