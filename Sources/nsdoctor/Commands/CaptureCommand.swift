import ArgumentParser
import Capture
import Collectors
import Kernel
import NetworkModel

struct CaptureCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "capture", abstract: "Capture on the whole way at once, and say where packets get lost.",
        usage: "nsdoctor capture [options] <target> ... [<filter> ...]",
        discussion: """
            Watches the target's link, its other end, bridges, tunnels and uplinks at the same time, recognises packets
            behind NAT, and puts what was seen beside what the simulation says. Headers only, nothing promiscuous.

            nsdoctor capture pid 4321                        all of its packets, for 10 seconds
            nsdoctor capture pid 4321 --to 8.8.8.8:53/udp    one question
            nsdoctor capture netns red 'tcp port 443' -w red.pcapng
            """)

    @Argument(
        help: ArgumentHelp(
            "pid PID, netns NAME, container ID or iface NAME; then a filter in the language of tcpdump, which is said of the packets as the target sees them.",
            valueName: "target"), completion: Candidates.targets)
    var words: [String] = []

    @OptionGroup var questions: QuestionOptions

    @Option(
        name: [.customShort("w"), .customLong("write")],
        help: ArgumentHelp("Write the packets as pcapng; - for standard output.", valueName: "file"),
        completion: .file())
    var file: String?

    @Option(name: .customLong("for"), help: ArgumentHelp("How long: 10s, 500ms, 2m.", valueName: "time"))
    var duration = "10s"

    @Option(name: .customLong("packets"), help: ArgumentHelp("End after so many packets.", valueName: "number"))
    var packets = 10_000

    @Option(
        name: .customLong("payload"),
        help: ArgumentHelp("Keep so many bytes behind the headers; all for whole packets.", valueName: "bytes"))
    var payload = "0"

    @OptionGroup var drops: DropOptions

    @Option(
        name: .customLong("save"),
        help: ArgumentHelp(
            "Save a snapshot that holds the table, to diagnose it later or elsewhere.", valueName: "file"),
        completion: .file())
    var save: String?

    @Option(
        name: .customLong("read"),
        help: ArgumentHelp(
            "Read captures instead, beside --snapshot. FILE, or NETNS:IFNAME=FILE where it does not say where it was taken. Repeatable.",
            valueName: "file"), completion: .file())
    var read: [String] = []

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        let destinations = try questions.destinations()
        if file != nil {
            try options.redaction.refuse("-w writes packets as they are: --redact is for reports and --save")
        }
        guard read.isEmpty else { return try judge(asking: destinations) }
        let (target, filter) = try targetAndFilter()
        var limits = try order()
        limits.filter = filter
        guard options.snapshot == nil else {
            throw Failure(.usage, "a capture is of this machine", hint: "--read FILE goes with --snapshot")
        }
        let capture = try LiveCapture.take(
            target, limits, asking: destinations, drops: drops)
        try Diagnose.run(
            target, options, asking: destinations, .init(capture: capture), save: save, isOutputTaken: file == "-")
    }

    /// What was captured before, beside a snapshot, whose target it is about.
    private func judge(asking destinations: [Destination]) throws {
        guard let path = options.snapshot else { throw Failure(.usage, "--read needs --snapshot FILE") }
        guard words.count <= 2, file == nil else {
            throw Failure(.usage, "--read takes no filter and writes no file")
        }
        var snapshot = try SnapshotFile.read(path)
        let target = words.isEmpty ? nil : try TargetWords(words)
        try target?.aim(&snapshot)
        let capture = try ReadCapture.take(read, snapshot, asking: destinations)
        try Diagnose.run(target, options, asking: destinations, .init(capture: capture), save: save)
    }

    /// The first two words are the target.
    private func targetAndFilter() throws(Failure) -> (TargetWords, String?) {
        let target = try TargetWords(Array(words.prefix(2)))
        if case .node = target { throw Failure(.usage, "a capture is of one target, and a node is many") }
        let filter = words.dropFirst(2).joined(separator: " ")
        return (target, filter.isEmpty ? nil : filter)
    }

    private func order() throws(Failure) -> CaptureOrder {
        var order = CaptureOrder()
        order.seconds = try DurationWords.seconds(duration)
        guard packets > 0, packets <= 1_000_000 else { throw Failure(.usage, "--packets is from 1 to 1000000") }
        order.packets = packets
        order.file = file
        guard payload != "all" else {
            order.payload = nil
            return order
        }
        guard let bytes = Int(payload), bytes >= 0 else { throw Failure(.usage, "--payload is a number, or all") }
        order.payload = bytes
        return order
    }
}
