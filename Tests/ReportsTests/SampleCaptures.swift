import Diagnosis
import NetworkModel

extension SampleReports {
    /// Of one flow answers get lost, and nobody knows why; another one is lost where the simulation says; a third has no answer.
    static func captured() -> Report {
        var report = oneCause()
        typealias Rung = CaptureReport.Rung
        typealias Stream = CaptureReport.Stream
        let there = Stream(
            flow: "tcp 10.1.0.11 -> 203.0.113.7:443", flows: 2, sent: 12,
            rungs: [
                Rung(place: 0, seen: 12), Rung(place: 1, seen: 12),
                Rung(place: 2, seen: 12, translation: "192.0.2.1 -> 203.0.113.7:443"),
            ])
        var back = Stream(
            flow: "tcp 203.0.113.7:443 -> 192.0.2.1", flows: 2, answers: 0, sent: 10,
            rungs: [Rung(place: 2, seen: 10), Rung(place: 1, seen: 4), Rung(place: 0, seen: 4)])
        (back.lost, back.lostAfter) = (6, 0)
        var tcp = PacketCapture.TCP()
        (tcp.resets, tcp.retransmissions) = (1, 2)
        back.tcp = tcp
        var lost = Stream(
            flow: "icmp 10.1.0.11 -> 203.0.113.7", sent: 3,
            rungs: [Rung(place: 0, seen: 3), Rung(place: 1, seen: 3), Rung(place: 2, seen: 0, isExpected: false)])
        (lost.lost, lost.lostAfter) = (3, 1)
        lost.stoppedBy = PathReport.DropPoint(
            netns: SampleNetwork.node.inode, stage: "forward", object: "sysctl", name: "net.ipv4.ip_forward",
            because: "net.ipv4.ip_forward is 0: packets for others are not passed on")
        var silent = Stream(flow: "udp 10.1.0.11:4000 -> 203.0.113.8:53", sent: 1, rungs: [Rung(place: 0, seen: 1)])
        silent.answerStoppedBy = PathReport.DropPoint(
            netns: SampleNetwork.node.inode, stage: "route", object: "route", name: "10.1.0.11")
        var group = Stream(
            flow: "icmpv6 fe80::1 -> ff02::16", sent: 2, rungs: [Rung(place: 0, seen: 2, isExpected: false)])
        group.isForGroup = true
        var capture = CaptureReport(
            startedAt: "2026-01-01T00:00:00Z", milliseconds: 10_040,
            places: [
                .init(netns: SampleNetwork.red.inode, ifname: "eth0", label: "eth0 in red", received: 20),
                .init(
                    netns: SampleNetwork.node.inode, ifname: "v|\u{1b}[2J", label: "v|\u{1b}[2J in node", received: 19),
                .init(netns: SampleNetwork.node.inode, ifname: "eth0", label: "eth0 in node", received: 22),
            ], streams: [there, back, lost, silent, group])
        capture.filter = "tcp or icmp"
        capture.unlisted = 4
        var drop = CaptureReport.Drop(
            flow: "icmp 10.1.0.11 -> 203.0.113.7", packets: 3, symbol: "ip_forward")
        (drop.reason, drop.ifname, drop.words) = ("NOT_SPECIFIED", "v|\u{1b}[2J", "while it was forwarded")
        drop.stoppedBy = lost.stoppedBy
        capture.drops = [drop]
        var named = CaptureReport.MachineDrop(frames: 5, proto: "IPv4")
        (named.symbol, named.reason, named.words) = ("nft_do_chain", "NETFILTER_DROP", "by a rule of netfilter")
        var unnamed = CaptureReport.MachineDrop(frames: 1, proto: "IPv6")
        unnamed.reason = "NOT_SPECIFIED"
        (capture.machineDrops, capture.missedMachineDrops) = ([named, unnamed], 40)
        report.capture = capture
        return report
    }
}
