import ArgumentParser
import Collectors
import Diagnosis
import Redaction
import Reports
import JSON
import Rules

struct TopologyCommand: ParsableCommand, OnHost, Replaying {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, dot, mermaid, svg, json
    }

    static let configuration = CommandConfiguration(
        commandName: "topology", abstract: "How namespaces and links hang together, as a tree or a graph.",
        discussion: "Without a target the whole node is shown.")

    @Argument(
        help: ArgumentHelp("pid PID, netns NAME, container ID, iface NAME, or node.", valueName: "target"),
        completion: Candidates.targets)
    var target: [String] = []

    @Option(name: [.customShort("o"), .customLong("format")], help: ArgumentHelp("How to print.", valueName: "format"))
    var format = Format.text

    @Flag(name: .customLong("json"), help: "The same as -o json.")
    var json = false

    @Option(
        name: .customLong("snapshot"),
        help: ArgumentHelp("Show a saved snapshot instead of this machine.", valueName: "file"), completion: .file())
    var snapshot: String?

    @OptionGroup var file: FileOptions

    @OptionGroup var redaction: RedactionOptions

    @OptionGroup var output: OutputOptions

    @OptionGroup var host: HostOptions

    @OptionGroup var time: TimeOptions

    var replays: Bool { snapshot != nil }

    func run() throws {
        let words = target.isEmpty ? TargetWords.node : try TargetWords(target)
        let runbooks = try CheckFiles(usesSite: false).compiled()
        if let snapshot {
            var saved = try SnapshotFile.read(snapshot)
            try words.aim(&saved)
            throw try say(Examination(replaying: saved, runbooks, only: []), runbooks)
        }
        let look = try Look.run(time.milliseconds()) { snapshot, patience in
            try say(Examination(replaying: snapshot, runbooks, only: []), runbooks, patience)
        } _: { watchdog throws(Failure) in
            let collector = Collector.live(watchdog.patience)
            try words.aim(collector)
            // No checks: the analysis alone decides what is read.
            return try Examination(collector, { () throws(Failure) in runbooks }, only: [], watchdog: watchdog)
        }
        throw try say(look.seen, runbooks, look.patience)
    }

    private func say(
        _ found: Examination, _ runbooks: CompiledRunbooks, _ patience: Patience? = nil
    ) throws -> ExitStatus {
        let redaction = try self.redaction.redaction(of: found.snapshot)
        try self.redaction.writeMap(redaction)
        let told = redaction.map { Examination(replaying: $0.snapshot, runbooks, only: []) } ?? found
        let topology = told.diagnosis.report.topology
        let rendered =
            switch json ? .json : format {
            case .text: TopologyTree.render(topology, output.text(isForFile: file.path != nil))
            case .dot: TopologyDot.render(topology)
            case .mermaid: TopologyMermaid.render(topology)
            case .svg: TopologySVG.render(topology)
            case .json: topology.json.pretty
            }
        try file.put(rendered)
        return Look.tell(told.snapshot, patience)
    }
}
