import YAML
import ArgumentParser
import Reports
import NetworkFacts
import Rules
import JSON

struct RunbookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runbook", abstract: "The checks: list, show, lint, test, and their schemas.",
        subcommands: [List.self, Show.self, Lint.self, Test.self, Schema.self])

    struct List: ParsableCommand, Replaying {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "All checks in the order of the checklist.")

        @Option(
            name: .customLong("runbook"), help: ArgumentHelp("Add a runbook file. Repeatable.", valueName: "file"),
            completion: .file())
        var runbook: [String] = []

        @Flag(name: .customLong("json"), help: "As JSON.")
        var json = false

        @OptionGroup var output: OutputOptions

        var replays: Bool { true }

        func run() throws {
            var listing = Listing(columns: [
                .init("id", "CHECK"), .init("runbook", "RUNBOOK"), .init("title", "WHAT IT FINDS"),
            ])
            for runbook in try RunbookFiles.all(runbook) {
                for check in runbook.checks { listing.rows.append([check.id.text, runbook.id, check.title.text]) }
            }
            Terminal.standardOutput(json ? listing.json.pretty : TextListing.render(listing, output.text))
        }
    }

    struct Show: ParsableCommand, Replaying {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "A runbook's file, as it was compiled in.")

        @Argument(
            help: ArgumentHelp("Id of a runbook or of a check.", valueName: "id"), completion: Candidates.runbooks)
        var id: String

        var replays: Bool { true }

        func run() throws {
            let runbooks = try RunbookFiles.all([])
            let found = runbooks.first { $0.id == id } ?? runbooks.first { $0.checks.contains { $0.id.text == id } }
            guard let found else {
                throw Failure(
                    .notFound, "there is no runbook or check '\(id)'", hint: "nsdoctor runbook list shows all")
            }
            Terminal.standardOutput(found.source.text)
        }
    }

    struct Lint: ParsableCommand, Replaying {
        static let configuration = CommandConfiguration(
            commandName: "lint", abstract: "Check runbook and override files for mistakes.",
            discussion: "nsdoctor runbook lint -o sarif site.yaml says it as code scanners do.")

        @Argument(
            help: ArgumentHelp(
                "Runbook and override files; without any, the shipped ones and the site's.", valueName: "file"),
            completion: .file())
        var files: [String] = []

        @Option(
            name: [.customShort("o"), .customLong("format")], help: ArgumentHelp("How to print.", valueName: "format"))
        var format = LintFormat.text

        var replays: Bool { true }

        func run() throws {
            let problems = try LintedFiles(files).problems
            Terminal.standardOutput(format.render(problems))
            if problems.contains(where: { $0.severity == .error }) { throw ExitStatus.badData }
        }
    }

    struct Schema: ParsableCommand, Replaying {
        enum Kind: String, CaseIterable, ExpressibleByArgument {
            case report, diff, runbook, overrides, facts
        }

        static let configuration = CommandConfiguration(
            commandName: "schema", abstract: "The JSON Schema of a file format, or the table of facts.")

        @Argument(help: ArgumentHelp("Which.", valueName: "kind"))
        var kind = Kind.runbook

        var replays: Bool { true }

        func run() throws {
            let text =
                switch kind {
                case .report: ReportSchema.text
                case .diff: DifferenceSchema.text
                case .runbook: RunbookSchema.runbook(facts: NetworkFacts.schema)
                case .overrides: RunbookSchema.overrides(facts: NetworkFacts.schema)
                case .facts: NetworkFacts.schema.markdown()
                }
            Terminal.standardOutput(text.hasSuffix("\n") ? text : text + "\n")
        }
    }
}
