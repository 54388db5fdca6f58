import ArgumentParser
import Labs

struct LabCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab", abstract: "Practice networks in a private sandbox, with faults to find.",
        subcommands: [List.self, Show.self, Run.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "All labs.")

        func run() throws { Terminal.standardOutput(try LabFailure.translate { try LabText.list() }) }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "A lab: its steps, probes and faults.")

        @Argument(
            help: ArgumentHelp("Id of a shipped lab, or a lab file.", valueName: "lab"), completion: Candidates.labs)
        var lab: String

        func run() throws {
            Terminal.standardOutput(try LabFailure.translate { LabText.show(try LabCatalog.find(lab)) })
        }
    }

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run", abstract: "Build a lab and diagnose it, or run a command in it.",
            discussion: """
                nsdoctor lab run red-blue --fault flapped            diagnose the target
                nsdoctor lab run red-blue --fault flapped -- bash    look around yourself

                In a command {target} stands for the target, such as "pid 83", and {pid:NAME}
                for the number of a process of the lab.
                Nothing is left behind: the sandbox ends with the command.
                """)

        @Argument(
            help: ArgumentHelp("Id of a shipped lab, or a lab file.", valueName: "lab"), completion: Candidates.labs)
        var lab: String

        @Option(
            name: .customLong("fault"),
            help: ArgumentHelp("Break it: a fault or variant of the lab.", valueName: "fault"),
            completion: Candidates.faults)
        var fault: String?

        @Flag(name: .customLong("probes"), help: "Send the lab's real probes afterwards and print what came of them.")
        var probes = false

        @Argument(parsing: .postTerminator, help: ArgumentHelp("Command to run inside.", valueName: "command"))
        var command: [String] = []

        func run() throws {
            let status = try LabFailure.translate {
                let runner = try LabRunner()
                let order = LabRunner.Order(
                    fault: fault, command: command.isEmpty ? [runner.executable, "{target}"] : command, probes: probes)
                let outcome = try runner.run(try LabCatalog.find(lab), order)
                Terminal.standardError(LabText.stumbles(outcome))
                if probes { Terminal.standardOutput(LabText.probes(outcome)) }
                return outcome.status ?? 0
            }
            throw ExitCode(status)
        }
    }
}

enum LabFailure {
    static func translate<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as LabError {
            let status: ExitStatus =
                switch error.kind {
                case .badLab: .badData
                case .notFound, .missingTool: .notFound
                case .forbidden: .noPermission
                case .failed: .bug
                }
            throw Failure(status, error.message, hint: error.hint)
        }
    }
}
