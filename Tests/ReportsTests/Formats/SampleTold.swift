import Analysis
import Diagnosis
import NetworkModel

@testable import Reports

/// What every format must tell, by the name of its golden files.
enum SampleTold {
    static let all: [(name: String, told: Told)] =
        ["healthy", "one-cause", "unknown", "hostile", "captured", "watched", "probed"].compactMap { name in
            SampleReports.all.first { $0.name == name }.map { (name, .report(asked($0.report))) }
        } + [
            ("checklist", .checklist(SampleTopologies.checklist)),
            ("path-good", .path(path(stopped: false), explainsRules: true)),
            ("path-stopped", .path(path(stopped: true), explainsRules: false)),
        ]

    /// Reports of all samples, the checklist and paths, and one of each with a hostile text in every field.
    static func hostile(_ text: String) -> [(name: String, told: Told)] {
        let report = asked(HostileStrings.report(filledWith: text))
        let title = report.findings[0].title
        let checklist = Checklist(
            title: title,
            steps: Checklist.State.allCases.map { state in
                .init(
                    number: 1, question: title, state: state, reason: title, ruledOut: [title], commands: [title],
                    findings: state == .found ? report.findings : [])
            }, report: report)
        var document = path(stopped: true)
        (document.tool, document.host, document.startedAt) = (text, .init(name: text, kernel: text), text)
        document.paths = report.paths.map { path in
            var path = path
            path.assumptions = [text]
            path.forward.hops[0].nat = .init(side: text, from: text, to: text, rule: text)
            path.forward.hops[0].rules = [.init(rule: text, text: text, outcome: text)]
            return path
        }
        document.namespaces = document.namespaces.mapValues { _ in [text] }
        return [
            ("report", .report(report)), ("checklist", .checklist(checklist)),
            ("path", .path(document, explainsRules: true)),
        ]
    }

    /// With accounts, as reports of a diagnosis have them.
    static func asked(_ report: Report) -> Report {
        var report = report
        for index in report.paths.indices where report.paths[index].question != "default-route" {
            report.paths[index].account = report.paths[index].isGood ? .answered : .stopped
        }
        return report
    }

    static func path(stopped: Bool) -> PathDocument {
        let red = SampleNetwork.red
        let node = SampleNetwork.node
        let stop = PathReport.DropPoint(
            netns: node.inode, stage: "forward", object: "sysctl", name: "net.ipv4.ip_forward",
            because: "net.ipv4.ip_forward is 0: packets for others are not passed on")
        var way = PathReport(
            question: "path", flow: .init(src: "10.1.0.11", dst: "192.0.2.100", proto: "tcp", dport: 443),
            forward: .init(result: "left-node", hops: SampleNetwork.hopsToBridge, mtu: 1500),
            reply: .init(result: "delivered", hops: [], mtu: 1500))
        way.forward.hops[0].rules = [.init(rule: "filter FORWARD 2", text: "-j ACCEPT", outcome: "accept")]
        way.forward.hops[0].nat = .init(
            side: "source", from: "10.1.0.11:4000", to: "203.0.113.7:4000", rule: "nat POSTROUTING 1")
        var lost = way
        (lost.forward.result, lost.forward.stoppedBy, lost.reply) = ("dropped", stop, nil)
        lost.assumptions = ["the random rule filter FORWARD 3 matches"]
        return PathDocument(
            tool: "0.1.0", host: .init(name: "node1", kernel: "6.18.0"), startedAt: "2026-01-01T00:00:00Z",
            paths: stopped ? [way, lost] : [way], namespaces: [red.inode: ["red"], node.inode: ["node"]],
            ownNetns: node.inode, verdict: stopped ? .warn : .ok)
    }
}

/// The formats that are not only text, each with the ending of its files.
enum NewFormats {
    static let all: [(ending: String, render: @Sendable (Told) -> String)] = [
        ("html", { HTMLReport.render($0) }), ("junit.xml", { JUnitReport.render($0) }),
        ("tap", { TAPReport.render($0) }), ("nagios.txt", { NagiosReport.render($0) }),
        ("prom", { PrometheusReport.render($0) }), ("jira", { JiraReport.render($0) }),
        ("slack.json", { SlackReport.render($0) }),
    ]
}
