import Diagnosis
import Glibc
import Kernel
import NetworkModel
import Reports

/// `checklist -i`: on a screen where there is one, else line by line.
enum Guiding {
    /// - Parameter answers: a file of lines that are typed in somebody's place; nil for the terminal.
    static func run(
        _ target: TargetWords?, _ options: DiagnosisOptions, asking destinations: [Destination], milliseconds: Int,
        answers: String?
    ) throws -> Never {
        guard options.reportFormat == .text else {
            throw Failure(.usage, "-i is for people: w in it writes the ticket in other formats")
        }
        guard options.file.path == nil else {
            throw Failure(.usage, "-i is a screen; w in it writes the ticket")
        }
        try options.redaction.refuse(
            "-i shows what there is; nsdoctor checklist --redact --snapshot TICKET.snapshot.json makes one for others")
        let lines = try answers.map { file throws(Failure) in try Lines(file) }
        let (found, isInterrupted) = try Diagnose.look(
            target, options, asking: destinations, isLast: false, sayingOtherwise: Saying(options, as: .checklist),
            milliseconds: milliseconds)
        // The snapshot came by standard input, and keys come from the terminal all the same, as with less.
        if options.snapshot == "-" { Terminal.takeKeysFromTerminal() }
        let session = GuideSession(
            target, options, asking: destinations, milliseconds: milliseconds, found: found)
        let guide = Guide(session.checklist, seenAt: session.time, isLive: session.isLive)
        let text = options.text
        if lines == nil, Terminal.isScreen {
            throw try onScreen(session, guide, text, options.bar)
        }
        var line = LineGuide(session, guide, text) {
            guard let lines else { return readLine() }
            let next = lines.next()
            if let next { Terminal.standardOutput("\(Terminal.safe(next))\n") }
            return next
        }
        try line.run()
        throw isInterrupted ? .interrupted : options.bar.status(of: line.guide.checklist.report.verdict)
    }

    private static func onScreen(
        _ session: GuideSession, _ guide: Guide, _ text: TextOptions, _ bar: FailOn
    ) throws(Failure) -> ExitStatus {
        let signals: StopSignals
        do throws(SystemError) {
            signals = try StopSignals()
        } catch {
            throw Failure(.bug, error.description)
        }
        var screen = ScreenGuide(session, guide, text, signals)
        let end = screen.run()
        var now = text
        now.width = Terminal.width
        Terminal.standardOutput(screen.guide.farewell(now))
        switch end {
        case .quit: return bar.status(of: screen.guide.checklist.report.verdict)
        case .signal(let signal): Glibc.exit(128 + signal)
        }
    }
}

/// The lines of a file, one after the other.
private final class Lines {
    private var rest: ArraySlice<String>

    init(_ path: String) throws(Failure) {
        let text = try RunbookFiles.text(of: path)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        rest = lines[...]
    }

    func next() -> String? { rest.popFirst() }
}
