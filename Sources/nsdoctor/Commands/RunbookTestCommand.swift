import YAML
import ArgumentParser
import NetworkFacts
import Rules

extension RunbookCommand {
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Run the cases that checks carry.",
            discussion: """
                A case names a snapshot file beside the runbook, or a lab that is built in a
                sandbox of its own. Exit status 1: a case does not hold. What a check says in
                explains, and none of its cases needs, is a warning.
                """)

        @Argument(
            help: ArgumentHelp("Runbook files; without any, the shipped ones.", valueName: "file"), completion: .file())
        var files: [String] = []

        @Option(name: .customLong("check"), help: ArgumentHelp("Only this check. Repeatable.", valueName: "id"))
        var check: [String] = []

        func run() throws {
            var runbooks: [Runbook] = []
            if files.isEmpty { runbooks = try RunbookFiles.shipped() }
            for file in files { runbooks.append(try RunbookFiles.read(file)) }
            let problems = RunbookLinter.lint(runbooks, schema: NetworkFacts.schema).filter { $0.severity == .error }
            guard problems.isEmpty else {
                for problem in problems { Terminal.standardError("\(problem)\n") }
                throw ExitStatus.badData
            }
            let cases = try CaseRunner(files)
            let only = check.isEmpty ? nil : Set(check)
            let report = RunbookTests.run(runbooks, only: only, evaluate: cases.outcome)
            for problem in RunbookTests.needless(runbooks, only: only, needed: cases.needed) {
                Terminal.standardOutput("\(problem.rendered)\n")
            }
            Terminal.standardOutput(report.text)
            if !report.isSuccess { throw ExitStatus.warn }
        }
    }
}
