import YAML
import Collectors
import Diagnosis
import Kernel
import NetworkModel
import Redaction
import Rules

/// What all diagnosing commands do: find the target, examine, print, exit.
enum Diagnose {
    /// What was seen otherwise before, to be judged as well.
    struct Seen {
        var capture: PacketCapture?
        /// What moved.
        var watched: Watched?
        /// What became of packets that were sent.
        var probing: ProbeRun?

        var isEmpty: Bool { capture == nil && watched == nil && probing == nil }
    }

    /// - Parameters:
    ///   - target: nil for that of the saved snapshot.
    ///   - look: how long it may take, and who sees to that; nil for as long as it takes.
    private static func examine(
        _ target: TargetWords?, _ options: DiagnosisOptions, asking destinations: [Destination], _ seen: Seen,
        _ look: Watchdog?
    ) throws(Failure) -> Examination {
        if case .node = target, !destinations.isEmpty {
            throw Failure(.usage, "--to asks for one target, and a node is many")
        }
        let files = CheckFiles(options)
        if let path = options.snapshot {
            var snapshot = try SnapshotFile.read(path)
            try target?.aim(&snapshot)
            if !destinations.isEmpty { snapshot.target?.destinations = destinations }
            if let capture = seen.capture { snapshot.capture = capture }
            if let probing = seen.probing { snapshot.probing = probing }
            // On the day of the snapshot, so that it goes on saying what it said then.
            let day = CivilDate(snapshot.startedAt) ?? CivilDate(Clock.now)
            return Examination(replaying: snapshot, try checks(files, day))
        }
        guard let target else {
            throw Failure(.usage, "whose network? A target is missing", hint: "only --snapshot FILE has one of its own")
        }
        // Compiled while the first facts are fetched.
        let checks = Meanwhile {
            Confinement.endLooking()
            return Result { () throws(Failure) in try Self.checks(files, CivilDate(Clock.now)) }
        }
        let collector = seen.watched?.collector ?? Collector.live(look?.patience ?? Patience())
        if seen.watched?.collector == nil { try target.aim(collector) }
        collector.ask(about: destinations)
        if let capture = seen.capture { collector.note(capture) }
        if let watched = seen.watched { collector.note(watched.counters) }
        if let probing = seen.probing { collector.note(probing) }
        return try Examination(collector, { () throws(Failure) in try checks.value.get() }, watchdog: look)
    }

    /// The report of a redacted snapshot, where that is wanted: nothing is replaced in the report itself.
    private static func redacted(_ found: Examination, _ options: DiagnosisOptions) throws(Failure) -> Examination {
        guard let redaction = try options.redaction.redaction(of: found.snapshot) else { return found }
        let day = CivilDate(found.snapshot.startedAt) ?? CivilDate(Clock.now)
        let checks = try CheckFiles(options).compiled(today: day)
        try options.redaction.writeMap(redaction)
        return Examination(replaying: redaction.snapshot, checks)
    }

    private static func checks(_ files: CheckFiles, _ today: CivilDate?) throws(Failure) -> CompiledRunbooks {
        let runbooks = try files.compiled(today: today)
        for note in runbooks.notes { Terminal.standardError("nsdoctor: \(Terminal.safe(note.description))\n") }
        return runbooks
    }

    /// - Parameters:
    ///   - milliseconds: after which what is known is said.
    ///   - save: a file for the snapshot that was judged.
    static func run(
        _ target: TargetWords?, _ options: DiagnosisOptions, asking destinations: [Destination] = [],
        _ seen: Seen = Seen(), as form: Saying.Form = .report, milliseconds: Int? = nil, save: String? = nil,
        isOutputTaken: Bool = false
    ) throws -> Never {
        let start = Clock.monotonicMilliseconds
        var saying = Saying(options, as: form)
        saying.isLastLine = seen.watched != nil
        saying.isOutputTaken = isOutputTaken
        let (seen, isInterrupted) = try look(
            target, options, asking: destinations, seen, sayingOtherwise: saying, milliseconds: milliseconds)
        let found = try redacted(seen, options)
        if let save { try SnapshotFile.write(found.snapshot, to: save) }
        throw saying.say(
            found.diagnosis, milliseconds: Clock.monotonicMilliseconds - start, isInterrupted: isInterrupted)
    }

    /// A look with its time, Ctrl-C and progress.
    ///
    /// - Parameters:
    ///   - isLast: after it nothing of the machine is asked.
    ///   - saying: how what is known is said where the look hangs for good, which ends the process.
    static func look(
        _ target: TargetWords?, _ options: DiagnosisOptions, asking destinations: [Destination], _ seen: Seen = Seen(),
        isLast: Bool = true, sayingOtherwise saying: Saying, milliseconds: Int?
    ) throws(Failure) -> (found: Examination, isInterrupted: Bool) {
        let read = { (watchdog: Watchdog?) throws(Failure) in
            try examine(target, options, asking: destinations, seen, watchdog)
        }
        // Those that capture, watch or send have a time of their own, and their own Ctrl-C.
        guard options.snapshot == nil && seen.isEmpty else {
            let found = try read(nil)
            if isLast { Confinement.endLooking() }
            return (found, false)
        }
        let (files, redaction) = (CheckFiles(options), options.redaction)
        let look = try Look.run(milliseconds, isLast: isLast) { snapshot, patience in
            // The same checks as the look would have had.
            let checks = try files.compiled(today: CivilDate(Clock.now))
            let told = try redaction.redaction(of: snapshot)?.snapshot ?? snapshot
            return saying.say(
                Examination(replaying: told, checks).diagnosis, milliseconds: patience.elapsed,
                isInterrupted: patience.end == .interrupted)
        } _: { watchdog throws(Failure) in
            try read(watchdog)
        }
        return (look.seen, look.patience.end == .interrupted)
    }
}
