import ArgumentParser
import Diagnosis
import NetworkModel
import Reports
import Rules

extension FailOn: ExpressibleByArgument {}
extension Terminal.ColorChoice: ExpressibleByArgument {}

extension ReportFormat: ExpressibleByArgument {}

/// The flag of all commands that lay text out.
struct OutputOptions: ParsableArguments {
    @Option(name: .customLong("color"), help: ArgumentHelp("When to use colour.", valueName: "when"))
    var color = Terminal.ColorChoice.auto

    var text: TextOptions { text(isForFile: false) }

    /// In a file lines are whole, and colours only where they are asked for.
    func text(isForFile: Bool) -> TextOptions {
        TextOptions(
            width: isForFile ? nil : Terminal.pageWidth,
            color: isForFile ? color == .always : Terminal.wantsColor(color), ascii: Terminal.isASCII)
    }
}

/// Where a report goes.
struct FileOptions: ParsableArguments {
    @Option(
        name: .customLong("output"),
        help: ArgumentHelp(
            "Write to a file and not to standard output: all at once, for its owner alone, but for prom.",
            valueName: "file"))
    var file: String?

    /// Nil for standard output.
    var path: String? { file == "-" ? nil : file }

    /// Writes it where it belongs.
    func put(_ text: String, mode: UInt32 = AtomicFile.ownersMode) throws(ExitStatus) {
        guard let path else { return Terminal.standardOutput(text) }
        guard AtomicFile.leave(text, in: path, mode: mode) else { throw .output }
    }
}

/// Questions that the user adds to those that a diagnosis asks by itself.
struct QuestionOptions: ParsableArguments {
    @Option(
        name: .customLong("to"),
        help: ArgumentHelp(
            "Ask whether the target reaches ADDR, ADDR:PORT or ADDR:PORT/PROTO, too. Repeatable.", valueName: "addr"))
    var to: [String] = []

    func destinations() throws(Failure) -> [Destination] {
        var result: [Destination] = []
        for text in to { result.append(try DestinationWords.parse(text)) }
        return result
    }
}

/// How long a look may take.
struct TimeOptions: ParsableArguments {
    @Option(
        name: .customLong("timeout"),
        help: ArgumentHelp("Say what is known after so long: 30s, 2m.", valueName: "time"))
    var timeout = "30s"

    func milliseconds() throws(Failure) -> Int { Int(try DurationWords.seconds(timeout) * 1000) }
}

/// What is said can be given away.
struct RedactionOptions: ParsableArguments {
    @Flag(
        name: .customLong("redact"),
        help: "Give addresses and names pseudonyms that keep their meaning, so that what is said may be shared.")
    var redact = false

    @Option(
        name: .customLong("redact-map"),
        help: ArgumentHelp("Write which pseudonym stands for what, for the owner alone.", valueName: "file"))
    var map: String?
}

/// Flags of all commands that diagnose.
struct DiagnosisOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .customLong("format")], help: ArgumentHelp("How to print.", valueName: "format"))
    var format = ReportFormat.text

    @Flag(name: .customLong("json"), help: "The same as -o json.")
    var json = false

    @OptionGroup var file: FileOptions

    @OptionGroup var output: OutputOptions

    @OptionGroup var host: HostOptions

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Only what was found, and the verdict.")
    var quiet = false

    @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Every check, and every hop of each path.")
    var verbose = false

    @Option(
        name: .customLong("snapshot"),
        help: ArgumentHelp(
            "Diagnose a saved snapshot instead of this machine; - for standard input.", valueName: "file"),
        completion: .file())
    var snapshot: String?

    @OptionGroup var redaction: RedactionOptions

    @Option(
        name: .customLong("runbook"),
        help: ArgumentHelp("Add the checks of a runbook file. Repeatable.", valueName: "file"), completion: .file())
    var runbook: [String] = []

    @Option(
        name: .customLong("overrides"),
        help: ArgumentHelp("Change checks as a file says. Repeatable.", valueName: "file"), completion: .file())
    var overrides: [String] = []

    @Flag(name: .customLong("no-site"), help: "Leave the files in /etc/nsdoctor alone.")
    var noSite = false

    @Option(
        name: .customLong("fail-on"),
        help: ArgumentHelp("The least verdict that the exit status tells.", valueName: "verdict"))
    var failOn = FailOn.warn

    @Flag(name: .customLong("exit-zero"), help: "The same as --fail-on never.")
    var exitZero = false

    var text: TextOptions {
        var text = output.text(isForFile: file.path != nil)
        text.detail = quiet ? .quiet : verbose ? .verbose : .normal
        return text
    }
    var reportFormat: ReportFormat { json ? .json : format }
    var bar: FailOn { exitZero ? .never : failOn }
}

/// A command with these flags.
protocol Diagnosing: Reporting, OnHost, Replaying {
    var options: DiagnosisOptions { get }
}

extension Diagnosing {
    var reportFormat: ReportFormat { options.reportFormat }
    var host: HostOptions { options.host }
    var replays: Bool { options.snapshot != nil }
}
