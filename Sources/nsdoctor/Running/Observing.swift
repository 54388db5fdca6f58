import Collectors
import Comparison
import Diagnosis
import Kernel
import NetworkModel
import Rules

/// Snapshots with their diagnoses, to be compared.
enum Observing {
    static func saved(_ path: String, _ target: TargetWords?) throws(Failure) -> Observation {
        var snapshot = try SnapshotFile.read(path)
        try target?.aim(&snapshot)
        return try judged(snapshot)
    }

    static func now(_ target: TargetWords?) throws(Failure) -> Observation {
        guard let target else { throw Failure(.usage, "whose network? A target is missing") }
        return try look(target, as: nil)
    }

    /// The target of an earlier snapshot, and all that was seen then.
    static func now(as old: Snapshot) throws(Failure) -> Observation {
        guard let target = old.target else { return try look(.node, as: old) }
        return try look(try TargetWords(again: target), as: old)
    }

    private static func look(_ target: TargetWords, as old: Snapshot?) throws(Failure) -> Observation {
        let collector = Collector.live()
        try target.aim(collector)
        if let destinations = old?.target?.destinations { collector.ask(about: destinations) }
        let found = try Examination(collector, { () throws(Failure) in try CheckFiles().compiled() })
        guard let old else { return Observation(found.snapshot, found.diagnosis.report) }
        for _ in 0..<mostRounds {
            let needs = Difference.lacking(in: collector.snapshot, for: old)
            guard !needs.isEmpty else { break }
            collector.answer(needs)
        }
        return Observation(collector.snapshot, found.diagnosis.report)
    }

    /// A namespace, its tables, what is in them.
    private static let mostRounds = 4

    private static func judged(_ snapshot: Snapshot) throws(Failure) -> Observation {
        let day = CivilDate(snapshot.startedAt) ?? CivilDate(Clock.now)
        let found = Examination(replaying: snapshot, try CheckFiles().compiled(today: day))
        return Observation(snapshot, found.diagnosis.report)
    }
}

extension TargetWords {
    /// As somebody asked for it before.
    init(again target: Target) throws(Failure) {
        switch target.kind {
        case .node: self = .node
        case .pid: self = try TargetWords(pid: target.pid.map(String.init) ?? target.spelling)
        case .netns: self = .netns(target.spelling)
        case .container: self = .container(target.spelling)
        case .iface: self = .iface(target.spelling)
        }
    }
}
