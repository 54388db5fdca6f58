import Diagnosis
import JSON
import TerminalText
import TestSupport
import Testing

@testable import Reports

@Suite struct FormatTests {
    @Test func goldenFiles() throws {
        for (name, report) in SampleReports.all {
            try GoldenFiles.check(MarkdownReport.render(report), "fixtures/reports/md/\(name).md")
            try GoldenFiles.check(PlainReport.render(report), "fixtures/reports/plain/\(name).tsv")
        }
        for (name, topology) in SampleTopologies.all {
            try GoldenFiles.check(TopologyTree.render(topology), "fixtures/reports/topology/\(name).txt")
            try GoldenFiles.check(
                TopologyTree.render(topology, TextOptions(width: 50, ascii: true)),
                "fixtures/reports/topology/\(name).50-ascii.txt")
            try GoldenFiles.check(TopologyDot.render(topology), "fixtures/reports/topology/\(name).dot")
            try GoldenFiles.check(TopologyMermaid.render(topology), "fixtures/reports/topology/\(name).mmd")
        }
        let checklist = SampleTopologies.checklist
        try GoldenFiles.check(TextChecklist.render(checklist), "fixtures/reports/checklist/container-no-network.txt")
        try GoldenFiles.check(MarkdownChecklist.render(checklist), "fixtures/reports/checklist/container-no-network.md")
        try GoldenFiles.check(checklist.json.pretty, "fixtures/reports/checklist/container-no-network.json")
        try GoldenFiles.check(PlainChecklist.render(checklist), "fixtures/reports/checklist/container-no-network.tsv")
        let listing = SampleTopologies.listing
        try GoldenFiles.check(
            TextListing.render(listing, TextOptions(width: 100)), "fixtures/reports/list/node.100.txt")
        try GoldenFiles.check(TextListing.render(listing), "fixtures/reports/list/node.80.txt")
        try GoldenFiles.check(
            TextListing.render(listing, TextOptions(width: 40, ascii: true)), "fixtures/reports/list/node.40.txt")
        try GoldenFiles.check(listing.plain, "fixtures/reports/list/node.tsv")
        try GoldenFiles.check(listing.json.pretty, "fixtures/reports/list/node.json")
    }

    @Test func aQuietChecklistHasOnlyWhatNeedsALook() {
        let text = TextChecklist.render(SampleTopologies.checklist, TextOptions(detail: .quiet))
        #expect(text.contains("Does the node forward?") && text.contains("Do firewall rules let the packet pass?"))
        #expect(!text.contains("Is there a link besides lo") && !text.contains("Does the overlay reach"))
        #expect(!text.contains("more:"))
    }

    /// The target first, then the host, whatever the numbers of their namespaces.
    @Test func theTreeBeginsWithTheTarget() {
        var topology = SampleTopologies.node()
        topology.namespaces.reverse()
        let heads = TopologyTree.render(topology).split(separator: "\n").filter { $0.first?.isLetter ?? false }
        #expect(heads.first?.hasPrefix("red (") == true)
        #expect(heads.dropFirst().first?.hasPrefix("node (") == true)
    }

    @Test func listingsLoseNothingOnNarrowPages() {
        for width in [40, 60, 80, 120] {
            let text = TextListing.render(SampleTopologies.listing, TextOptions(width: width))
            for cell in ["4026532900", "docker 9a8b7c6d5e4f", "eth0 <-> veth-blue-br", "fd00:1::12/64"] {
                #expect(
                    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(cell),
                    "\(width): \(cell)")
            }
        }
        let bare = Listing(
            columns: [.init("a", "A"), .init("b", "B"), .init("c", "C")],
            rows: [["1", "-", "long words that wrap"], ["2", "", "x"]])
        #expect(TextListing.render(bare) == "A  C\n1  long words that wrap\n2  x\n")
    }

    @Test func healthyReportsAreShort() {
        for report in [SampleReports.healthy(), SampleReports.infoOnly()] {
            #expect(TextReport.render(report).split(separator: "\n", omittingEmptySubsequences: false).count <= 11)
        }
    }

    /// A line for each cause and for the verdict, however narrow the terminal.
    @Test func quietLinesAreWhole() {
        for (name, report) in SampleReports.all {
            let (narrow, wide) = (TextOptions(width: 40, detail: .quiet), TextOptions(width: 120, detail: .quiet))
            let causes = { (text: String) in text.split(separator: "\n").prefix { !$0.hasPrefix("verdict") } }
            #expect(causes(TextReport.render(report, narrow)) == causes(TextReport.render(report, wide)), "\(name)")
        }
    }

    @Test(arguments: [40, 50, 60, 80, 120, 200]) func onlyCommandsAreLongerThanThePage(width: Int) {
        for (name, report) in SampleReports.all {
            let commands = report.findings.flatMap { finding in
                finding.confirm + finding.fix.map(\.command) + finding.evidence.compactMap(\.command)
            }
            for options in [TextOptions(width: width), TextOptions(width: width, ascii: true, detail: .verbose)] {
                let text =
                    TextReport.render(report, options) + TopologyTree.render(report.topology, options)
                    + TextListing.render(SampleTopologies.listing, options)
                for line in text.split(separator: "\n") where DisplayWidth.of(String(line)) > width {
                    #expect(
                        commands.contains { line.hasSuffix(Escape.command($0, ascii: options.ascii)) },
                        "\(name): \(line)")
                }
            }
        }
    }

    @Test(arguments: [40, 80]) func hostileNamesDoNotWidenThePage(width: Int) {
        for (index, hostile) in HostileStrings.all.enumerated() where index % 6 == 0 {
            let report = HostileStrings.report(filledWith: hostile)
            for options in [TextOptions(width: width), TextOptions(width: width, ascii: true, detail: .verbose)] {
                let command = Escape.command(hostile, ascii: options.ascii)
                let text = TextReport.render(report, options) + TopologyTree.render(report.topology, options)
                for line in text.split(separator: "\n") where DisplayWidth.of(String(line)) > width {
                    #expect(line.hasSuffix(command), "\(line)")
                }
            }
        }
    }

    @Test func noTrailingSpaces() {
        for (_, report) in SampleReports.all {
            let text =
                TextReport.render(report) + TextReport.render(report, TextOptions(width: 40))
                + TopologyTree.render(report.topology) + TextListing.render(SampleTopologies.listing)
            for line in text.split(separator: "\n") { #expect(line.last != " ", "\(line)") }
        }
    }

    @Test func mermaidStaysBelowItsCap() {
        let text = TopologyMermaid.render(SampleTopologies.crowded(pods: 2000))
        #expect(text.utf8.count <= TopologyMermaid.mostCharacters)
        #expect(text.contains("not drawn: "))
        #expect(text.contains("n\(SampleNetwork.red.inode)_2"))
        #expect(!TopologyMermaid.render(SampleNetwork.topology()).contains("not drawn"))
    }

    @Test func exitStatusInTheVerdictCanBeAnother() {
        #expect(TextReport.render(SampleReports.oneCause(), TextOptions(exitStatus: 0)).contains(" (exit 0)\n"))
    }

    @Test func colourIsNeverTheOnlyCarrier() {
        for (_, report) in SampleReports.all {
            let colored = TextReport.render(report, TextOptions(color: true))
            #expect(HostileTests.withoutSGR(colored) == TextReport.render(report))
        }
    }

    @Test func ifnameBytesAreGivenOnlyWhereNeeded() {
        var topology = SampleNetwork.topology()
        topology.links[0].ifname = "a\\b"
        topology.links[1].ifname = "e\\xff"
        topology.links[1].ifnameBytes = [0x65, 0xff]
        topology.links[2].ifname = "\u{1b}"
        guard case .object(let members) = topology.json, case .array(let links)? = members["links"] else {
            Issue.record("no links")
            return
        }
        let names = links.map { link -> [JSONValue?] in
            guard case .object(let members) = link else { return [] }
            return [members["ifname"], members["ifname_b64"]]
        }
        #expect(names[0] == ["a\\b", nil])
        #expect(names[1] == ["e\\xff", "Zf8="])
        #expect(names[2] == ["\\x1b", "Gw=="])
    }
}
