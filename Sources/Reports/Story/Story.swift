import Diagnosis
import NetworkModel

/// A report in the order in which a person wants to hear it; the text and Markdown formats tell it alike.
struct Story {
    /// Findings of one check: the first told in full, the others named.
    struct Group {
        var lead: Finding
        var others: [Finding] = []

        var count: Int { others.count + 1 }
        /// What to say in one sentence.
        var sentence: String { lead.summary.isEmpty ? lead.title : lead.summary }
    }

    let report: Report
    /// Root causes that break something, worst first.
    let causes: [Group]
    /// Findings that no cause explains, and notes.
    let others: [Group]
    private let counts: [String: Int]

    init(_ report: Report) {
        self.report = report
        let explained = Set(report.findings.filter(\.isRootCause).flatMap(\.explains))
        let isCause = { (finding: Finding) in finding.isRootCause && finding.severity > .info }
        causes = Self.grouped(report.findings.filter(isCause))
        others = Self.grouped(
            report.findings.filter { !isCause($0) && ($0.isRootCause || !explained.contains($0.id)) })
        counts = report.findings.reduce(into: [:]) { $0[$1.id, default: 0] += 1 }
    }

    /// What stands in the first line: the causes, or for want of one the worst that nothing explains.
    var headlines: [Group] {
        causes.isEmpty ? others.filter { $0.lead.severity > .info } : causes
    }

    /// Ids of what a cause explains, with the number of findings where it is not one.
    func consequences(of group: Group) -> [String] {
        var seen: Set<String> = []
        let ids = ([group.lead] + group.others).flatMap(\.explains).filter { seen.insert($0).inserted }
        return ids.map { id in
            let count = counts[id] ?? 1
            return count > 1 ? "\(id) (\(count) times)" : id
        }
    }

    /// The findings that are told as consequences of this cause only.
    func folded(under group: Group) -> [Finding] {
        let ids = Set(([group.lead] + group.others).flatMap(\.explains))
        return report.findings.filter { !$0.isRootCause && ids.contains($0.id) }
    }

    /// Nothing wrong, nothing unknown: a few lines say it all.
    var isCalm: Bool { headlines.isEmpty && unjudged.isEmpty && report.incomplete.isEmpty && report.verdict == .ok }

    /// What could not be read: of one namespace and for one reason once, with all its facts.
    var unseen: [Gap] {
        var gaps: [Gap] = []
        for gap in report.incomplete {
            if let index = gaps.firstIndex(where: {
                $0.netns == gap.netns && $0.reason == gap.reason && $0.hint == gap.hint
            }) {
                gaps[index].fact += ", \(gap.fact)"
            } else {
                gaps.append(gap)
            }
        }
        return gaps
    }

    var unjudged: [CheckResult] { report.checks.filter { $0.state == .unknown } }

    private static func grouped(_ findings: [Finding]) -> [Group] {
        var groups: [Group] = []
        var position: [String: Int] = [:]
        for finding in findings {
            if let index = position[finding.id], groups[index].lead.severity == finding.severity {
                groups[index].others.append(finding)
            } else {
                position[finding.id] = groups.count
                groups.append(Group(lead: finding))
            }
        }
        return groups
    }
}
