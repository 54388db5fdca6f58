import ArgumentParser
import Diagnosis
import Reports
import Runbooks

extension FailOn: ExpressibleByArgument {}
extension Terminal.ColorChoice: ExpressibleByArgument {}

/// How a report is printed.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, md, plain
}

/// Flags of all commands that print.
struct OutputOptions: ParsableArguments {
    @Option(name: .customLong("color"), help: ArgumentHelp("Colour: always, never, auto.", valueName: "when"))
    var color = Terminal.ColorChoice.auto

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Only the verdict and the root causes.")
    var quiet = false

    @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Every check with its state and reason.")
    var verbose = false

    var text: TextOptions {
        TextOptions(
            width: Terminal.width, color: Terminal.wantsColor(color), ascii: Terminal.isASCII,
            detail: quiet ? .quiet : verbose ? .verbose : .normal)
    }
}

/// Flags of all commands that diagnose.
struct DiagnosisOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .customLong("format")], help: ArgumentHelp("Format: text, json, md, plain.", valueName: "format"))
    var format = ReportFormat.text

    @Flag(name: .customLong("json"), help: "The same as -o json.")
    var json = false

    @OptionGroup var output: OutputOptions

    @Option(name: .customLong("snapshot"), help: ArgumentHelp("Diagnose a saved snapshot instead of this machine.", valueName: "file"))
    var snapshot: String?

    @Option(name: .customLong("runbook"), help: ArgumentHelp("Add the checks of a runbook file. Repeatable.", valueName: "file"))
    var runbook: [String] = []

    @Option(name: .customLong("fail-on"), help: ArgumentHelp("Exit status from: warn, unknown, crit, never.", valueName: "verdict"))
    var failOn = FailOn.warn

    @Flag(name: .customLong("exit-zero"), help: "The same as --fail-on never.")
    var exitZero = false

    var reportFormat: ReportFormat { json ? .json : format }
    var bar: FailOn { exitZero ? .never : failOn }
}
