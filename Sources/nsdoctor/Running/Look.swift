import Collectors
import Glibc
import Kernel
import NetworkModel

/// A look at this machine that ends: when all is read, when its time is up, or when somebody has seen enough. What is known
/// by then is said each time.
enum Look {
    /// - Parameters:
    ///   - milliseconds: how long it may take; nil for as long as it takes.
    ///   - isLast: after it nothing of the machine is asked.
    ///   - say: says what a snapshot tells, for a look that hangs in the kernel for good and cannot say it itself. It has a
    ///     gap for what was being read. The process ends with its status.
    ///   - read: gets who must be told before and after each read, and whose patience is that of the collector.
    static func run<Seen>(
        _ milliseconds: Int?, isLast: Bool = true,
        hanging say: @escaping @Sendable (Snapshot, Patience) throws -> ExitStatus,
        _ read: (Watchdog) throws(Failure) -> Seen
    ) throws(Failure) -> (seen: Seen, patience: Patience) {
        let watchdog = Watchdog(Patience(milliseconds: milliseconds))
        watchdog.start { known, patience in
            let isInterrupted = patience.end == .interrupted
            var status = ExitStatus.unknown
            if var known {
                known.gaps.append(patience.gap(of: "what was being read"))
                do {
                    status = try say(known, patience)
                } catch {
                    Terminal.standardError("nsdoctor: \(Terminal.safe("\(error)")), and a read hangs\n")
                }
            } else {
                Terminal.standardError("nsdoctor: nothing is known yet, and a read hangs\n")
            }
            StandardOutput.end((isInterrupted ? .interrupted : status).rawValue)
        }
        let seen = Result { () throws(Failure) in try read(watchdog) }
        watchdog.finish()
        if isLast { Confinement.endLooking() }
        return (try seen.get(), watchdog.patience)
    }

    /// For commands whose output has no place for it: what was not seen of the target's own namespace, and whatever a look
    /// that ended early has not seen, goes to standard error.
    ///
    /// - Parameters:
    ///   - patience: that of the look; nil for a saved snapshot.
    ///   - status: what the command ends with if all was seen.
    static func tell(_ snapshot: Snapshot, _ patience: Patience?, status: ExitStatus = .ok) -> ExitStatus {
        let own = snapshot.target?.netns
        let isOwn = { (gap: Gap) in gap.netns != nil && gap.netns == own }
        // Where it could not even be entered, that none of its tables was read is no news.
        let refusals = snapshot.gaps.filter(isOwn)
        var missed =
            refusals.isEmpty ? own.flatMap { snapshot.namespaces[$0] }.map(NamespaceListing.failures) ?? [] : refusals
        missed += snapshot.gaps.filter { ($0.netns == nil || snapshot.namespaces.isEmpty) && !isOwn($0) }
        if let patience, patience.end != nil {
            let reason = patience.gap(of: "").reason
            missed += snapshot.gaps.filter { $0.reason == reason && !missed.contains($0) }
        }
        for gap in missed { Terminal.standardError("nsdoctor: \(Terminal.safe(gap.line))\n") }
        if patience?.end == .interrupted { return .interrupted }
        return missed.isEmpty || status != .ok ? status : .unknown
    }
}

extension Gap {
    /// `not seen: links of red: the time for looking was up after 2 s (--timeout 2m gives it more time)`.
    var line: String { "not seen: \(fact): \(reason)\(hint.map { " (\($0))" } ?? "")" }
}
