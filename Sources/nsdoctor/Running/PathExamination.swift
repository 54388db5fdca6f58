import Collectors
import Netfilter
import NetworkModel
import PacketTrace
import Redaction
import Routing
import SnapshotQuery

/// A trace with its rounds: trace, fetch what is lacking, trace again.
enum PathExamination {
    private static let mostRounds = 60

    /// Through a snapshot: what it does not hold stays unknown.
    static func replay(
        _ words: PathWords, _ snapshot: Snapshot, _ redaction: RedactionOptions
    ) throws(Failure) -> (PathAnswer, Snapshot) {
        var saved = snapshot
        let question = try question(words) { target throws(Failure) in
            try target.aim(&saved)
            guard let id = saved.target?.netns else {
                throw Failure(.notFound, "the snapshot does not hold this target")
            }
            return id
        }
        guard let answer = try trace(question, saved).0 else {
            throw Failure(.badData, "the snapshot does not hold what the question needs")
        }
        return try redacted(question, answer, saved, redaction)
    }

    /// On this machine: the collector fetches what is lacking.
    static func run(
        _ words: PathWords, _ redaction: RedactionOptions, _ watchdog: Watchdog
    ) throws(Failure) -> (PathAnswer, Snapshot) {
        let collector = Collector.live(watchdog.patience)
        let question = try question(words) { target throws(Failure) in
            try target.aim(collector)
            guard let id = collector.snapshot.target?.netns else {
                throw Failure(.notFound, "the target has no namespace")
            }
            return id
        }
        watchdog.judges()
        var (answer, needs) = try trace(question, collector.snapshot)
        for _ in 0..<mostRounds where answer == nil || !needs.isEmpty {
            if collector.hasEnded { break }
            watchdog.looks(collector.snapshot)
            collector.answer(needs)
            watchdog.judges()
            (answer, needs) = try trace(question, collector.snapshot)
        }
        if let answer { return try redacted(question, answer, collector.snapshot, redaction) }
        guard watchdog.patience.end == nil else {
            throw Failure(.unknown, "nothing is known yet", hint: watchdog.patience.gap(of: "").hint)
        }
        throw Failure(.noPermission, "what the question needs cannot be read", hint: "run as root")
    }

    private static func redacted(
        _ question: PathQuestion, _ answer: PathAnswer, _ snapshot: Snapshot, _ redaction: RedactionOptions
    ) throws(Failure) -> (PathAnswer, Snapshot) {
        guard let redacted = try redaction.redaction(of: snapshot) else { return (answer, snapshot) }
        guard let other = try trace(question.redacted(by: redacted), redacted.snapshot).0 else {
            throw Failure(.bug, "the redacted snapshot does not hold what the question needs")
        }
        try redaction.writeMap(redacted)
        return (other, redacted.snapshot)
    }

    private static func question(
        _ words: PathWords, _ find: (TargetWords) throws(Failure) -> NetnsID
    ) throws(Failure) -> PathQuestion {
        // FROM last, so that it is what the snapshot is about.
        let to = try end(words.to, find)
        var question = PathQuestion(from: try end(words.from, find), to: to, words.transport)
        question.mark = words.mark
        question.iif = words.iif
        question.length = words.size
        return question
    }

    private static func end(
        _ end: PathWords.End, _ find: (TargetWords) throws(Failure) -> NetnsID
    ) throws(Failure) -> PathEnd {
        switch end {
        case .address(let address): .address(address)
        case .target(let target): .namespace(try find(target))
        }
    }

    private static func trace(_ question: PathQuestion, _ snapshot: Snapshot) throws(Failure) -> (
        PathAnswer?, Set<Need>
    ) {
        let query = SnapshotQuery(snapshot)
        let tracer = PacketTracer(RouterCache(query), rules: .all)
        switch tracer.flow(of: question) {
        case .known(.success(let flow)): return (tracer.answer(flow), query.needs)
        case .known(.failure(let error)): throw Failure(.usage, error.reason)
        case .absent: return (nil, query.needs)
        case .unknown: return (nil, query.needs)
        }
    }
}

extension PathQuestion {
    fileprivate func redacted(by redaction: Redaction) -> PathQuestion {
        func end(_ end: PathEnd) -> PathEnd {
            if case .address(let address) = end { .address(redaction.address(address)) } else { end }
        }
        var other = PathQuestion(from: end(from), to: end(to), transport)
        (other.mark, other.length) = (mark, length)
        other.iif = iif.map(redaction.name)
        return other
    }
}
