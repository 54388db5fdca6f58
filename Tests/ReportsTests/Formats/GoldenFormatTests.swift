import Diagnosis
import TerminalText
import TestSupport
import Testing

@testable import Reports

@Suite struct GoldenFormatTests {
    @Test func goldenFiles() throws {
        for (ending, render) in NewFormats.all {
            for (name, told) in SampleTold.all {
                try GoldenFiles.check(render(told), "fixtures/reports/formats/\(name).\(ending)")
            }
        }
        for (name, told) in SampleTold.all {
            guard case .path(let document, let explains) = told else { continue }
            try GoldenFiles.check(MarkdownTelling.render(told), "fixtures/reports/formats/\(name).md")
            try GoldenFiles.check(PathPlain.render(document), "fixtures/reports/formats/\(name).tsv")
            try GoldenFiles.check(
                PathText.render(document, TextOptions(width: nil), explainsRules: explains),
                "fixtures/reports/formats/\(name).txt")
        }
        for (name, topology) in SampleTopologies.all {
            try GoldenFiles.check(TopologySVG.render(topology), "fixtures/reports/topology/\(name).svg")
        }
    }

    /// Whatever the format: what the causes are, their proof, and what mends them.
    @Test func allTellTheSame() {
        let told = Told.report(SampleReports.oneCause())
        let whole = ["html", "junit.xml", "tap", "jira", "slack.json"]
        for (ending, render) in NewFormats.all {
            let text = render(told)
            #expect(text.contains("ip-forward-off"), "\(ending)")
            guard whole.contains(ending) else { continue }
            for words in ["sysctl -w net.ipv4.ip_forward=1", "routes between all of its interfaces", "192.0.2.254"]
            where words != "192.0.2.254" || ending.hasPrefix("junit") {
                #expect(text.contains(words), "\(ending): \(words)")
            }
        }
    }

    /// A suite that is green, or a status of 0, where something is wrong, is the worst that a format can do.
    @Test func nothingPassesUnlessTheVerdictIsOK() {
        for (name, told) in SampleTold.all {
            let failed = Case.all(told).filter { $0.state == .failed || $0.state == .unknown }
            #expect(failed.isEmpty == (told.verdict == .ok), "\(name): \(failed.map(\.id))")
        }
        for verdict in Verdict.allCases {
            var report = SampleReports.healthy()
            report.verdict = verdict
            let told = Told.report(report)
            #expect(JUnitReport.render(told).contains("<failure") == (verdict == .crit || verdict == .warn))
            #expect(JUnitReport.render(told).contains("<error") == (verdict == .unknown))
            #expect(TAPReport.render(told).contains("\nnot ok") == (verdict != .ok))
            #expect(PrometheusReport.render(told).contains("verdict=\"\(verdict.rawValue)\"} 1\n"))
            #expect(NagiosReport.render(told).hasPrefix("NSDOCTOR \(verdict.word): "))
        }
    }

    /// Notes are no failures.
    @Test func notesPass() {
        let cases = Case.all(.report(SampleReports.infoOnly()))
        #expect(cases.allSatisfy { $0.state != .failed && $0.state != .unknown })
    }

    @Test func namesOfCasesAreUnique() {
        for (name, told) in SampleTold.all + SampleTold.hostile("a") {
            let ids = Case.all(told).map { "\($0.suite)\n\($0.id)" }
            #expect(Set(ids).count == ids.count, "\(name)")
        }
    }

    /// No string of any field comes out raw.
    @Test(arguments: 0..<4) func nothingUnprintableComesOut(quarter: Int) {
        for (index, hostile) in HostileStrings.all.enumerated() where index % 4 == quarter {
            for (name, told) in SampleTold.hostile(hostile) {
                for (ending, render) in NewFormats.all {
                    #expect(
                        HostileTests.isClean(render(told), onlyASCII: false),
                        "\(name).\(ending) of \(Escape.text(hostile))")
                }
                guard case .path(let document, _) = told else { continue }
                #expect(HostileTests.isClean(MarkdownTelling.render(told), onlyASCII: false))
                let plain = PathPlain.render(document).split(separator: "\t", omittingEmptySubsequences: false)
                #expect(HostileTests.isClean(plain.joined(separator: " "), onlyASCII: false))
                #expect(MarkdownSyntax.fencesAreClosed(MarkdownTelling.render(told)))
            }
            let svg = TopologySVG.render(HostileStrings.report(filledWith: hostile).topology)
            #expect(HostileTests.isClean(svg, onlyASCII: false), "svg of \(Escape.text(hostile))")
        }
    }
}
