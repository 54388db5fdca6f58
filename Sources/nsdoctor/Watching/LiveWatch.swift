import Analysis
import Collectors
import Diagnosis
import Glibc
import Kernel
import NetworkModel
import TerminalText

/// How long, and how often.
struct WatchLimits {
    /// Nil for no end.
    var seconds: Double?
    var every = 1.0
    /// Ends with the first packet that is lost and may be the target's.
    var isUntilDrop = false
    /// Where the last packets are written to; nil for nowhere.
    var file: String?
}

/// Counters on this machine, read again and again.
enum LiveWatch {
    static func take(
        _ target: TargetWords, _ limits: WatchLimits, asking destinations: [Destination], drops options: DropOptions,
        _ style: WatchStyle
    ) throws(Failure) -> Watched {
        let (signals, collector) = try LiveTarget.open(target, asking: destinations)
        let plan = TargetPlanning.plan(collector) {
            (counters: CounterPlan($0), packets: CapturePlan($0), analysis: $0)
        }
        let analysis = plan.analysis
        let reader = CounterReader(plan.counters, collector)
        guard !reader.isEmpty else {
            throw Failure(.notFound, "nothing on the way of the target can be read", hint: reader.gaps.first)
        }
        let presence = TargetPresence(collector.snapshot)
        let packets: RecentPacketsFile? =
            if let file = limits.file {
                try RecentPacketsFile(file, plan.packets, collector, asking: destinations)
            } else { nil }
        let drops = try ToldDrops(options, CaptureOrder(plan.packets, collector, filter: nil).places)
        let display = WatchDisplay(style, analysis)
        var loop = WatchLoop(reader, drops, analysis, limits, display)
        let end = loop.run(signals) { presence.isThere }
        display.close()
        _ = drops?.finish()
        try packets?.end()
        let counters = loop.counters
        if end == .gone {
            Terminal.standardError("nsdoctor: the target is gone; what follows was so when the watch began\n")
        }
        return Watched(counters: counters, collector: end == .gone ? collector : nil)
    }
}

/// Look, show, wait.
private struct WatchLoop {
    enum End {
        case time, signal, drop, gone
    }

    private let reader: CounterReader
    private let drops: ToldDrops?
    private let analysis: TargetAnalysis
    private let limits: WatchLimits
    private let display: WatchDisplay
    private var table = CounterTable()
    private let startedAt = Clock.now

    init(
        _ reader: CounterReader, _ drops: ToldDrops?, _ analysis: TargetAnalysis, _ limits: WatchLimits,
        _ display: WatchDisplay
    ) {
        (self.reader, self.drops, self.analysis, self.limits) = (reader, drops, analysis, limits)
        self.display = display
    }

    var counters: WatchedCounters { table.counters(startedAt: startedAt, gaps: reader.gaps) }

    mutating func run(_ signals: StopSignals, isThere: () -> Bool) -> End {
        let start = Clock.monotonicMilliseconds
        let every = max(1, Int(limits.every * 1000))
        let stop = limits.seconds.map { start + max(1, Int($0 * 1000)) } ?? .max
        table.add(sample())
        display.begin(counters)
        var next = start + every
        while true {
            let isStopped = wait(until: min(next, stop), signals)
            let hasLost = look()
            if limits.isUntilDrop, hasLost { return .drop }
            if isStopped { return .signal }
            if !isThere() { return .gone }
            if Clock.monotonicMilliseconds >= stop { return .time }
            // Looks that came too late are left out.
            while next <= Clock.monotonicMilliseconds { next += every }
        }
    }

    private func sample() -> CounterSample {
        var sample = reader.sample()
        sample.rows += drops?.rows() ?? []
        return sample
    }

    /// - Returns: whether a packet was lost since the look before that may be the target's.
    private mutating func look() -> Bool {
        let step = table.add(sample())
        display.show(step, counters, seconds: Double(table.microseconds) / 1_000_000)
        return analysis.mayHaveLostOwn(step)
    }

    /// - Returns: whether somebody wants it to end.
    private func wait(until time: Int, _ signals: StopSignals) -> Bool {
        while true {
            let left = time - Clock.monotonicMilliseconds
            guard left > 0 else { return false }
            var files = [
                pollfd(fd: signals.rawDescriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: display.keys, events: Int16(POLLIN), revents: 0),
                pollfd(fd: STDOUT_FILENO, events: 0, revents: 0),
            ]
            // A screen follows the size of its terminal.
            _ = poll(&files, nfds_t(files.count), Int32(clamping: display.isScreen ? min(left, 200) : left))
            if files[0].revents != 0 {
                _ = signals.take()
                return true
            }
            // Nobody reads what is said: `nsdoctor watch … | head`.
            if Int32(files[2].revents) & (POLLERR | POLLHUP) != 0 { return true }
            if files[1].revents != 0, display.wantsEnd() { return true }
            display.fit()
        }
    }
}

/// Whether the target is there still.
private struct TargetPresence {
    private let process: ProcessHandle?
    private let path: String?
    private let inode: UInt64?

    init(_ snapshot: Snapshot) {
        let target = snapshot.target
        process = target?.pid.flatMap { try? ProcessHandle(pid: $0) }
        path = target?.kind == .netns ? target?.netns.flatMap { snapshot.namespaces[$0]?.paths.first } : nil
        inode = target?.netns?.inode
    }

    var isThere: Bool {
        if let process, !process.isAlive { return false }
        guard let path else { return true }
        return (try? Files.status(path)).map { UInt64($0.st_ino) == inode } ?? false
    }
}
