import Diagnosis
import NetworkModel

/// A checklist that somebody follows on a terminal: what was seen, where he stands, and what he noted. A pure value; keys
/// go in by `press`, lines come out by `screen`, and whoever drives it does what it asks for.
public struct Guide: Sendable {
    /// What the driver has to do.
    public enum Request: Sendable, Hashable {
        /// Look at the target again, then `seen`.
        case look
        /// Write the ticket to this file and the snapshot beside it, then `written`.
        ///
        /// - Parameter replacing: whatever is there already.
        case write(String, replacing: Bool)
        /// Work out what a command would do, then `simulated`.
        case simulate(String)
        /// Give the terminal back until the process is continued (Ctrl-Z).
        case suspend
        /// Draw everything anew.
        case redraw
        case quit
    }

    /// A line that is being typed, and what for.
    struct Prompt: Hashable {
        enum Purpose: Hashable {
            case find, note, ticket, colon
            /// A value for one of the words of a fix; with those that are known already.
            case value(FixBlanks, word: String, known: [String: String])
        }

        var purpose: Purpose
        var text = ""
    }

    /// What fills the screen.
    enum View: Hashable {
        case list
        /// Lines of one step, from the given one on.
        case detail(top: Int)
        case help
    }

    public private(set) var timeline = GuideTimeline()
    public internal(set) var checklist: Checklist
    /// The name of the machine that was looked at; hostile text.
    let host: String
    /// When the last look ended, RFC 3339, UTC.
    public private(set) var seenAt: String
    /// A look can be taken again: no saved snapshot is what is judged.
    let isLive: Bool
    var change: GuideChange?
    /// Number of the step that the keys are about.
    var selected: Int
    var showsAll = false
    var view = View.list
    var prompt: Prompt?
    /// What the last key came to, until the next one.
    var message: String?
    var lastFind = ""
    /// What a fix with its values filled in would do.
    var trial: (command: String, outcome: String)?

    /// - Parameter time: when it was looked, RFC 3339, UTC.
    public init(_ checklist: Checklist, seenAt time: String, isLive: Bool) {
        self.checklist = checklist
        self.isLive = isLive
        seenAt = time
        host = checklist.report.host.name
        selected = Self.first(of: checklist)
        timeline.add(.look, at: time, Self.words(checklist))
    }

    /// The target was looked at again.
    public mutating func seen(_ next: Checklist, at time: String) {
        let change = GuideChange(from: checklist, to: next)
        let question = checklist.steps.first { $0.number == selected }?.question
        self.change = change
        checklist = next
        seenAt = time
        trial = nil
        // The same question may have another number now.
        let same = next.steps.first { $0.question == question }
        let isSettled = same.map { $0.state == .ok || $0.state == .skipped } ?? true
        selected = isSettled ? Self.first(of: next) : same?.number ?? Self.first(of: next)
        if case .detail = view { view = .list }
        timeline.add(.look, at: time, "\(Self.words(next)): \(change.words)")
        message = "looked again: \(change.words)"
    }

    /// The look failed.
    public mutating func lookFailed(_ reason: String, at time: String) {
        message = "not seen again: \(reason)"
        timeline.add(.look, at: time, "could not look again: \(reason)")
    }

    /// - Parameter failure: nil where all was written.
    public mutating func written(_ files: [String], at time: String, failure: String? = nil) {
        if let failure {
            message = failure
        } else {
            message = "written: \(files.joined(separator: ", "))"
            timeline.add(.ticket, at: time, files.joined(separator: ", "))
        }
    }

    /// What a command would do; nil where it cannot be simulated.
    public mutating func simulated(_ command: String, _ count: QuestionCount?, at time: String) {
        let outcome =
            count.map { count in
                "\(count.words)\(count.unknown > 0 ? ", \(count.unknown) unknown" : "") (simulated)"
            } ?? "not understood well enough to be simulated"
        trial = (command, outcome)
        timeline.add(.value, at: time, step: selected, "\(command): \(outcome)")
        message = nil
    }

    /// Somebody said something.
    public mutating func note(_ text: String, at time: String) {
        guard !text.isEmpty else { return }
        timeline.add(.note, at: time, step: selected, text)
        message = "noted at step \(selected); w writes the ticket"
    }

    /// Where a ticket goes unless somebody wants it elsewhere: `nsdoctor-pid-4321.md`.
    public var ticketName: String {
        let target = checklist.report.target
        let words = [target.kind.rawValue, target.kind == .node ? "" : target.spelling]
        let name = words.joined(separator: "-").map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        return "nsdoctor-\(String(name.prefix(60)).trimmingDashes).md"
    }

    var step: Checklist.Step? { checklist.steps.first { $0.number == selected } }

    /// The cause that the first line names; else what was found, could not be judged or was not reached; else the first.
    private static func first(of checklist: Checklist) -> Int {
        let lead = Story(checklist.report).headlines.first?.lead.id
        let order = StepOrder(checklist)
        let cause = order.found.first { step in step.findings.contains { $0.id == lead } }
        let rest = order.found + order.after + order.unjudged + order.unreached
        return (cause ?? rest.first ?? checklist.steps.first)?.number ?? 1
    }

    private static func words(_ checklist: Checklist) -> String {
        let report = checklist.report
        let causes = Story(report).headlines.map(\.lead.id)
        let count = report.throughWords.map { "; \($0)" } ?? ""
        return "\(report.verdict.word)\(causes.isEmpty ? "" : " \(causes.joined(separator: ", "))")\(count)"
    }
}

extension String {
    fileprivate var trimmingDashes: String {
        var text = Substring(self)
        while text.last == "-" { text = text.dropLast() }
        return String(text)
    }
}
