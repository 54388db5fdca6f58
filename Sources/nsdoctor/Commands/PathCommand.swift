import ArgumentParser
import Collectors
import Diagnosis
import NetworkModel
import PacketTrace
import Reports

struct PathCommand: ParsableCommand, Reporting, OnHost, Replaying {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Walk a packet from one place to another, and back, without sending any.",
        discussion: """
            FROM and TO: pid:4321, netns:red, container:3f2a, iface:veth-red-br (the namespace at its other end), or an
            address; TO may have a port and protocol, 10.1.0.11:80/tcp. An address that no namespace here has as FROM
            is somewhere outside, and the packet comes in by --iif, or by where a route leads back to it.

            nsdoctor path netns:red 8.8.8.8
            nsdoctor path pid:4321 10.96.0.10:53/udp --explain-rule
            """)

    @Argument(
        help: ArgumentHelp("pid:PID, netns:NAME, container:ID, iface:NAME, or an address.", valueName: "from"),
        completion: Candidates.places)
    var from: String

    @Argument(help: ArgumentHelp("The same, or ADDRESS:PORT/PROTO.", valueName: "to"), completion: Candidates.places)
    var to: String

    @Option(name: .customLong("proto"), help: ArgumentHelp("icmp, tcp, udp, or a number.", valueName: "proto"))
    var proto: String?

    @Option(name: .customLong("sport"), help: ArgumentHelp("Source port; unknown by default.", valueName: "port"))
    var sport: UInt16?

    @Option(name: .customLong("dport"), help: ArgumentHelp("Destination port.", valueName: "port"))
    var dport: UInt16?

    @Option(name: .customLong("mark"), help: ArgumentHelp("The mark that the sender's socket sets.", valueName: "mark"))
    var mark: String?

    @Option(name: .customLong("iif"), help: ArgumentHelp("Where a packet from outside comes in.", valueName: "dev"))
    var iif: String?

    @Option(
        name: .customLong("size"),
        help: ArgumentHelp("Bytes with the IP header, not to be fragmented.", valueName: "bytes"))
    var size: Int?

    @Flag(name: .customLong("explain-rule"), help: "Show every rule that the packet meets.")
    var explainRule = false

    @Option(name: [.customShort("o"), .customLong("format")], help: ArgumentHelp("How to print.", valueName: "format"))
    var format = ReportFormat.text

    @Flag(name: .customLong("json"), help: "The same as -o json.")
    var json = false

    @Option(
        name: .customLong("snapshot"),
        help: ArgumentHelp("Walk through a saved snapshot instead of this machine.", valueName: "file"),
        completion: .file())
    var snapshot: String?

    @OptionGroup var file: FileOptions

    @OptionGroup var redaction: RedactionOptions

    @OptionGroup var output: OutputOptions

    @OptionGroup var host: HostOptions

    @OptionGroup var time: TimeOptions

    var reportFormat: ReportFormat { json ? .json : format }

    var replays: Bool { snapshot != nil }

    func run() throws {
        let words = try PathWords(
            from: from, to: to, proto: proto, sport: sport, dport: dport, mark: mark, iif: iif, size: size)
        if let snapshot {
            throw try say(PathExamination.replay(words, try SnapshotFile.read(snapshot), redaction), nil)
        }
        let look = try Look.run(time.milliseconds()) { [redaction] snapshot, patience in
            try say(PathExamination.replay(words, snapshot, redaction), patience)
        } _: { watchdog throws(Failure) in
            try PathExamination.run(words, redaction, watchdog)
        }
        throw try say(look.seen, look.patience)
    }

    private func say(_ found: (answer: PathAnswer, seen: Snapshot), _ patience: Patience?) throws -> ExitStatus {
        let document = PathDocument(found.answer, in: found.seen, tool: Version.number)
        let rendered = reportFormat.render(
            .path(document, explainsRules: explainRule), output.text(isForFile: file.path != nil))
        try file.put(rendered, mode: reportFormat.fileMode)
        return Look.tell(found.seen, patience, status: ExitStatus(document.verdict))
    }
}

extension ExitStatus {
    /// Of a command that says no more than this.
    init(_ verdict: Verdict) { self = FailOn.warn.status(of: verdict) }
}
