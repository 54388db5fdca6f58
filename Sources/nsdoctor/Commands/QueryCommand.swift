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

struct QueryCommand: ParsableCommand, OnHost {
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

    func run() throws {
        let program: Program
        do throws(CELError) {
            program = try NetworkFacts.schema.environment.compile(expression, mode: .lenient)
        } catch {
            throw complain(error)
        }
        let outcome = try evaluate(program)
        switch outcome {
        case .value(let value): Terminal.standardOutput(JSONValue(value).pretty)
        case .error(let error): throw complain(error)
        case .unknown(let unknown):
            Terminal.standardError("nsdoctor: unknown: \(Terminal.safe(unknown.reasons.joined(separator: "; ")))\n")
            throw ExitStatus.unknown
        }
    }

    /// An expression without facts needs no network; one with facts is asked again until nothing is lacking.
    private func evaluate(_ program: Program) throws -> Outcome {
        let words = target.isEmpty ? nil : try TargetWords(target)
        guard !program.identifiers.isEmpty else { return program.evaluate() }
        if let snapshot {
            var saved = try SnapshotFile.read(snapshot)
            try words?.aim(&saved)
            return program.evaluate(NetworkFacts.bindings(TargetAnalysis(saved)))
        }
        let collector = Collector.live()
        try (words ?? .netns("/proc/self/ns/net")).aim(collector)
        var analysis = TargetAnalysis(collector.snapshot, isFinal: false)
        for _ in 0..<40 {
            let outcome = program.evaluate(NetworkFacts.bindings(analysis))
            // To print an object is to read all its facts: what they lack is fetched as well.
            if case .value(let value) = outcome { _ = JSONValue(value) }
            if analysis.query.needs.isEmpty { return outcome }
            collector.answer(analysis.query.needs)
            analysis = TargetAnalysis(collector.snapshot, after: analysis, isFinal: false)
        }
        return program.evaluate(NetworkFacts.bindings(TargetAnalysis(collector.snapshot, after: analysis)))
    }

    private func complain(_ error: CELError) -> ExitStatus {
        Terminal.standardError(error.rendered(source: expression, file: "expression") + "\n")
        return .badData
    }
}
