import ArgumentParser
import Glibc

struct WatchCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Watch the counters on the whole way, and say what moves.",
        usage: "nsdoctor watch [options] <target> ...",
        discussion: """
            Reads the counters of links, their drivers, bridges, queues, rules, protocols, connection tracking and sockets on
            the target's way again and again, and diagnoses it then with what has risen meanwhile. Only reads.

            nsdoctor watch pid 4321                        for 10 seconds
            nsdoctor watch pid 4321 --to 8.8.8.8:53/udp    what counts for one question
            nsdoctor watch netns red --until-drop          until a packet is lost
            nsdoctor watch netns red --drops               and the kernel's own words for drops
            nsdoctor watch netns red --until-drop -w red.pcapng
                                                           and keep the packets before it
            """)

    @Argument(
        help: ArgumentHelp("pid PID, netns NAME, container ID or iface NAME.", valueName: "target"),
        completion: Candidates.targets)
    var words: [String] = []

    @OptionGroup var questions: QuestionOptions

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "How long: 10s, 500ms, 2m; 10s if nothing is said, with --until-drop no end.", valueName: "time"))
    var duration: String?

    @Option(name: .customLong("every"), help: ArgumentHelp("How often: 1s, 200ms.", valueName: "time"))
    var every = "1s"

    @Flag(
        name: .customLong("until-drop"),
        help: "End as soon as a counter rises that means lost packets, and may be the target's.")
    var isUntilDrop = false

    @OptionGroup var drops: DropOptions

    @Option(
        name: [.customShort("w"), .customLong("write")],
        help: ArgumentHelp(
            "Write the last packets before the end as pcapng, 10000 at most, headers only.", valueName: "file"),
        completion: .file())
    var file: String?

    @Option(
        name: .customLong("save"),
        help: ArgumentHelp(
            "Save a snapshot that holds what moved, to diagnose it later or elsewhere.", valueName: "file"),
        completion: .file())
    var save: String?

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        let destinations = try questions.destinations()
        if file != nil {
            try options.redaction.refuse("-w writes packets as they are: --redact is for reports and --save")
        }
        let target = try TargetWords(words)
        if case .node = target { throw Failure(.usage, "a watch is of one target, and a node is many") }
        guard options.snapshot == nil else {
            throw Failure(.usage, "a watch is of this machine", hint: "a snapshot that --save wrote holds what moved")
        }
        var limits = WatchLimits()
        limits.isUntilDrop = isUntilDrop
        limits.seconds = try duration.map(DurationWords.seconds) ?? (isUntilDrop ? nil : 10)
        guard file != "-" else { throw Failure(.usage, "standard output is for what is watched; -w takes a file") }
        limits.file = file
        limits.every = try DurationWords.seconds(every)
        guard limits.every >= 0.01 else { throw Failure(.usage, "--every is 10ms at least") }
        let watched = try LiveWatch.take(target, limits, asking: destinations, drops: drops, style)
        try Diagnose.run(target, options, asking: destinations, .init(watched: watched), save: save)
    }

    private var style: WatchStyle {
        // What is shown while it lasts has the names that things have.
        if options.quiet || options.redaction.redact || options.redaction.map != nil { return .none }
        switch options.reportFormat {
        case .text: return isatty(STDOUT_FILENO) == 1 ? .screen(options.text) : .lines
        case .json: return .json
        case .md, .plain, .html, .junit, .tap, .nagios, .prom, .jira, .slack: return .none
        }
    }
}
