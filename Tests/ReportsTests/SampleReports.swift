import Diagnosis
import NetworkModel

/// Reports made by hand, one for each situation that the formats must tell well.
enum SampleReports {
    static let all: [(name: String, report: Report)] = [
        ("healthy", healthy()), ("one-cause", oneCause()), ("two-causes", twoCauses()),
        ("unknown", unknown()), ("info", infoOnly()), ("hostile", hostile()), ("long-names", longNames()),
        ("many-siblings", manySiblings()), ("node", node()), ("no-way-out", noWayOut()),
        ("captured", captured()), ("watched", watched()),
        ("captured", captured()), ("probed", probed()),
    ]

    static func base(_ verdict: Verdict, ok: Int, found: Int, unknown: Int, skipped: Int) -> Report {
        var target = TargetDescription(kind: .pid, spelling: "4321")
        target.pid = 4321
        target.comm = "nginx"
        target.nspid = [4321, 7]
        target.netns = SampleNetwork.red
        var report = Report(
            toolVersion: "0.1.0", startedAt: "2026-01-01T00:00:00Z", durationMilliseconds: 12,
            host: .init(name: "node1", kernel: "6.18.0"), target: target, verdict: verdict)
        report.coverage.ok = ok
        report.coverage.found = found
        report.coverage.unknown = unknown
        report.coverage.skipped = skipped
        report.topology = SampleNetwork.topology()
        report.scope = ["2 namespaces, 5 links, 12 routes"]
        report.notLookedAt = ["firewall rules", "NAT and conntrack"]
        report.checks = [
            check("lo-down", .ok, title: "The loopback is up"),
            check("overlay-vni-mismatch", .skipped, "no vxlan on the path", title: "Both ends speak one VNI"),
        ]
        return report
    }

    static func check(_ id: String, _ state: CheckResult.State, _ reason: String? = nil, title: String)
        -> CheckResult
    {
        CheckResult(
            id: id, state: state, reason: reason, runbook: .init(id: "container-no-network", step: "3"), title: title)
    }

    static func finding(
        _ id: String, _ severity: Severity, root: Bool, explains: [String] = [], _ subject: Finding.Subject,
        title: String, summary: String, evidence: [Finding.Evidence] = [], confirm: [String] = [],
        fix: [Finding.Fix] = []
    ) -> Finding {
        Finding(
            id: id, severity: severity, isRootCause: root, explains: explains, subject: subject, title: title,
            summary: summary, evidence: evidence, confirm: confirm, fix: fix,
            references: ["https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html"],
            runbook: .init(id: "container-no-network", step: "3"))
    }

    static func healthy() -> Report {
        var report = base(.ok, ok: 42, found: 0, unknown: 0, skipped: 9)
        let hops =
            SampleNetwork.hopsToBridge
            + [
                SampleNetwork.hop(
                    SampleNetwork.node, "wire", "eth0", "sent", "the uplink's far side is not ours to see")
            ]
        report.paths = [
            SampleNetwork.defaultRoute("left-node", hops: hops, reply: .init(result: "delivered", hops: [], mtu: 1500))
        ]
        return report
    }

    static let forwardOff = finding(
        "ip-forward-off", .crit, root: true, explains: ["gateway-neigh-failed", "resolv-missing-or-unreachable"],
        .init(netns: SampleNetwork.node, object: "sysctl", name: "net.ipv4.ip_forward"),
        title: "The node does not forward IPv4",
        summary: "net.ipv4.ip_forward is 0 in node, so nothing leaves br0",
        evidence: [
            .init(
                fact: "net.ipv4.ip_forward", observed: "0", expected: "1",
                command: "nsenter --net=/run/netns/node sysctl net.ipv4.ip_forward")
        ],
        confirm: ["ip -n node route get 192.0.2.100 from 10.1.0.11 iif br0"],
        fix: [
            .init(
                command: "nsenter --net=/run/netns/node sysctl -w net.ipv4.ip_forward=1",
                risk: "the node then routes between all of its interfaces, and per-interface values are reset",
                effect: "left-node")
        ])

    static func oneCause() -> Report {
        var report = base(.crit, ok: 38, found: 3, unknown: 0, skipped: 10)
        report.target.container = Container(
            id: "3f2a9c1b7d5e8a6f4c2b0d9e7f5a3c1b", runtime: "docker", podUid: nil)
        report.target.container?.label = ContainerLabel(
            name: "shop-web-1", service: .init(project: "shop", name: "web"))
        report.datapath = SampleNetwork.docker
        report.paths = [
            SampleNetwork.defaultRoute(
                "dropped", hops: SampleNetwork.hopsToBridge,
                stop: .init(
                    netns: SampleNetwork.node.inode, stage: "forward", object: "sysctl", name: "net.ipv4.ip_forward")
            ),
            PathReport(
                question: "gateway", flow: .init(src: "10.1.0.11", dst: "10.1.0.1", proto: "icmp"),
                forward: .init(result: "delivered", hops: [], mtu: 1500), reply: .init(result: "delivered", hops: [])),
        ]
        report.findings = [
            forwardOff,
            finding(
                "gateway-neigh-failed", .crit, root: false,
                .init(netns: SampleNetwork.node, object: "neighbor", name: "192.0.2.254"),
                title: "The next hop does not answer", summary: "192.0.2.254 on eth0 is FAILED"),
            finding(
                "resolv-missing-or-unreachable", .warn, root: false,
                .init(netns: SampleNetwork.red, object: "file", name: "/etc/resolv.conf"),
                title: "No name server can be reached", summary: "192.0.2.53 cannot be reached from red"),
        ]
        report.checks.append(check("ip-forward-off", .found, title: "The node forwards IPv4"))
        return report
    }
}
