import Diagnosis
import NetworkModel
import TestSupport
import Testing

@testable import Reports

@Suite struct TextReportTests {
    static let variants: [(suffix: String, options: TextOptions)] = [
        ("80.txt", TextOptions()),
        ("40.txt", TextOptions(width: 40, ascii: true)),
        ("120.txt", TextOptions(width: 120)),
        ("color.txt", TextOptions(color: true)),
        ("quiet.txt", TextOptions(detail: .quiet)),
        ("verbose.txt", TextOptions(detail: .verbose)),
    ]

    @Test(arguments: SampleReports.all.map(\.name)) func readsLikeTheGoldenFile(name: String) throws {
        let report = try #require(SampleReports.all.first { $0.name == name }?.report)
        for variant in Self.variants {
            try GoldenFiles.check(
                TextReport.render(report, variant.options), "fixtures/reports/text/\(name).\(variant.suffix)")
        }
    }

    /// However much there is to draw: what is wrong and what to type fit a terminal of 24 lines.
    @Test func theFirstFixIsOnTheFirstScreen() throws {
        // Of hostile text a line is as long as it likes.
        for (name, report) in SampleReports.all where report.target.kind != .node && name != "hostile" {
            guard let cause = Story(report).causes.first?.lead, let fix = cause.fix.first else { continue }
            let screen = TextReport.render(report).split(separator: "\n", omittingEmptySubsequences: false).prefix(24)
            #expect(screen.contains { $0.contains(cause.id) }, "\(name)")
            let flat = screen.joined(separator: " ").split(separator: " ").joined(separator: " ")
            #expect(flat.contains(fix.command.prefix(40)), "\(name)")
        }
    }

    /// What is not looked at stands beside every verdict; with -q where silence could be taken for health.
    @Test func theVerdictSaysWhatWasNotLookedAt() {
        for (_, report) in SampleReports.all where report.notLookedAt.count == 2 {
            let lines = TextReport.render(report).split(separator: "\n")
            #expect(lines.last == "           not looked at: firewall rules, NAT and conntrack")
            #expect(lines.dropLast().last?.hasPrefix("verdict    ") == true)
            let quiet = TextReport.render(report, TextOptions(detail: .quiet))
            #expect(quiet.contains("not looked at: ") == (report.verdict == .ok))
        }
        var report = SampleReports.healthy()
        report.notLookedAt = []
        #expect(!TextReport.render(report).contains("not looked at"))
    }

    /// No default route is a fault only where somebody misses it.
    @Test func aNetworkWithoutAWayOutIsNoFault() throws {
        var report = SampleReports.noWayOut()
        let text = TextReport.render(report, TextOptions(width: 120))
        #expect(text.contains("to the outside: no default route, and none is"))
        #expect(try #require(PictureBuilder(report).picture()).stop == nil)
        report.verdict = .crit
        report.findings = [
            SampleReports.finding(
                "default-route-missing", .crit, root: true,
                .init(netns: SampleNetwork.red, object: "route", name: "default"),
                title: "No way out", summary: "red has no default route")
        ]
        let broken = TextReport.render(report)
        #expect(broken.contains("to the outside: no-route") && !broken.contains("none is missed"))
        #expect(broken.contains("no-route at route: route default in red"))
    }

    @Test func foundAndNoFaultAreNotSaidTogether() {
        let text = TextReport.render(SampleReports.infoOnly(), TextOptions(width: 120))
        #expect(text.contains("no fault found") && text.contains("1 has a note") && !text.contains("1 found"))
        #expect(
            TextReport.render(SampleReports.infoOnly(), TextOptions(width: 120, detail: .verbose)).contains(
                "1 has a note"))
    }

    /// A namespace that cannot be entered hides all its tables for one reason.
    @Test func whatCouldNotBeSeenForOneReasonIsSaidOnce() {
        var report = SampleReports.unknown()
        let id = NetnsID(inode: 4_026_532_777)
        report.incomplete =
            ["links", "routes", "rules"].map { Gap(netns: id, fact: $0, reason: "not permitted") }
            + [Gap(netns: nil, fact: "processes", reason: "not permitted")]
        let text = TextReport.render(report)
        #expect(text.contains("  links, routes, rules of 4026532777: not permitted\n  processes: not permitted\n"))
    }

    @Test func whatStopsAPacketIsNamedAndSaidToBeWrong() {
        let stop = PathReport.DropPoint(netns: 1, stage: "device", object: "link", name: "br0", because: "is down")
        #expect(stop.phrase(in: "the host") == "link br0 in the host is down")
        #expect(
            PathReport.DropPoint(netns: 1, stage: "route", object: "route", name: "default", because: "routes not read")
                .phrase(in: "red") == "route default in red: routes not read")
    }
}
