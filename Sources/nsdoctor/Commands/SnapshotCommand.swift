import ArgumentParser
import Collectors
import NetworkModel
import PacketTrace
import Rules

struct SnapshotCommand: ParsableCommand, OnHost {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Save what was seen, to diagnose it later or elsewhere.",
        discussion: """
            With a target the snapshot holds what a diagnosis of it reads; without one,
            everything. nsdoctor pid 4321 --snapshot FILE then gives the same findings.
            It holds addresses, names of processes and of interfaces.
            """)

    @Argument(
        help: ArgumentHelp("pid PID, netns NAME, container ID, iface NAME, or node.", valueName: "target"),
        completion: Candidates.targets)
    var target: [String] = []

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("File to write; - for standard output.", valueName: "file"), completion: .file())
    var output: String

    @OptionGroup var host: HostOptions

    func run() throws {
        let collector = Collector.live()
        let words = target.isEmpty ? TargetWords.node : try TargetWords(target)
        try words.aim(collector, keepsAll: true)
        if case .node = words {
            collector.collectResolvers()
            for namespace in collector.snapshot.namespaces.values {
                collector.answer(PacketTracer.settings(of: namespace))
            }
            for namespace in collector.snapshot.namespaces.values {
                collector.answer(PacketTracer.programs(of: namespace))
            }
        }
        let snapshot = try Examination(
            collector,
            { () throws(Failure) in
                try RunbookFiles.compiled([], overrides: RunbookFiles.overrides([]))
            }
        ).snapshot
        let data = try SnapshotFile.encode(snapshot)
        if output == "-" {
            Terminal.standardOutput(String(decoding: data, as: UTF8.self) + "\n")
        } else {
            try SnapshotFile.write(data, to: output)
        }
    }
}
