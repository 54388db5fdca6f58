import Diagnosis
import Testing

@testable import Reports

@Suite struct PictureTests {
    @Test func followsEdgesAndThenTheWalk() throws {
        let picture = try #require(PictureBuilder(SampleReports.healthy()).picture())
        #expect(picture.stations.map(\.name.text) == ["eth0", "veth-red-br", "br0", "eth0"])
        #expect(picture.stations.map(\.joint) == ["", "veth", "master", "routed"])
        #expect(picture.stop == nil)
    }

    @Test func anUplinkIsNeverGuessed() throws {
        var report = SampleReports.healthy()
        report.paths = []
        let picture = try #require(PictureBuilder(report).picture())
        #expect(picture.stations.map(\.name.text) == ["eth0", "veth-red-br", "br0"])
    }

    @Test func aLostPeerIsSaidToBeLost() throws {
        var report = SampleReports.oneCause()
        report.topology.edges[0].to = .init(netns: nil, ifindex: 9, ifname: nil)
        report.topology.edges[0].known = "unresolved"
        report.topology.edges[0].reason = "no such id"
        let picture = try #require(PictureBuilder(report).picture())
        #expect(picture.stations.map(\.name.text) == ["eth0", "?"])
        #expect(picture.stations[1].doubt == "unresolved: no such id")
    }

    @Test func theStopStandsAfterTheLastLinkOfItsNamespace() throws {
        let picture = try #require(PictureBuilder(SampleReports.oneCause()).picture())
        #expect(picture.stop?.after == 2)
        #expect(picture.stop?.marks == ["ip-forward-off"])
    }

    @Test func brokenLinksAreMarked() throws {
        let picture = try #require(PictureBuilder(SampleReports.twoCauses()).picture())
        #expect(picture.stations.map(\.isBroken) == [false, true, false])
        #expect(picture.stations[1].marks == ["link-pod-side-down"])
        #expect(LinkState.word(try #require(picture.stations[1].link)) == "NO-CARRIER")
    }

    @Test func aBridgeAndADeviceSayWhoseTheyAre() throws {
        var report = SampleReports.oneCause()
        let place = try #require(report.topology.links.firstIndex { $0.ifname == "br0" })
        report.topology.links[place].network = "internal podman network \(String(repeating: "x", count: 100))"
        report.topology.links[place].readers = ["qemu (pid 7)", "qemu (pid 8)", "qemu (pid 9)"]
        for text in [TextReport.render(report), TopologyTree.render(report.topology)] {
            let words = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
            #expect(words.contains("internal podman networ"))
            #expect(words.contains("read by qemu (pid 7), qemu (pid 8) and 1 more"))
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
        }
        report.verdict = .ok
        report.findings = []
        report.topology.links[place].network = "docker network web"
        #expect(TextReport.render(report).replacing("\n           ", with: " ").contains("br0 UP (docker network web)"))
    }

    @Test func whoIsInTheHostsNetworkIsToldSo() {
        var report = SampleReports.healthy()
        report.target.netns?.isOwn = true
        #expect(TextReport.render(report).contains("the host's own network"))
        #expect(MarkdownReport.render(report).contains("the host's own network"))
        // From inside a container our own namespace is none of the host's.
        report.vantage = "seen from inside only"
        #expect(!TextReport.render(report).contains("the host's own network"))
    }

    @Test func circlesEnd() throws {
        var report = SampleReports.healthy()
        report.paths = []
        let ends = report.topology.links.map(SampleNetwork.end)
        report.topology.edges = ends.flatMap { from in
            ends.map { TopologyReport.Edge(from: from, to: $0, kind: "lower", known: "proved") }
        }
        #expect(try #require(PictureBuilder(report).picture()).stations.count == ends.count)
        for index in report.topology.links.indices { report.topology.links[index].master = 4 }
        report.topology.links[3].master = 5
        let tree = TopologyTree.render(report.topology)
        for link in report.topology.links { #expect(tree.contains(link.ifname)) }
    }

    @Test func anEmptyReportCanBeTold() {
        var report = SampleReports.healthy()
        report.topology = TopologyReport()
        report.paths = []
        report.checks = []
        report.verdict = .unknown
        report.coverage = Coverage()
        #expect(TextReport.render(report).hasPrefix("UNKN  no check could be made, so nothing can be said\n"))
        #expect(TopologyTree.render(report.topology) == "")
        let checklist = TextChecklist.render(Checklist(title: "t", steps: [], report: report))
        #expect(checklist.hasPrefix("UNKN  no check could be made, so nothing can be said\n\nt\n"))
        #expect(TextListing.render(Listing(columns: [])) == "\n")
    }
}
