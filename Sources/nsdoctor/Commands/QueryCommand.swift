import Analysis
import ArgumentParser
import CEL
import Collectors
import Diagnosis
import JSON
import NetworkFacts
import NetworkModel
import Reports
import Rules
import SnapshotQuery
import Topology

struct QueryCommand: ParsableCommand, OnHost, Replaying {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Print the value of an expression as JSON.",
        discussion: """
            nsdoctor query 'links.map(l, l.ifname)' pid 4321
            nsdoctor query 'default_routes' --snapshot incident.json

            The language is that of runbook conditions, a subset of the Common
            Expression Language. nsdoctor runbook schema facts lists what there is to ask.
            """)

    @Argument(help: ArgumentHelp("The expression.", valueName: "expr"))
    var expression: String

    @Argument(
        help: ArgumentHelp("pid PID, netns NAME, container ID, iface NAME, or node.", valueName: "target"),
        completion: Candidates.targets)
    var target: [String] = []

    @Option(
        name: .customLong("snapshot"),
        help: ArgumentHelp("Ask a saved snapshot instead of this machine.", valueName: "file"), completion: .file())
    var snapshot: String?

    @OptionGroup var host: HostOptions

    @OptionGroup var time: TimeOptions

    var replays: Bool { snapshot != nil }

    func run() throws {
        let program: Program
        do throws(CELError) {
            program = try NetworkFacts.schema.environment.compile(expression, mode: .lenient)
        } catch {
            throw complain(error)
        }
        let words = target.isEmpty ? nil : try TargetWords(target)
        // An expression without facts needs no network.
        if program.identifiers.isEmpty { throw say(program.evaluate()) }
        if let snapshot {
            var saved = try SnapshotFile.read(snapshot)
            try words?.aim(&saved)
            throw say(Self.evaluate(program, saved))
        }
        let look = try Look.run(time.milliseconds()) { snapshot, patience in
            Look.tell(snapshot, patience, status: say(Self.evaluate(program, snapshot)))
        } _: { watchdog throws(Failure) in
            let collector = Collector.live(watchdog.patience)
            try (words ?? .netns("/proc/self/ns/net")).aim(collector)
            return (Self.evaluate(program, collector, watchdog), collector.snapshot)
        }
        throw Look.tell(look.seen.1, look.patience, status: say(look.seen.0))
    }

    private static func evaluate(_ program: Program, _ snapshot: Snapshot) -> Outcome {
        program.evaluate(NetworkFacts.bindings(TargetAnalysis(snapshot)))
    }

    /// Asked again until nothing is lacking.
    private static func evaluate(_ program: Program, _ collector: Collector, _ watchdog: Watchdog) -> Outcome {
        watchdog.judges()
        var analysis = TargetAnalysis(collector.snapshot, isFinal: false)
        for _ in 0..<40 {
            let outcome = program.evaluate(NetworkFacts.bindings(analysis))
            // To print an object is to read all its facts: what they lack is fetched as well.
            if case .value(let value) = outcome { _ = JSONValue(value) }
            if analysis.query.needs.isEmpty { return outcome }
            if collector.hasEnded { break }
            watchdog.looks(collector.snapshot)
            collector.answer(analysis.query.needs)
            watchdog.judges()
            analysis = TargetAnalysis(collector.snapshot, after: analysis, isFinal: false)
        }
        return program.evaluate(NetworkFacts.bindings(TargetAnalysis(collector.snapshot, after: analysis)))
    }

    private func say(_ outcome: Outcome) -> ExitStatus {
        switch outcome {
        case .value(let value):
            Terminal.standardOutput(JSONValue(value).pretty)
            return .ok
        case .error(let error): return complain(error)
        case .unknown(let unknown):
            Terminal.standardError("nsdoctor: unknown: \(Terminal.safe(unknown.reasons.joined(separator: "; ")))\n")
            return .unknown
        }
    }

    private func complain(_ error: CELError) -> ExitStatus {
        Terminal.standardError(error.rendered(source: expression, file: "expression") + "\n")
        return .badData
    }
}
