import Diagnosis
import NetworkModel

extension SampleReports {
    static func twoCauses() -> Report {
        var report = oneCause()
        report.coverage.found = 5
        report.topology.links[4].flags = ["BROADCAST", "MULTICAST", "UP", "NO-CARRIER"]
        report.topology.links[4].portState = "disabled"
        report.findings.insert(
            finding(
                "link-pod-side-down", .crit, root: true,
                .init(netns: SampleNetwork.node, object: "link", name: "veth-red-br"),
                title: "A veth pair has no carrier", summary: "veth-red-br in node has no carrier: its peer is down",
                evidence: [
                    .init(
                        fact: "carrier of veth-red-br", observed: "0", expected: "1",
                        command: "ip -n node link show veth-red-br")
                ],
                fix: [.init(command: "ip -n red link set eth0 up")]),
            at: 1)
        report.findings.append(
            finding(
                "mtu-bigger-than-egress", .warn, root: true,
                .init(netns: SampleNetwork.red, object: "link", name: "eth0"),
                title: "Packets may be too big for the way out",
                summary: "eth0 in red has MTU 9000, but the way out carries 1500, and no ICMP can come back",
                fix: [.init(command: "ip -n red link set eth0 mtu 1500", risk: nil, effect: "delivered")]))
        report.findings.append(
            finding(
                "bridge-stp-on", .info, root: true,
                .init(netns: SampleNetwork.node, object: "link", name: "br0"),
                title: "STP is on", summary: "br0 runs STP: new ports stay silent for 30 seconds"))
        return report
    }

    static func unknown() -> Report {
        var report = healthy()
        report.verdict = .unknown
        report.coverage.ok = 30
        report.coverage.unknown = 2
        report.checks += [
            check(
                "forward-policy-drop", .unknown, "ruleset of node unreadable: EPERM", title: "Forwarding is accepted"),
            check("masquerade-missing", .unknown, "ruleset of node unreadable: EPERM", title: "Source is translated"),
        ]
        report.incomplete = [
            Gap(
                netns: NetnsID(inode: SampleNetwork.node.inode), fact: "ruleset", reason: "EPERM from nfnetlink",
                hint: "run as root, or give nsdoctor CAP_NET_ADMIN in the node's user namespace"),
            Gap(netns: nil, fact: "/proc/*/ns/net", reason: "17 of 230 processes could not be read (EACCES)"),
        ]
        report.topology.edges[0].known = "one-sided"
        report.topology.edges[0].reason = "node's own table of ids has no entry for red"
        return report
    }

    /// Healthy although nothing leads out: somebody wants it so.
    static func noWayOut() -> Report {
        var report = base(.ok, ok: 25, found: 0, unknown: 0, skipped: 12)
        let hop = SampleNetwork.hop(SampleNetwork.red, "route", nil, "no-route", "no route (ENETUNREACH)")
        report.paths = [
            PathReport(
                question: "default-route", flow: .init(src: nil, dst: "0.0.0.0/0"),
                forward: .init(
                    result: "no-route", hops: [hop],
                    stoppedBy: .init(netns: SampleNetwork.red.inode, stage: "route", object: "route", name: "default")))
        ]
        return report
    }

    static func infoOnly() -> Report {
        var report = healthy()
        report.coverage.found = 1
        report.findings = [
            finding(
                "bridge-stp-on", .info, root: true,
                .init(netns: SampleNetwork.node, object: "link", name: "br0"),
                title: "STP is on", summary: "br0 runs STP: new ports stay silent for 30 seconds",
                fix: [
                    .init(
                        command: "ip -n node link set br0 type bridge stp_state 0", risk: "loops are no longer broken")
                ])
        ]
        return report
    }

    static func hostile() -> Report {
        var report = HostileStrings.report(
            filledWith: "\u{1b}[2J\u{1b}]0;pwned\u{7}a`b\\c<b>\u{202e}\n| end \"\u{9b}31m")
        // Words of closed sets are ours, whatever the data holds.
        for index in report.paths.indices {
            report.paths[index].forward.result = "dropped"
            report.paths[index].reply?.result = "dropped"
            report.paths[index].forward.inOurWords()
            report.paths[index].reply?.inOurWords()
        }
        for index in report.topology.edges.indices { report.topology.edges[index].known = "unresolved" }
        return report
    }

    static func longNames() -> Report {
        var report = oneCause()
        let name = "kube-system-coredns-5d78c9869d-x7k2p-namespace-of-a-very-long-pod-name-that-goes-on"
        report.target.netns = NetnsRef(inode: SampleNetwork.red.inode, names: [name])
        report.topology.namespaces[0].ref = NetnsRef(inode: SampleNetwork.red.inode, names: [name])
        report.topology.links[4].ifname = String(repeating: "\u{1b}", count: 15)
        report.topology.links[1].ifname = "\u{7db2}\u{8def}\u{4ecb}\u{9762}0"
        report.findings[0].summary += ": " + String(repeating: "unbroken", count: 20)
        report.findings[0].evidence[0].observed = String(repeating: "0123456789", count: 15)
        return report
    }

    static func manySiblings() -> Report {
        var report = oneCause()
        report.findings = (0..<40).map { index in
            finding(
                "veth-not-enslaved", .crit, root: true, explains: ["default-route-missing"],
                .init(netns: SampleNetwork.node, object: "link", name: "vethc\(1000 + index)"),
                title: "A host side is on no bridge",
                summary: "vethc\(1000 + index) in node is on no bridge, though its siblings are on br0",
                fix: [.init(command: "ip -n node link set vethc\(1000 + index) master br0")])
        }
        report.findings += (0..<40).map { index in
            finding(
                "default-route-missing", .warn, root: false,
                .init(netns: NetnsRef(inode: UInt64(5000 + index), names: []), object: "route", name: "default"),
                title: "No default route", summary: "no default route")
        }
        report.coverage.found = 80
        return report
    }

    static func node() -> Report {
        var report = manySiblings()
        report.target = TargetDescription(kind: .node, spelling: "node")
        report.scope = ["41 namespaces, 123 links, 210 routes"]
        return report
    }
}

extension PathReport.Direction {
    /// Stages of the closed set.
    fileprivate mutating func inOurWords() {
        for index in hops.indices { hops[index].stage = "route" }
        stoppedBy?.stage = "route"
    }
}
