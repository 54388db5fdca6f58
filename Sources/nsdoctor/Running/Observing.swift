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

    /// - Parameters:
    ///   - isLast: after it nothing of the machine is asked.
    ///   - hanging: says what is known of a look that hangs for good.
    static func now(
        _ target: TargetWords?, as old: Snapshot? = nil, milliseconds: Int, isLast: Bool,
        hanging say: @escaping @Sendable (Observation, Patience) throws -> ExitStatus
    ) throws(Failure) -> (seen: Observation, patience: Patience) {
        let target = if let target { target } else if let old { try TargetWords(again: old) } else { TargetWords?.none }
        guard let target else { throw Failure(.usage, "whose network? A target is missing") }
        let sayKnown = { @Sendable (known: Snapshot, patience: Patience) in try say(judged(known), patience) }
        return try Look.run(milliseconds, isLast: isLast, hanging: sayKnown) { watchdog throws(Failure) in
            try look(target, as: old, watchdog)
        }
    }

    /// - Parameter old: all that was seen then is looked at.
    private static func look(
        _ target: TargetWords, as old: Snapshot?, _ watchdog: Watchdog
    ) throws(Failure) -> Observation {
        let collector = Collector.live(watchdog.patience)
        try target.aim(collector)
        if let destinations = old?.target?.destinations { collector.ask(about: destinations) }
        let found = try Examination(
            collector, { () throws(Failure) in try CheckFiles().compiled() }, watchdog: watchdog)
        guard let old else { return Observation(found.snapshot, found.diagnosis.report) }
        for _ in 0..<mostRounds {
            let needs = Difference.lacking(in: collector.snapshot, for: old)
            if needs.isEmpty || collector.hasEnded { break }
            watchdog.looks(collector.snapshot)
            collector.answer(needs)
            watchdog.judges()
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
    init(again snapshot: Snapshot) throws(Failure) {
        guard let target = snapshot.target else {
            self = .node
            return
        }
        switch target.kind {
        case .node: self = .node
        case .pid: self = try TargetWords(pid: target.pid.map(String.init) ?? target.spelling)
        case .netns: self = .netns(target.spelling)
        case .container: self = .container(target.spelling)
        case .pod: self = .pod(target.spelling)
        case .unit: self = .unit(target.spelling)
        case .vm: self = .vm(target.spelling)
        case .iface: self = .iface(target.spelling)
        }
    }
}
