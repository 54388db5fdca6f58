import Analysis
import Diagnosis
import NetworkModel

extension SampleReports {
    /// Packets are lost at a rule and at a socket, a link of a hostile name was replaced, another is gone.
    static func watched() -> Report {
        var report = oneCause()
        typealias Source = WatchReport.Source
        let (red, node) = (SampleNetwork.red.inode, SampleNetwork.node.inode)
        var own = Source(netns: red, place: "red", object: "link", name: "eth0")
        own.counters = [
            .init("rx_packets", 118, .traffic), .init("tx_packets", 120, .traffic), .init("rx_bytes", 9911, .other),
        ]
        var protocols = Source(netns: red, place: "red", object: "netns", name: "protocols")
        protocols.counters = [
            .init("IpInReceives", 118, .traffic), .init("UdpInErrors", 7, .doubtful),
            .init("UdpRcvbufErrors", 7, .loss("the receiving program did not read fast enough")),
        ]
        var socket = Source(netns: red, place: "red", object: "socket", name: "udp 0.0.0.0:53")
        socket.levels = [.init("rqueue", first: 0, last: 2304, highest: 2304)]
        var hostile = Source(netns: node, place: "node", object: "link", name: "v|\u{1b}[2J")
        (hostile.replacements, hostile.counters) = (2, [.init("carrier_changes", 4, .event)])
        var gone = Source(netns: node, place: "node", object: "link", name: "eth1")
        gone.isGone = true
        var rule = Source(
            netns: node, place: "node", object: "rule", name: "rule handle 7 of inet filter forward")
        rule.counters = [.init("packets", 12, .loss("the rule drops them")), .init("bytes", 720, .other)]
        var queue = Source(netns: node, place: "node", object: "qdisc", name: "queue tbf 8001: of eth0")
        queue.levels = [.init("backlog", first: 0, last: 0, highest: 3000)]
        var softnet = Source(netns: nil, place: nil, object: "softnet", name: "received packets of all links")
        softnet.counters = [.init("time_squeeze", 3, .doubtful)]
        report.watched = WatchReport(
            startedAt: "2026-01-01T00:00:00Z", milliseconds: 10_040, samples: 11,
            sources: [own, protocols, socket, hostile, gone, rule, queue, softnet], watched: 31,
            gaps: ["connection tracking: not permitted"])
        report.watched?.ways = [
            .init(
                destination: "192.0.2.100",
                there: [
                    .init(netns: red, place: "red", name: "eth0", isOutgoing: true, packets: 120),
                    .init(netns: node, place: "node", name: "v|\u{1b}[2J", isOutgoing: false, packets: 120),
                    .init(netns: node, place: "node", name: "eth1", isOutgoing: true, packets: 1),
                ], back: [.init(netns: node, place: "node", name: "eth1", isOutgoing: false, packets: 0)])
        ]
        return report
    }
}
