import ArgumentParser
import Collectors
import NetworkModel
import PacketTrace
import Redaction
import Rules

struct SnapshotCommand: ParsableCommand, OnHost {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Save what was seen, to diagnose it later or elsewhere.",
        discussion: """
            With a target the snapshot holds what a diagnosis of it reads; without one,
            everything. nsdoctor pid 4321 --snapshot FILE then gives the same findings.
            It holds addresses, names of processes and of interfaces; with --redact
            pseudonyms of them.
            """)

    @Argument(
        help: ArgumentHelp("pid PID, netns NAME, container ID, iface NAME, or node.", valueName: "target"),
        completion: Candidates.targets)
    var target: [String] = []

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("File to write, packed if it ends in .gz; - for standard output.", valueName: "file"),
        completion: .file())
    var output: String

    @OptionGroup var redaction: RedactionOptions

    @OptionGroup var host: HostOptions

    @OptionGroup var time: TimeOptions

    func run() throws {
        let words = target.isEmpty ? TargetWords.node : try TargetWords(target)
        let look = try Look.run(time.milliseconds(), hanging: save) { watchdog throws(Failure) in
            let collector = Collector.live(watchdog.patience)
            try words.aim(collector, keepsAll: true)
            if case .node = words { Self.completeNode(collector, watchdog) }
            return try Examination(
                collector, { () throws(Failure) in try CheckFiles().compiled() }, watchdog: watchdog
            ).snapshot
        }
        throw try save(look.seen, look.patience)
    }

    /// What a diagnosis of any of its namespaces may ask later.
    private static func completeNode(_ collector: Collector, _ watchdog: Watchdog) {
        watchdog.looks(collector.snapshot)
        collector.collectResolvers()
        for namespace in collector.snapshot.namespaces.values {
            collector.answer(PacketTracer.settings(of: namespace))
        }
        for namespace in collector.snapshot.namespaces.values {
            collector.answer(PacketTracer.programs(of: namespace))
        }
    }

    private func save(_ snapshot: Snapshot, _ patience: Patience) throws -> ExitStatus {
        let redaction = try self.redaction.redaction(of: snapshot)
        try self.redaction.writeMap(redaction)
        let told = redaction?.snapshot ?? snapshot
        if output == "-" {
            Terminal.standardOutput(String(decoding: try SnapshotFile.encode(told), as: UTF8.self) + "\n")
        } else {
            try SnapshotFile.write(told, to: output)
        }
        return Look.tell(told, patience)
    }
}
