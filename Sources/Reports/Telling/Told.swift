import Diagnosis

/// What is told, in whatever format.
public enum Told: Sendable {
    case report(Report)
    case checklist(Checklist)
    case path(PathDocument, explainsRules: Bool)

    var verdict: Verdict {
        switch self {
        case .report(let report): report.verdict
        case .checklist(let checklist): checklist.report.verdict
        case .path(let document, _): document.verdict
        }
    }

    /// Nil for a path, which is no diagnosis.
    var report: Report? {
        switch self {
        case .report(let report): report
        case .checklist(let checklist): checklist.report
        case .path: nil
        }
    }

    /// Whom it is about: `pid 4321 nginx`, `10.1.0.11 -> 192.0.2.100 icmp`.
    var about: String {
        switch self {
        case .report(let report): report.target.phrase
        case .checklist(let checklist): checklist.report.target.phrase
        case .path(let document, _): document.paths.first?.flowPhrase ?? "a path"
        }
    }

    /// All of it in one sentence: the causes, or that there is none.
    var sentence: String {
        switch self {
        case .report(let report): Story(report).sentence
        case .checklist(let checklist): Story(checklist.report).sentence
        case .path(let document, _): document.sentence
        }
    }
}

extension Story {
    /// `ip-forward-off: net.ipv4.ip_forward is 0 in node (and 2 more like it); …`
    var sentence: String {
        guard !headlines.isEmpty else { return opening }
        return headlines.map { group in
            "\(group.lead.id): \(group.sentence)\(group.moreWords)"
        }.joined(separator: "; ")
    }
}

extension Story.Group {
    /// ` (and 2 more like it)`; empty where it is alone.
    var moreWords: String { others.isEmpty ? "" : " (and \(others.count) more like it)" }
}

extension PathDocument {
    var sentence: String {
        paths.map { path in
            let stop = path.stop.map { " at \($0.stage) in \(name($0.netns)): \($0.reason)" } ?? ""
            return path.outcomePhrase + stop
        }.joined(separator: "; ")
    }
}
