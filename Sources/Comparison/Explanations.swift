import Diagnosis

/// Objects that a finding or the stop of a packet names, on either side.
struct Explanations {
    private struct Named: Hashable {
        var inode: UInt64?
        var name: String
    }

    private var reasons: [(named: Named, reason: String)] = []

    init(_ old: Observation, _ new: Observation) {
        for report in [new.report, old.report] {
            for finding in report.findings where finding.isRootCause {
                add(finding.subject.netns?.inode, finding.subject.name, finding.id)
                for evidence in finding.evidence { add(finding.subject.netns?.inode, evidence.fact, finding.id) }
            }
        }
        for report in [new.report, old.report] {
            for path in report.paths {
                guard let stop = path.forward.stoppedBy ?? path.reply?.stoppedBy else { continue }
                add(stop.netns, stop.name, "stop of \(path.question)")
                if let rule = stop.rule { add(stop.netns, rule, "stop of \(path.question)") }
            }
        }
    }

    private mutating func add(_ inode: UInt64?, _ name: String, _ reason: String) {
        guard !name.isEmpty else { return }
        reasons.append((Named(inode: inode, name: name), reason))
    }

    func marked(_ changes: [Change]) -> [Change] {
        changes.map { change in
            guard change.topic != .finding, change.topic != .question else { return change }
            var marked = change
            marked.explains = reasons.first { covers($0.named, change) }?.reason
            return marked
        }
    }

    /// Of siblings, whose changes have words of their own for what is theirs.
    func marked(_ changes: [Change], _ one: Sibling, _ other: Sibling) -> [Change] {
        changes.map { change in
            let originals = [one, other].map { sibling in
                var original = change
                original.name = sibling.original(change.name)
                original.text = change.text.map(sibling.original)
                return original
            }
            var marked = change
            marked.explains = self.marked(originals).lazy.compactMap(\.explains).first
            return marked
        }
    }

    private func covers(_ named: Named, _ change: Change) -> Bool {
        guard named.inode == nil || named.inode == change.before || named.inode == change.after else { return false }
        let (words, name) = (Self.words(change.name), Self.words(named.name))
        if change.text == named.name { return true }
        return words == name || Self.holds(words, name) || Self.holds(name, words)
    }

    private static func words(_ text: String) -> [Substring] { text.split { " :,".contains($0) } }

    /// One after the other. Of less than three letters nothing is told.
    private static func holds(_ long: [Substring], _ short: [Substring]) -> Bool {
        guard !short.isEmpty, short.count <= long.count, short.reduce(0, { $0 + $1.count }) > 2 else { return false }
        return (0...(long.count - short.count)).contains { Array(long[$0..<($0 + short.count)]) == short }
    }
}
