import Analysis
import Diagnosis
import NetworkModel

extension SampleReports {
    /// One question of each kind: alike, better and worse than simulated, without an answer, turned back, not compared.
    static func probed() -> Report {
        var report = oneCause()
        typealias Question = ProbeReport.Question
        let red = SampleNetwork.red.inode
        func question(_ asked: String, _ question: String, _ kind: ProbeOrder.Kind, _ dst: String, _ real: String)
            -> Question
        {
            var value = Question(asked, question: question, netns: red, destination: dst)
            (value.kind, value.real) = (kind, real)
            return value
        }
        var arp = question(
            "ARP for 10.1.0.1 on v|\u{1b}[2J", "gateway", .neighbor, "10.1.0.1",
            "0a:00:00:00:00:01 answers after 0.1 ms")
        (arp.from, arp.microseconds) = ("10.1.0.1", 98)
        var ping = question("ping 10.1.0.1", "gateway", .echo, "10.1.0.1", "no answer to 3 packets")
        (ping.outcome, ping.sent, ping.verdict) = (.silent, 3, .fails)
        var dns = question("DNS to 8.8.8.8", "nameserver", .dns, "8.8.8.8", "answered after 8.0 ms")
        (dns.port, dns.simulated, dns.microseconds, dns.from, dns.verdict) = (53, .stopped, 8_000, "8.8.8.8", .works)
        dns.because = "net.ipv4.ip_forward is 0: packets for others are not passed on"
        var tcp = question(
            "TCP to [2001:db8:1234:5678:9abc:def0:1234:5678]:443", "to", .tcp, "2001:db8:1234:5678:9abc:def0:1234:5678",
            "prohibited by an administrator, says 2001:db8::1")
        (tcp.port, tcp.simulated, tcp.outcome, tcp.from, tcp.verdict) = (
            443, .handed, .error, "2001:db8::1", .turnedBack
        )
        tcp.icmp = .init(type: 1, code: 1)
        tcp.note = "sent as another user than 1000: rules about users may judge it differently"
        var size = question(
            "path MTU to 203.0.113.7", "to", .pathMTU, "203.0.113.7", "1400 bytes come through, 1401 do not")
        (size.simulated, size.sent, size.sizes, size.verdict) = (
            .handed, 14, .init(answered: 1400, unanswered: 1401), .undecided
        )
        var udp = question("UDP to 203.0.113.7:9", "to", .udp, "203.0.113.7", "sent, and nothing came back")
        (udp.port, udp.outcome, udp.simulated, udp.verdict) = (9, .silent, .uncertain, .undecided)
        udp.because = "a rule is random"
        var silent = question("ping 203.0.113.7", "to", .echo, "203.0.113.7", "no answer to 3 packets")
        (silent.outcome, silent.sent, silent.simulated, silent.verdict) = (.silent, 3, .handed, .unanswered)
        report.probing = ProbeReport(
            startedAt: "2026-01-01T00:00:00Z", milliseconds: 3_040,
            questions: [arp, ping, dns, tcp, size, udp, silent])
        return report
    }
}
