import Analysis
import Collectors
import JSON
import Kernel
import NetworkModel
import Probing

/// Packets sent on this machine: what is to be sent is planned first, beside what the simulation says of it.
struct LiveProbe {
    private let collector: Collector
    private let signals: StopSignals
    private let questions: [ProbePlan.Question]

    /// Nothing is sent yet.
    init(_ target: TargetWords, asking destinations: [Destination], isWhole: Bool) throws(Failure) {
        (signals, collector) = try LiveTarget.open(target, asking: destinations)
        let plan = TargetPlanning.plan(collector) { ProbePlan($0, isWhole: isWhole) }
        questions = plan.questions
        for note in plan.notes { Terminal.standardError("nsdoctor: \(Terminal.safe(note))\n") }
        guard !questions.isEmpty else {
            throw Failure(.notFound, "there is nobody to ask", hint: "--to ADDR names somebody")
        }
    }

    private var mostPackets: Int { questions.reduce(0) { $0 + $1.order.mostPackets } }

    /// Sends, waits, and gives what came of it. Ctrl-C ends it early.
    func send(within seconds: Double) throws(Failure) -> ProbeRun {
        Terminal.standardError(
            "sending at most \(mostPackets) packets for \(questions.count) questions; Ctrl-C ends it\n")
        var run = ProbeRun(startedAt: Clock.now, milliseconds: 0)
        let start = Clock.monotonicMilliseconds
        let held = questions.compactMap { question in
            collector.handle(of: question.order.netns).map { Prober.Question(question.order, in: $0) }
        }
        let answered: [ProbeResult]
        do throws(SystemError) {
            answered = try Prober(seconds: seconds, stop: signals.rawDescriptor).ask(held)
        } catch {
            throw Failure(error.isPermission ? .noPermission : .bug, error.description, hint: error.hint)
        }
        // What ended the questions must not end the report.
        _ = signals.take()
        run.milliseconds = Clock.monotonicMilliseconds - start
        run.results = questions.map { question in
            var result = answered.first { $0.order == question.order } ?? ProbeResult(question.order, .unsent)
            result.foretold = question.foretold
            return result
        }
        return run
    }

    // MARK: What would be sent

    /// A line for each question.
    var text: String {
        let lines = questions.map { question in
            "\(question.words) (\(question.order.question)), at most \(question.order.mostPackets) packets; simulated: "
                + question.foretold.fate.rawValue
        }
        return (lines + ["at most \(mostPackets) packets; nothing was sent"]).map { Terminal.safe($0) + "\n" }.joined()
    }

    /// The same as a list.
    var json: JSONValue {
        .array(
            questions.map { question in
                let order = question.order
                return [
                    "kind": .string(order.kind.rawValue), "netns": .uint(order.netns.inode),
                    "dst": .string("\(order.dst)"), "port": JSONValue(order.port.map(Int.init)),
                    "question": .string(order.question), "packets": .int(order.mostPackets),
                    "simulated": .string(question.foretold.fate.rawValue),
                ]
            })
    }
}
