import Diagnosis
import NetworkModel

/// Strings that nobody should print as they are, and a report that has one of them in every field.
enum HostileStrings {
    /// Every byte as a scalar, what terminals obey, what hides or turns text, and what every format of ours means.
    static let all: [String] = {
        var all: [String] = (0..<256).map { "a\(Character(Unicode.Scalar(UInt8($0))))b" }
        all += sequences + hidden.flatMap { ["\($0)", "x\($0)y", "\($0)\($0)"] } + syntax + [""]
        // And mixtures of all of these, always the same ones.
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        let parts = sequences + hidden + syntax
        while all.count < 1100 {
            var text = ""
            for _ in 0..<4 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += parts[Int(state >> 33) % parts.count]
            }
            all.append(text)
        }
        return all
    }()

    private static let sequences: [String] = {
        let bodies = [
            "[2J", "[31m", "[1;1H", "[?1049h", "[6n", "[0c", "]0;title\u{7}", "]52;c;cHduZWQ=\u{7}",
            "]8;;http://e\u{1b}\\",
            "P$qm\u{1b}\\", "_x\u{1b}\\", "^x\u{1b}\\", "X\u{1b}\\", "c", "#8", "(0", "%G", "N", "[20h", "[!p",
        ]
        return bodies.map { "\u{1b}\($0)" } + bodies.map { "\u{9b}\($0)" }
            + [
                "\u{9d}0;x\u{9c}", "\u{90}q\u{9c}", "\u{85}", "\r\n", "\u{8}\u{8}", "\nOK    all is well\n",
                "\u{b}\u{c}", "\u{e}\u{f}",
            ]
    }()

    private static let hidden: [String] = {
        let values: [UInt32] =
            [0xa0, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x180e, 0x2800, 0x3000, 0x3164, 0xfeff, 0xffa0, 0xfff9]
            + [
                0xfffc, 0xfffd, 0xfffe, 0xffff, 0x1d173, 0xe0001, 0xe0061, 0xe0100, 0xf0000, 0x10fffd, 0x10ffff, 0x301,
                0x20dd,
            ]
            + Array(0x2000...0x200f) + Array(0x2028...0x202f) + Array(0x205f...0x206f) + Array(0xfe00...0xfe0f)
        return values.compactMap { Unicode.Scalar($0).map { String(Character($0)) } }
    }()

    private static let syntax: [String] = [
        "\"", "'", "`", "``", "```", "````sh", "\\", "\\\"", "\\N", "\\l\\n", "<b>", "</script>", "<!--", "-->",
        "<br/>", "&lt;", "&#x1b;",
        "*a*", "**", "_a_", "__", "~~a~~", "[a](http://e)", "![a](http://e)", "# a", "- a", "1. a", "2) a", "> a",
        "| a |", "---",
        "===", "@everyone", "#123", "org/repo#1", "http://e.example/", "www.e.example", "a@e.example", "$x$", "{}", "}",
        "{", "]", "[",
        "];", "\"]; evil [label=\"", "end", "click a", "%%{init: {}}%%", "%% a", "subgraph x", "-->|a|", "#quot;",
        "#35;", ";", "A-->B",
        "\u{7db2}\u{8def}", "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "\u{1f468}\u{200d}\u{1f469}",
        "\u{1f1e9}\u{1f1ea}",
        "\t", "\t\t", " ", "  ", "a  b", String(repeating: "long", count: 40), String(repeating: "`", count: 40),
        "\u{fffd}",
        "-rf", "--", "$(reboot)", "a;reboot", "\\x1b", "\\u{202e}", "null", "true", "{\"a\":1}", "a\u{0}b",
        "\u{5d0}\u{5d1}\u{5d2}", "\u{627}",
    ]

    static func report(filledWith text: String) -> Report {
        let ref = NetnsRef(inode: 4_026_532_741, names: [text, text + "2"])
        var target = TargetDescription(kind: .container, spelling: text)
        target.pid = 7
        target.comm = text
        target.nspid = [7, 1]
        target.netns = ref
        target.container = Container(id: text, runtime: text, podUid: text)
        target.container?.label = ContainerLabel(
            name: text, pod: .init(namespace: text, name: text), service: .init(project: text, name: text))
        var report = Report(
            toolVersion: text, startedAt: text, durationMilliseconds: 1, host: .init(name: text, kernel: text),
            target: target, verdict: .crit)
        report.datapath = SampleNetwork.datapath(filledWith: text)
        report.scope = [text, text]
        report.coverage.found = 1
        let subject = Finding.Subject(netns: ref, object: text, name: text)
        let evidence = Finding.Evidence(fact: text, observed: text, expected: text, command: text)
        let step = Finding.StepRef(id: text, step: text)
        for severity in Severity.allCases.reversed() {
            report.findings.append(
                Finding(
                    id: "\(severity.rawValue)\(text)", severity: severity, isRootCause: severity != .warn,
                    explains: [text],
                    subject: subject, title: text, summary: text + " ", evidence: [evidence], confirm: [text],
                    fix: [.init(command: text, risk: text, effect: text)], references: [text], runbook: step))
        }
        report.checks = [.ok, .found, .unknown, .skipped].map {
            CheckResult(id: text, state: $0, reason: text, runbook: step, title: text)
        }
        let hop = PathReport.Hop(netns: ref.inode, stage: text, link: text, action: text, because: text)
        let stop = PathReport.DropPoint(netns: ref.inode, stage: text, object: text, name: text)
        let way = PathReport.Direction(result: text, hops: [hop], stoppedBy: stop, mtu: 1500)
        report.paths = [1, 2].map { _ in
            PathReport(
                question: text, flow: .init(src: text, dst: text, proto: text, dport: 1), forward: way, reply: way)
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
            link.network = text
            link.readers = [text, text, text]
            return link
        }
        let ends = [1, 2, 3].map { TopologyReport.End(netns: ref.inode, ifindex: $0, ifname: text) }
        topology.edges = [
            .init(from: ends[0], to: ends[1], kind: "veth", known: "one-sided", reason: text),
            .init(
                from: ends[1], to: .init(netns: nil, ifindex: nil, ifname: text), kind: text, known: text, reason: text),
            .init(from: ends[1], to: ends[2], kind: "veth", known: "unresolved", reason: text),
        ]
        return topology
    }
}
