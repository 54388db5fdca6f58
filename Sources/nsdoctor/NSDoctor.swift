import ArgumentParser
import Glibc
import Kernel
import Reports

/// The root command: flags and exit status, nothing else.
struct NSDoctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nsdoctor",
        abstract: "Finds out why a process cannot talk, and what exactly must change.",
        discussion: """
            nsdoctor pid 4321        diagnose the network of a process
            nsdoctor netns red       diagnose a named network namespace

            Nothing is changed on the host: fixes are commands to read, never run.

            Exit status: 0 ok or notes, 1 warn, 2 crit, 3 unknown, 64 wrong usage,
            65 bad runbook or snapshot, 66 target not found, 69 no libpcap for a filter,
            70 bug, 74 output not written, 77 no permission, 130 interrupted.
            """,
        subcommands: [
            PidCommand.self, NetnsCommand.self, ContainerCommand.self, PodCommand.self,
            UnitCommand.self, MachineCommand.self, IfaceCommand.self, NodeCommand.self,
            ListCommand.self, TopologyCommand.self, PathCommand.self, ChecklistCommand.self, SnapshotCommand.self,
            DiffCommand.self,
            CompareCommand.self,
            CaptureCommand.self, WatchCommand.self, ProbeCommand.self, QueryCommand.self, ExplainCommand.self,
            RunbookCommand.self,
            LabCommand.self,
            VersionCommand.self,
        ])

    /// Here and not in the configuration, which would offer it with every subcommand.
    @Flag(name: .customLong("version"), help: "Print the version.")
    var printsVersion = false

    func run() throws {
        guard printsVersion else { throw CleanExit.helpRequest(self) }
        Terminal.standardOutput(Version.text + "\n")
    }

    /// Parses and runs; every way out passes here, so that all commands share one exit status.
    static func run() -> Never {
        StandardOutput.holdPlaces()
        FatalSignals.tell(endingWith: ExitStatus.bug.rawValue)
        signal(SIGPIPE, SIG_IGN)
        Allocator.keepsMemory()
        // Without arguments: a short help, and the status of a usage error.
        if ProgramArguments.all.count <= 1 {
            Terminal.standardOutput(helpMessage())
            StandardOutput.end(ExitStatus.usage.rawValue)
        }
        let words = Array(ProgramArguments.all.dropFirst())
        var format: ReportFormat?
        do {
            if let mistake = CommandWords.mistake(in: words) { throw mistake }
            var command = try parseAsRoot(words)
            format = (command as? any Reporting)?.reportFormat
            try (command as? any OnHost)?.host.enter()
            if (command as? any Replaying)?.replays == true { Confinement.neverLook() }
            try command.run()
            StandardOutput.end(ExitStatus.ok.rawValue)
        } catch let failure as Failure {
            // Who reads this knows four statuses, and standard output alone.
            if format == .nagios {
                Terminal.standardOutput(NagiosReport.render(failure: failure.message))
                StandardOutput.end(ExitStatus.unknown.rawValue)
            }
            let lines = failure.message.split(separator: "\n", omittingEmptySubsequences: false).map {
                Terminal.safe(String($0))
            }
            Terminal.standardError("nsdoctor: \(lines.joined(separator: "\n"))\n")
            if let hint = failure.hint { Terminal.standardError("hint: \(Terminal.safe(hint))\n") }
            StandardOutput.end(failure.status.rawValue)
        } catch let status as ExitStatus {
            StandardOutput.end(status.rawValue)
        } catch {
            let status = exitCode(for: error)
            // Help and the like.
            if status.isSuccess {
                let text = fullMessage(for: error)
                Terminal.standardOutput(text.isEmpty ? "" : text + "\n")
                StandardOutput.end(ExitStatus.ok.rawValue)
            }
            // Words that are not understood are told as they were typed, or pasted.
            let lines = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
            Terminal.standardError(lines.map { Terminal.safe(String($0)) + "\n" }.joined())
            StandardOutput.end(status.rawValue)
        }
    }
}

/// A command that may have no question to the machine, only to files.
protocol Replaying {
    /// From files alone.
    var replays: Bool { get }
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() throws {
        Terminal.standardOutput(Version.text + "\n")
    }
}
