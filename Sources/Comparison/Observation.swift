import Analysis
import Diagnosis
import NetworkModel

/// A snapshot, and what a diagnosis says of it.
public struct Observation: Sendable {
    /// What was seen.
    public let snapshot: Snapshot
    /// What that means.
    public let report: Report

    /// The report must be of that snapshot.
    public init(_ snapshot: Snapshot, _ report: Report) {
        (self.snapshot, self.report) = (snapshot, report)
    }

    /// What was asked about the target, and what was found.
    var judgement: Place {
        var place = Place(name: "the target", inode: report.target.netns?.inode)
        for path in report.paths where path.account != nil { place.add(Fact(path)) }
        for finding in report.findings { place.add(Fact(finding)) }
        // A check that could not be judged has found nothing for that reason.
        for check in report.checks where check.state == .unknown { undecided.forEach { place.gaps[$0] = check.reason } }
        if let process { place.add(process) }
        let files = snapshot.target?.pid.flatMap { snapshot.resolvers[$0] }
        for fact in files?.facts ?? [] { place.add(fact) }
        if files == nil { place.gaps[.resolver] = "not read" }
        if snapshot.census == nil { place.gaps[.process] = "not looked for" }
        for stopped in snapshot.census?.stopped ?? [] {
            var fact = Fact(.process, "\(stopped.pid) \(stopped.comm)")
            fact.add("stopped by", stopped.cause.rawValue)
            place.add(fact)
        }
        return place
    }

    private var undecided: [Topic] { [.finding] }

    private var process: Fact? {
        guard let pid = snapshot.target?.pid, let process = snapshot.processes[pid] else { return nil }
        var fact = Fact(.process, "of the target")
        fact.add("pid", pid)
        fact.add("name", process.comm)
        fact.add("state", ["T", "t", "Z", "X"].contains(process.state) ? process.state : "alive")
        if process.isFrozen == true { fact.add("frozen", "yes") }
        fact.add("namespace", process.netns.map { snapshot.word(for: $0) })
        fact.add("container", process.container.map(\.id))
        fact.add("user", process.uid)
        return fact
    }
}

extension Fact {
    fileprivate init(_ path: PathReport) {
        let port = path.flow.dport.map { " port \($0)" } ?? ""
        self.init(.question, "\(path.question): \(path.flow.dst)\(path.flow.proto.map { " \($0)" } ?? "")\(port)")
        let stop = path.forward.stoppedBy ?? path.reply?.stoppedBy
        let way = path.forward.stoppedBy == nil && path.reply?.stoppedBy != nil ? "answer " : ""
        add("fares", path.account?.rawValue ?? path.forward.result)
        add(
            "ends",
            "\(way)\(path.reply.map { path.forward.stoppedBy == nil ? $0.result : path.forward.result } ?? path.forward.result)"
        )
        add("stopped by", stop.map { "\($0.object) \($0.name)\($0.because.map { ": \($0)" } ?? "")" })
        add("source", path.flow.src)
    }

    fileprivate init(_ finding: Finding) {
        self.init(.finding, "\(finding.id): \(finding.subject.object) \(finding.subject.name)")
        add("severity", finding.severity.rawValue)
        add("root cause", finding.isRootCause)
        add("summary", finding.summary)
    }
}
