import Diagnosis
import NetworkModel

// How far the eye reached: questions traced, checks made, what could not be judged or read.
extension Page {
    private var most: Int { options.detail == .verbose ? .max : 5 }

    mutating func addQuestions(_ report: Report) {
        guard report.paths.count > 1 else { return }
        let good = report.paths.count { $0.isGood || report.staysInside($0) }
        let verb = good == 1 ? "gets" : "get"
        labelled("questions", [Span("\(good) of \(report.paths.count) packets walked on paper \(verb) through")])
        // The one in the picture needs no second line.
        let drawn = PictureBuilder(report).picture()?.path
        let bad = report.paths.filter { !$0.isGood && !report.staysInside($0) && $0 != drawn }
        // One object often stops several packets: said once, for all of them.
        var groups: [(outcome: String, paths: [PathReport])] = []
        for path in bad {
            let outcome = report.resultPhrase(path) + (path.stop.map { " at \(Self.words($0))" } ?? "")
            if let index = groups.firstIndex(where: { $0.outcome == outcome }) {
                groups[index].paths.append(path)
            } else {
                groups.append((outcome, [path]))
            }
        }
        for group in groups.prefix(most) {
            let asked =
                group.paths.count == 1
                ? group.paths.map { "\($0.question): \($0.flowPhrase)" } : group.paths.map(\.question)
            prose([Span("\(asked.joined(separator: ", ")): \(group.outcome)")], indent: Page.body, hang: Page.body + 2)
        }
        if groups.count > most { prose([Span("\(groups.count - most) more with -v")], indent: Page.body) }
    }

    /// `forward, sysctl net.ipv4.ip_forward is 0 …`: the reason often begins with the name.
    private static func words(_ stop: PathReport.DropPoint) -> String {
        guard let because = stop.because else { return "\(stop.stage), \(stop.object) \(stop.name)" }
        return "\(stop.stage), \(stop.object) \(because.hasPrefix(stop.name) ? because : "\(stop.name): \(because)")"
    }

    /// Every hop of every question, for -v.
    mutating func addHops(_ report: Report) {
        let index = TopologyIndex(report.topology)
        for path in report.paths {
            blank()
            prose([Span("PATH ", .strong), Span("\(path.question): \(path.flowPhrase)")], hang: 2)
            addDirection("forward", path.forward, index)
            if let reply = path.reply { addDirection("reply", reply, index) }
        }
    }

    private mutating func addDirection(
        _ name: String, _ direction: PathReport.Direction, _ index: TopologyIndex
    ) {
        let mtu = direction.mtu.map { ", mtu \($0)" } ?? ""
        prose([Span("\(name): \(direction.result)\(mtu)")], indent: 2, hang: 4)
        for hop in direction.hops {
            let link = hop.link.map { " \($0)" } ?? ""
            let place = index.label(hop.netns)
            prose([Span("\(hop.stage)\(link) in \(place): \(hop.action), because \(hop.because)")], indent: 4, hang: 6)
        }
    }

    /// Every check with its state, for -v.
    mutating func addChecks(_ report: Report) {
        guard !report.checks.isEmpty else { return }
        blank()
        prose([Span("CHECKS", .strong), Span(", each with what it looks for; OK: it is not so")])
        let width = min(report.checks.map { granted(Span($0.id)).width }.max() ?? 0, options.columns / 3)
        for check in report.checks {
            row(
                [("", 0), (Span(check.state.word, check.state.ink), 5), (shortened(Span(check.id), to: width), width)],
                [Span(check.reason ?? check.title)])
        }
    }

    mutating func addUnjudged(_ story: Story) {
        guard !story.unjudged.isEmpty, options.detail != .verbose else { return }
        blank()
        prose([Span("NOT JUDGED", .unknown)])
        for check in story.unjudged.prefix(most) {
            row([("", 0), ("UNKN", 4)], [Span("\(check.id): ", .strong), Span(check.reason ?? check.title)])
        }
        let rest = story.unjudged.count - most
        if rest > 0 { prose([Span("\(rest) more with -v")], indent: 2) }
    }

    mutating func addIncomplete(_ story: Story) {
        let unseen = story.unseen
        guard !unseen.isEmpty else { return }
        blank()
        prose([Span("NOT SEEN", .unknown)])
        let index = TopologyIndex(story.report.topology)
        for gap in unseen.prefix(most) {
            let label = gap.netns.map { index.label($0.inode) }
            prose(
                [Span("\(gap.fact)\(label.map { " of \($0)" } ?? ""): ", .strong), Span(gap.reason)], indent: 2, hang: 4
            )
            if let hint = gap.hint { prose([Span("hint: \(hint)")], indent: 4) }
        }
        let rest = unseen.count - most
        if rest > 0 { prose([Span("\(rest) more with -v")], indent: 2) }
    }
}
