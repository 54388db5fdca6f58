import Analysis
import ArgumentParser
import Collectors
import JSON
import NetworkModel

struct ProbeCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Send a few real packets as the target would, beside what the simulation says.",
        usage: "nsdoctor probe [options] <target> ...",
        discussion: """
            Asks from inside the target's namespace, as its user: its gateways (ARP or neighbour discovery, echo), its
            name servers (one question), and what --to names, with the largest packet that comes through. A handful of
            packets each, to single hosts alone; they leave neighbour and conntrack entries.

            nsdoctor probe pid 4321 --dry-run                what would be sent
            nsdoctor probe pid 4321 --to 8.8.8.8:443         gateways, name servers, and this
            nsdoctor probe netns red --all --save red.json   everything that it needs; keep what was seen
            """)

    @Argument(
        help: ArgumentHelp("pid PID, netns NAME, container ID or iface NAME.", valueName: "target"),
        completion: Candidates.targets)
    var words: [String] = []

    @OptionGroup var questions: QuestionOptions

    @Flag(
        name: .customLong("all"),
        help: "Ask everything that the target needs: services, neighbours, overlays, waiting sockets, too.")
    var asksAll = false

    @Flag(name: .customLong("dry-run"), help: "Send nothing; list what would be sent.")
    var isDry = false

    @Option(name: .customLong("timeout"), help: ArgumentHelp("How long for everything: 10s, 500ms.", valueName: "time"))
    var timeout = "10s"

    @Option(
        name: .customLong("save"),
        help: ArgumentHelp(
            "Save a snapshot that holds the results, to diagnose it later or elsewhere.", valueName: "file"),
        completion: .file())
    var save: String?

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        let destinations = try questions.destinations()
        guard options.snapshot == nil else {
            throw Failure(.usage, "packets are sent from this machine", hint: "nsdoctor path asks a snapshot")
        }
        let target = try TargetWords(words)
        if case .node = target { throw Failure(.usage, "packets are sent for one target, and a node is many") }
        guard let probing = try probing(target, destinations) else { return }
        try Diagnose.run(target, options, asking: destinations, .init(probing: probing), save: save)
    }

    /// Nil where nothing is to be sent.
    private func probing(_ target: TargetWords, _ destinations: [Destination]) throws(Failure) -> ProbeRun? {
        let seconds = try DurationWords.seconds(timeout)
        let live = try LiveProbe(target, asking: destinations, isWhole: asksAll)
        guard isDry else { return try live.send(within: seconds) }
        Terminal.standardOutput(options.reportFormat == .json ? live.json.pretty : live.text)
        return nil
    }
}
