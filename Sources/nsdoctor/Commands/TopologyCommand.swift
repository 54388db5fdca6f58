import ArgumentParser
import Collectors
import Diagnosis
import Redaction
import Reports
import JSON

struct TopologyCommand: ParsableCommand {
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

    func run() throws {
        let words = target.isEmpty ? TargetWords.node : try TargetWords(target)
        let topology = try redacted(try examine(words)).diagnosis.report.topology
        let rendered =
            switch json ? .json : format {
            case .text: TopologyTree.render(topology, output.text(isForFile: file.path != nil))
            case .dot: TopologyDot.render(topology)
            case .mermaid: TopologyMermaid.render(topology)
            case .svg: TopologySVG.render(topology)
            case .json: topology.json.pretty
            }
        try file.put(rendered)
    }

    private func redacted(_ found: Examination) throws(Failure) -> Examination {
        guard let redaction = try self.redaction.redaction(of: found.snapshot) else { return found }
        try self.redaction.writeMap(redaction)
        return Examination(replaying: redaction.snapshot, try CheckFiles(usesSite: false).compiled(), only: [])
    }

    /// No checks: the analysis alone decides what is read.
    private func examine(_ words: TargetWords) throws(Failure) -> Examination {
        let runbooks = try CheckFiles(usesSite: false).compiled()
        if let snapshot {
            var saved = try SnapshotFile.read(snapshot)
            try words.aim(&saved)
            return Examination(replaying: saved, runbooks, only: [])
        }
        let collector = Collector.live()
        try words.aim(collector)
        return try Examination(collector, { () throws(Failure) in runbooks }, only: [])
    }
}
