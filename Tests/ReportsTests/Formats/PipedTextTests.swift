import Diagnosis
import TerminalText
import TestSupport
import Testing

@testable import Reports

/// What a program reads is neither wrapped nor cut, so that a search finds it.
@Suite struct PipedTextTests {
    private static let name = "veth" + String(repeating: "0123456789", count: 30)

    @Test func wholeValuesAreInOneLine() {
        let report = HostileStrings.report(filledWith: Self.name)
        for options in [
            TextOptions(width: nil), TextOptions(width: nil, detail: .verbose), TextOptions(width: 40, detail: .quiet),
        ] {
            var texts = [TextReport.render(report, options)]
            if options.detail != .quiet {
                texts.append(TopologyTree.render(report.topology, options))
                texts.append(TextListing.render(Listing(columns: [.init("a", "A")], rows: [[Self.name]]), options))
                for case (_, .path(let document, _)) in SampleTold.hostile(Self.name) {
                    texts.append(PathText.render(document, options, explainsRules: true))
                }
                for case (_, .checklist(let checklist)) in SampleTold.hostile(Self.name) {
                    texts.append(TextChecklist.render(checklist, options))
                }
            }
            for text in texts {
                #expect(!text.contains("\u{2026}"), "something was cut")
                // Pieces of the name that are not the whole of it would be cuts.
                let whole = text.split(separator: Self.name, omittingEmptySubsequences: false).joined()
                #expect(!whole.contains("0123456789"), "\(whole)")
            }
        }
    }

    /// The same words as on a page, however they are laid out.
    @Test func nothingElseChanges() {
        for (name, report) in SampleReports.all where !["hostile", "long-names", "many-siblings"].contains(name) {
            let page = TextReport.render(report, TextOptions(width: 120))
            let piped = TextReport.render(report, TextOptions(width: nil))
            let words = { (text: String) in text.split(whereSeparator: \.isWhitespace) }
            #expect(words(page) == words(piped), "\(name)")
            #expect(piped.split(separator: "\n").count <= page.split(separator: "\n").count)
        }
    }
}
