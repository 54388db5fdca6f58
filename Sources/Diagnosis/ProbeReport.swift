import Analysis
import NetworkModel
import SnapshotQuery

/// What was asked with real packets, beside what the simulation says.
public struct ProbeReport: Sendable, Hashable {
    /// One question.
    public struct Question: Sendable, Hashable {
        /// `ping 10.1.0.1`. Hostile text.
        public var asked: String
        /// What the diagnosis asks it for: `gateway`, `to`.
        public var question: String
        /// The namespace's inode.
        public var netns: UInt64
        /// What was sent.
        public var kind: ProbeOrder.Kind
        /// The sender's address; nil where the kernel gave it none.
        public var source: String?
        /// Whom it is for.
        public var destination: String
        /// Nil for kinds without ports.
        public var port: UInt16?
        /// What the simulation says of it, after it was sent.
        public var simulated: Foretold.Fate
        /// What stops the simulated packet, or why nobody can tell; nil for nothing.
        public var because: String?
        /// What came of it.
        public var outcome: ProbeResult.Outcome
        /// `no answer to 3 packets`
        public var real: String
        /// Packets.
        public var sent: Int
        /// Who answered, or sent the error; nil for nobody.
        public var from: String?
        /// From the packet to its answer; nil where none came.
        public var microseconds: Int?
        /// The error that came back; nil for none.
        public var icmp: ProbeResult.ICMP?
        /// Of the path's MTU; nil for other kinds.
        public var sizes: ProbeResult.Sizes?
        /// How both compare.
        public var verdict: JudgedProbe.Verdict
        /// Why it was not sent as the question says; nil where it was.
        public var note: String?

        /// An echo that was answered as simulated.
        public init(_ asked: String, question: String, netns: UInt64, destination: String) {
            (self.asked, self.question, self.netns) = (asked, question, netns)
            (kind, self.destination, sent) = (.echo, destination, 1)
            (simulated, outcome, real, verdict) = (.answered, .answered, "answered", .agrees)
        }
    }

    /// RFC 3339, UTC.
    public var startedAt: String
    /// From the first packet to the last answer.
    public var milliseconds: Int
    /// In the order in which they were asked.
    public var questions: [Question]

    /// In the order in which they were asked.
    public init(startedAt: String, milliseconds: Int, questions: [Question]) {
        (self.startedAt, self.milliseconds, self.questions) = (startedAt, milliseconds, questions)
    }
}

extension ProbeReport {
    init?(_ analysis: TargetAnalysis) {
        guard let run = analysis.query.snapshot.probing else { return nil }
        startedAt = run.startedAt
        milliseconds = run.milliseconds
        questions = analysis.probed.map { Question($0, analysis) }
    }
}

extension ProbeReport.Question {
    init(_ probe: JudgedProbe, _ analysis: TargetAnalysis) {
        let (result, order) = (probe.result, probe.result.order)
        self.init(
            analysis.words(order), question: order.question, netns: order.netns.inode, destination: "\(order.dst)")
        (kind, port, source) = (order.kind, order.port, result.source.map { "\($0)" })
        (simulated, because) = (probe.foretold.fate, probe.foretold.reason)
        (outcome, real, sent) = (result.outcome, result.words, result.sent)
        (from, microseconds) = (result.from.map { "\($0)" }, result.microseconds)
        (icmp, sizes) = (result.icmp, result.sizes)
        verdict = probe.verdict
        note = result.outcome == .unsent ? nil : result.note
    }
}
