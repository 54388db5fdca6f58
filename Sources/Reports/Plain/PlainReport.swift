import Analysis
import Diagnosis
import NetworkModel
import TerminalText

/// One record a line, fields separated by tabs, the first naming the record: for grep, awk and cut. An absent field is
/// empty. Nothing is wrapped or shortened; a tab or newline in the data comes out as `\t` or `\n`.
///
///     verdict   WORD STATUS
///     site      SENTENCE, of what of the site's files is not applied
///     target    KIND SPELLING PID COMM INODE NAMES CONTAINER
///     finding   SEVERITY root|follows ID INODE NETNS OBJECT NAME SUMMARY
///     evidence  ID FACT OBSERVED EXPECTED COMMAND
///     fix       ID COMMAND RISK EFFECT
///     check     STATE ID REASON
///     path      QUESTION SRC DST PROTO DPORT FORWARD REPLY
///     captured  FLOW there|back INODE IFNAME SEEN
///     lost      FLOW there|back LOST INODE IFNAME BECAUSE
///     watched   OBJECT INODE NAME COUNTER RISE MEANING
///     dropped   FLOW PACKETS SYMBOL REASON IFNAME BECAUSE
///     dropped   (nothing) FRAMES SYMBOL REASON, of the whole machine
///     probed    VERDICT QUESTION KIND INODE DST DPORT SIMULATED OUTCOME FROM RTT_US SENT
///     unseen    INODE FACT REASON HINT
public enum PlainReport {
    public static func render(_ report: Report) -> String {
        var records: [[String?]] = [["verdict", report.verdict.word, String(report.verdict.exitStatus)]]
        records += report.notApplied.map { ["site", $0] }
        records.append(target(report.target))
        for finding in report.findings { records += of(finding) }
        records += report.checks.map { ["check", $0.state.word, $0.id, $0.reason] }
        records += report.paths.map { path in
            [
                "path", path.question, path.flow.src, path.flow.dst, path.flow.proto,
                path.flow.dport.map { String($0) }, path.forward.result, path.reply?.result,
            ]
        }
        if let capture = report.capture { records += capture.streams.flatMap { of($0, capture) } }
        if let watched = report.watched { records += watched.sources.flatMap(of) }
        records += (report.capture?.drops ?? []).map { drop in
            [
                "dropped", drop.flow, String(drop.packets), drop.symbol, drop.reason, drop.ifname,
                drop.stoppedBy?.because,
            ]
        }
        records += (report.capture?.machineDrops ?? []).map { drop in
            ["dropped", nil, String(drop.frames), drop.symbol, drop.reason, nil, nil]
        }
        records += (report.probing?.questions ?? []).map(of)
        records += report.incomplete.map { ["unseen", $0.netns.map { "\($0.inode)" }, $0.fact, $0.reason, $0.hint] }
        return records.map(line).joined()
    }

    /// One record, escaped and closed.
    static func line(_ fields: [String?]) -> String {
        fields.map { $0.map { Escape.text($0) } ?? "" }.joined(separator: "\t") + "\n"
    }

    private static func target(_ target: TargetDescription) -> [String?] {
        [
            "target", target.kind.rawValue, target.spelling, target.pid.map { String($0) }, target.comm,
            target.netns.map { String($0.inode) }, target.netns?.names.joined(separator: " "), target.container?.id,
        ]
    }

    /// The place of `lost` is the last one that saw the packets.
    private static func of(_ stream: CaptureReport.Stream, _ capture: CaptureReport) -> [[String?]] {
        let direction = stream.isAnswer ? "back" : "there"
        func place(_ rung: CaptureReport.Rung) -> [String?] {
            guard capture.places.indices.contains(rung.place) else { return [nil, nil] }
            return [String(capture.places[rung.place].netns), capture.places[rung.place].ifname]
        }
        let seen = stream.rungs.map { ["captured", stream.flow, direction] + place($0) + [String($0.seen)] }
        guard let after = stream.lostAfter else { return seen }
        return seen
            + [
                ["lost", stream.flow, direction, String(stream.lost)] + place(stream.rungs[after]) + [
                    stream.stoppedBy?.because
                ]
            ]
    }

    private static func of(_ source: WatchReport.Source) -> [[String?]] {
        source.counters.map { counter in
            [
                "watched", source.object, source.netns.map { String($0) }, source.name, counter.name,
                String(counter.rise), counter.meaning.word,
            ]
        }
    }

    private static func of(_ question: ProbeReport.Question) -> [String?] {
        [
            "probed", question.verdict.rawValue, question.question, question.kind.rawValue, String(question.netns),
            question.destination, question.port.map { String($0) }, question.simulated.rawValue,
            question.outcome.rawValue, question.from, question.microseconds.map { String($0) }, String(question.sent),
        ]
    }

    private static func of(_ finding: Finding) -> [[String?]] {
        let subject = finding.subject
        var records: [[String?]] = [
            [
                "finding", finding.severity.word, finding.isRootCause ? "root" : "follows", finding.id,
                subject.netns.map { String($0.inode) }, subject.netns?.label, subject.object, subject.name,
                finding.summary,
            ]
        ]
        records += finding.evidence.map { ["evidence", finding.id, $0.fact, $0.observed, $0.expected, $0.command] }
        records += finding.fix.map { ["fix", finding.id, $0.command, $0.risk, $0.effect] }
        return records
    }
}
