import Addresses
import Analysis
import Capture
import Collectors
import Kernel
import NetworkModel

/// A capture on this machine: the places are planned here, and another process meets the packets.
enum LiveCapture {
    /// - Parameters:
    ///   - limits: all of the order but its places.
    ///   - options: whether the kernel tells of drops meanwhile.
    static func take(
        _ target: TargetWords, _ limits: CaptureOrder, asking destinations: [Destination], drops options: DropOptions
    ) throws(Failure) -> PacketCapture {
        let (signals, collector) = try LiveTarget.open(target, asking: destinations)
        let (plan, rules) = TargetPlanning.plan(collector) { analysis in
            let plan = CapturePlan(analysis)
            return (plan, CounterPlan(rulesOf: plan, in: analysis))
        }
        var order = CaptureOrder(plan, collector, filter: limits.filter)
        for place in plan.places where !order.places.contains(where: { $0.name == place.name }) {
            Terminal.standardError("nsdoctor: not at \(Terminal.safe(place.name)), which cannot be entered\n")
        }
        guard !order.places.isEmpty else {
            throw Failure(.notFound, "the target has no link to capture at", hint: "nsdoctor pid PID says why")
        }
        (order.seconds, order.packets, order.payload) = (limits.seconds, limits.packets, limits.payload)
        order.file = limits.file
        let comments = comments(collector.snapshot, destinations, order) + plan.simulated.map { "simulated: \($0)" }
        order.comments = comments.map { Terminal.safe($0) }
        let drops = try ToldDrops(options, order.places)
        let reader = CounterReader(rules, collector)
        var table = CounterTable()
        table.add(reader.sample())
        let reply = try run(order, signals)
        table.add(reader.sample())
        // It holds the namespaces that the other process enters.
        withExtendedLifetime(collector) {}
        switch reply {
        case .done(var capture, let notes):
            capture.counters = table.counters(startedAt: capture.startedAt, gaps: reader.gaps)
            if let drops { (capture.drops, capture.machineDrops) = drops.finish() }
            for note in notes { Terminal.standardError("nsdoctor: \(Terminal.safe(note))\n") }
            return capture
        case .failed(let kind, let message, let hint): throw Failure(ExitStatus(kind), message, hint: hint)
        }
    }

    private static func run(_ order: CaptureOrder, _ signals: StopSignals) throws(Failure) -> CaptureReply {
        do throws(CaptureError) {
            let input = try JSONBytes.encode(order)
            let words = ["/proc/self/exe", "capture", CaptureRole.word, "\(CaptureWorker.answers)"]
            let answer: CaptureWorker.Answer
            do throws(SystemError) {
                answer = try CaptureWorker(words, input: input).answer(signals) { announce(order) }
            } catch {
                throw CaptureError(error)
            }
            guard !answer.bytes.isEmpty else {
                throw CaptureError(.system, "the capturing process ended with status \(answer.status)")
            }
            return try JSONBytes.decode(CaptureReply.self, answer.bytes)
        } catch {
            throw Failure(ExitStatus(error.kind), error.message, hint: error.hint)
        }
    }

    private static func announce(_ order: CaptureOrder) {
        let names = order.places.map { Terminal.safe($0.name) }.joined(separator: ", ")
        Terminal.standardError("capturing at \(names); Ctrl-C ends it\n")
    }

    static func comments(
        _ snapshot: Snapshot, _ destinations: [Destination], _ order: CaptureOrder
    ) -> [String] {
        var comments: [String] = []
        if let target = snapshot.target { comments.append("target: \(target.kind.rawValue) \(target.spelling)") }
        if !destinations.isEmpty {
            comments.append("question: to \(destinations.map(\.words).joined(separator: ", "))")
        }
        if order.payload == 0 { comments.append("headers only") }
        return comments
    }
}

extension ExitStatus {
    init(_ kind: CaptureError.Kind) {
        self =
            switch kind {
            case .filter: .usage
            case .noLibrary: .unavailable
            case .gone: .notFound
            case .permission: .noPermission
            case .output: .output
            case .system: .bug
            }
    }
}

extension Destination {
    /// `8.8.8.8:53/udp`
    fileprivate var words: String { "\(address.text(port: port))/\(proto.rawValue)" }
}
