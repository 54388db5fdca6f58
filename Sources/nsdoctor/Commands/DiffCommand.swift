import ArgumentParser
import Collectors
import Comparison
import JSON
import NetworkModel
import Reports

/// Flags of both commands that compare.
struct ComparisonOptions: ParsableArguments {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, md
    }

    @Option(name: [.customShort("o"), .customLong("format")], help: ArgumentHelp("How to print.", valueName: "format"))
    var format = Format.text

    @Flag(name: .customLong("json"), help: "The same as -o json.")
    var json = false

    @OptionGroup var host: HostOptions

    @OptionGroup var output: OutputOptions

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Only what differs.")
    var quiet = false

    @Flag(name: [.customShort("v"), .customLong("verbose")], help: "All that not both have seen.")
    var verbose = false

    @OptionGroup var time: TimeOptions

    /// - Parameter looks: at this machine, each of which may have ended early.
    func say(_ document: DifferenceDocument, _ looks: [(seen: Observation, patience: Patience)]) -> ExitStatus {
        var text = output.text
        text.detail = quiet ? .quiet : verbose ? .verbose : .normal
        switch json ? .json : format {
        case .text: Terminal.standardOutput(DifferenceText.render(document, text))
        case .json: Terminal.standardOutput(document.json.pretty)
        case .md: Terminal.standardOutput(MarkdownDifference.render(document))
        }
        var status = ExitStatus(document.difference.outcome)
        for look in looks { status = Look.tell(look.seen.snapshot, look.patience, status: status) }
        return status
    }
}

struct DiffCommand: ParsableCommand, OnHost, Replaying {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What changed between two snapshots, or from a snapshot to now.",
        discussion: """
            nsdoctor diff before.json after.json
            nsdoctor diff before.json               the same target now

            What comes and goes by itself is no change: counters, ages, learned
            neighbours. What one of both has not seen is said as such.
            Exit status: 0 nothing changed, 1 something did, 3 nobody can tell.
            """)

    @Argument(help: ArgumentHelp("The earlier snapshot; - for standard input.", valueName: "before"))
    var before: String

    @Argument(help: ArgumentHelp("The later one; now if there is none.", valueName: "after"))
    var after: String?

    @OptionGroup var options: ComparisonOptions

    var host: HostOptions { options.host }

    var replays: Bool { after != nil }

    func run() throws {
        guard !(before == "-" && after == "-") else { throw Failure(.usage, "standard input holds one snapshot") }
        let old = try Observing.saved(before, nil)
        if let after {
            throw say(old, after, try Observing.saved(after, nil), [])
        }
        let look = try Observing.now(
            nil, as: old.snapshot, milliseconds: options.time.milliseconds(), isLast: true
        ) {
            say(old, "now", $0, [($0, $1)])
        }
        throw say(old, "now", look.seen, [look])
    }

    private func say(
        _ old: Observation, _ name: String, _ new: Observation, _ looks: [(seen: Observation, patience: Patience)]
    ) -> ExitStatus {
        options.say(
            DifferenceDocument(
                .diff, .init(before, old), .init(name, new), Difference(from: old, to: new), tool: Version.number),
            looks)
    }
}

struct CompareCommand: ParsableCommand, OnHost, Replaying {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "What differs between a sick target and a healthy one like it.",
        usage:
            "nsdoctor compare [options] <target> <target>\nnsdoctor compare [options] --snapshot <file> --snapshot <file>",
        discussion: """
            nsdoctor compare pid 4321 pid 5678
            nsdoctor compare --snapshot sick.json --snapshot healthy.json

            Addresses, numbers and names that are each one's own count as the same.
            First comes what a finding or a lost packet is about.
            Exit status: 0 alike, 1 something differs, 3 nobody can tell.
            """)

    @Argument(help: ArgumentHelp("Twice: pid PID, netns NAME, container ID or iface NAME.", valueName: "target"))
    var targets: [String] = []

    @Option(
        name: .customLong("snapshot"),
        help: ArgumentHelp(
            "A saved snapshot instead of this machine: one with both targets, or one for each; - for standard input.",
            valueName: "file"))
    var snapshots: [String] = []

    @OptionGroup var options: ComparisonOptions

    var host: HostOptions { options.host }

    var replays: Bool { !snapshots.isEmpty }

    func run() throws {
        guard targets.isEmpty && snapshots.count == 2 || targets.count == 4 && snapshots.count <= 2 else {
            throw Failure(
                .usage, "two are compared",
                hint: "nsdoctor compare pid 4321 pid 5678, or --snapshot FILE twice")
        }
        guard snapshots.filter({ $0 == "-" }).count < 2 else {
            throw Failure(.usage, "standard input holds one snapshot")
        }
        let words =
            targets.isEmpty
            ? [nil, nil] : [try TargetWords(Array(targets[..<2])), try TargetWords(Array(targets[2...]))]
        var sides: [Side] = []
        for (index, words) in words.enumerated() {
            let name =
                targets.isEmpty ? snapshots[index] : targets[(2 * index)...(2 * index + 1)].joined(separator: " ")
            let file = snapshots.indices.contains(index) ? snapshots[index] : snapshots.first
            let saved = try file.map { Side(name: name, seen: try Observing.saved($0, words)) }
            let side = try saved ?? look(name, words, sides)
            guard side.seen.snapshot.target?.netns != nil else {
                throw Failure(.usage, "\(name) is no single target, and a node is many")
            }
            sides.append(side)
        }
        throw say(sides)
    }

    /// One of both, and the look that saw it.
    private struct Side: Sendable {
        let name: String
        let seen: Observation
        var patience: Patience?
    }

    /// - Parameter others: those that were seen before it.
    private func look(_ name: String, _ words: TargetWords?, _ others: [Side]) throws(Failure) -> Side {
        let look = try Observing.now(
            words, milliseconds: try options.time.milliseconds(), isLast: !others.isEmpty
        ) { seen, patience in
            say(others + [Side(name: name, seen: seen, patience: patience)])
        }
        return Side(name: name, seen: look.seen, patience: look.patience)
    }

    private func say(_ sides: [Side]) -> ExitStatus {
        guard sides.count == 2 else {
            Terminal.standardError("nsdoctor: there is nothing yet to compare with, and a read hangs\n")
            return .unknown
        }
        return options.say(
            DifferenceDocument(
                .compare, .init(sides[0].name, sides[0].seen), .init(sides[1].name, sides[1].seen),
                Difference(between: sides[0].seen, and: sides[1].seen), tool: Version.number),
            sides.compactMap { side in side.patience.map { (side.seen, $0) } })
    }
}

extension ExitStatus {
    init(_ outcome: Difference.Outcome) {
        switch outcome {
        case .equal: self = .ok
        case .differs: self = .warn
        case .unknown: self = .unknown
        }
    }
}
