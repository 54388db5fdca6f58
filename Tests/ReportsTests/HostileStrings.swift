import Diagnosis
import NetworkModel

/// Strings that nobody should print as they are, and a report that has one of them in every field.
enum HostileStrings {
    static func report(filledWith text: String) -> Report {
        let ref = NetnsRef(inode: 4_026_532_741, names: [text, text + "2"])
        var target = TargetDescription(kind: .container, spelling: text)
        target.pid = 7
        target.comm = text
        target.nspid = [7, 1]
        target.netns = ref
        target.container = Container(id: text, runtime: text, podUID: text)
        var report = Report(
            toolVersion: text, startedAt: text, durationMilliseconds: 1, host: .init(name: text, kernel: text),
            target: target, verdict: .crit)
        report.scope = [text, text]
        report.coverage.found = 1
        let subject = Finding.Subject(netns: ref, object: text, name: text)
        let evidence = Finding.Evidence(fact: text, observed: text, expected: text, command: text)
        let step = Finding.StepRef(id: text, step: text)
        for severity in Severity.allCases.reversed() {
            report.findings.append(
                Finding(
                    id: "\(severity.rawValue)\(text)", severity: severity, isRootCause: severity != .warn, explains: [text],
                    subject: subject, title: text, summary: text + " ", evidence: [evidence], confirm: [text],
                    fix: [.init(command: text, risk: text, effect: text)], references: [text], runbook: step))
        }
        report.checks = [.ok, .found, .unknown, .skipped].map {
            CheckResult(id: text, state: $0, reason: text, runbook: step, title: text)
        }
        let hop = PathReport.Hop(netns: ref.inode, stage: text, link: text, action: text, because: text)
        let stop = PathReport.Stop(netns: ref.inode, stage: text, object: text, name: text)
        let way = PathReport.Direction(result: text, hops: [hop], stoppedBy: stop, mtu: 1500)
        report.paths = [1, 2].map { _ in
            PathReport(question: text, flow: .init(src: text, dst: text, proto: text, dport: 1), forward: way, reply: way)
        }
        report.topology = topology(ref, text)
        report.incomplete = [Gap(netns: NetnsID(inode: ref.inode), fact: text, reason: text, hint: text)]
        return report
    }

    private static func topology(_ ref: NetnsRef, _ text: String) -> TopologyReport {
        var topology = TopologyReport()
        topology.namespaces = [.init(ref: ref, role: text, processes: [text])]
        topology.links = [1, 2].map { index in
            var link = TopologyReport.Link(
                netns: ref.inode, ifindex: index, ifname: text, ifnameBytes: nil, kind: text, flags: [text, "UP"],
                operstate: text, mtu: 1500, address: text, addresses: [text], master: index == 1 ? 2 : nil,
                linkIndex: nil, linkNetnsid: nil)
            link.portState = text
            return link
        }
        let ends = [1, 2, 3].map { TopologyReport.End(netns: ref.inode, ifindex: $0, ifname: text) }
        topology.edges = [
            .init(from: ends[0], to: ends[1], kind: "veth", known: "one-sided", reason: text),
            .init(from: ends[1], to: .init(netns: nil, ifindex: nil, ifname: text), kind: text, known: text, reason: text),
            .init(from: ends[1], to: ends[2], kind: "veth", known: "unresolved", reason: text),
        ]
        return topology
    }
}
