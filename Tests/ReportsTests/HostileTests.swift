import Diagnosis
import JSON
import TerminalText
import TestSupport
import Testing

@testable import Reports

/// No string of any field reaches a terminal raw, in any format.
@Suite struct HostileTests {
    /// Formats whose lines must be free of every control character.
    static func renderings(_ report: Report) -> [(format: String, text: String)] {
        let checklist = Checklist(
            title: report.findings[0].title,
            steps: Checklist.State.allCases.map { state in
                .init(
                    number: 1, question: report.findings[0].title, topic: report.findings[0].title,
                    value: report.findings[0].title, state: state, reason: report.findings[0].title,
                    ruledOut: [report.findings[0].title], commands: [report.findings[0].title],
                    findings: report.findings, after: state == .found ? [1] : [])
            }, report: report)
        let title = report.findings[0].title
        let listing = Listing(
            columns: [.init(title, title), .init("n", title, isNumber: true)], rows: [[title, title], [title]])
        let narrow = TextOptions(width: 40, ascii: true)
        return [
            ("text", TextReport.render(report)), ("verbose", TextReport.render(report, TextOptions(detail: .verbose))),
            ("quiet", TextReport.render(report, TextOptions(detail: .quiet))),
            ("narrow", TextReport.render(report, narrow)),
            ("md", MarkdownReport.render(report)), ("dot", TopologyDot.render(report.topology)),
            ("mermaid", TopologyMermaid.render(report.topology)), ("tree", TopologyTree.render(report.topology)),
            ("tree-ascii", TopologyTree.render(report.topology, narrow)),
            ("checklist", TextChecklist.render(checklist)),
            ("guide", guide(checklist)), ("guide-ticket", guideTicket(checklist)),
            ("checklist-md", MarkdownChecklist.render(checklist)), ("list", TextListing.render(listing)),
            ("json", report.json.pretty), ("list-json", listing.json.compact),
            ("color", withoutSGR(TextReport.render(report, TextOptions(color: true)))),
            ("plain", PlainReport.render(report).replacingTabs), ("list-plain", listing.plain.replacingTabs),
        ]
    }

    /// Each screen of a guide, with what somebody typed.
    static func guide(_ checklist: Checklist) -> String {
        var guide = Guide(checklist, seenAt: checklist.report.startedAt, isLive: true)
        let title = checklist.title
        let moment = Guide.Moment(seen: title, ago: 3)
        let screen = { (guide: Guide) in guide.screen(rows: 24, at: moment, TextOptions()).joined(separator: "\n") }
        var text = screen(guide)
        guide.note(title, at: title)
        guide.simulated(title, QuestionCount(), at: title)
        text += screen(guide)
        for key: GuideKey in [.character("a"), .enter] {
            _ = guide.press(key, rows: 24, at: title)
            text += screen(guide)
        }
        guide.seen(checklist, at: title)
        return text + guide.opening(TextOptions()) + guide.card(TextOptions()) + guide.farewell(TextOptions())
    }

    static func guideTicket(_ checklist: Checklist) -> String {
        var guide = Guide(checklist, seenAt: checklist.report.startedAt, isLive: true)
        guide.note(checklist.title, at: checklist.title)
        return GuideTicket.markdown(guide) + GuideTicket.json(guide) + GuideTicket.text(guide, TextOptions())
    }

    @Test func thereAreEnoughStrings() {
        #expect(HostileStrings.all.count >= 1000)
        #expect(Set(HostileStrings.all).count >= 1000)
    }

    @Test(arguments: 0..<4) func nothingUnprintableComesOut(quarter: Int) {
        for (index, hostile) in HostileStrings.all.enumerated() where index % 4 == quarter {
            for (format, text) in Self.renderings(HostileStrings.report(filledWith: hostile)) {
                let isASCII = format.hasSuffix("ascii") || format == "narrow"
                #expect(Self.isClean(text, onlyASCII: isASCII), "\(format) of \(Escape.text(hostile))")
            }
        }
    }

    @Test func dotStaysBalanced() {
        for hostile in HostileStrings.all {
            let text = TopologyDot.render(HostileStrings.report(filledWith: hostile).topology)
            #expect(DotSyntax.isBalanced(text), "\(Escape.text(hostile))")
        }
    }

    @Test func mermaidLabelsHoldNoQuoteOfTheData() {
        for hostile in HostileStrings.all {
            for line in TopologyMermaid.render(HostileStrings.report(filledWith: hostile).topology).split(
                separator: "\n")
            {
                let outside = line.split(separator: "\"", omittingEmptySubsequences: false)
                // Labels are quoted once a line, so quotes come in pairs; inside, `<` opens nothing but our own break.
                #expect(outside.count == 1 || outside.count == 3, "\(line)")
                if outside.count == 3 {
                    let label = outside[1].split(separator: "<br/>").joined()
                    #expect(!label.contains { "<>`{}[]|%&\\".contains($0) }, "\(line)")
                }
            }
        }
    }

    @Test func markdownFencesCloseOnlyWhereWeCloseThem() {
        for hostile in HostileStrings.all {
            let text = MarkdownReport.render(HostileStrings.report(filledWith: hostile))
            #expect(MarkdownSyntax.fencesAreClosed(text), "\(Escape.text(hostile))")
            #expect(
                !MarkdownSyntax.outsideCode(text).contains { $0.contains("<") && !$0.onlyHasComments },
                "\(Escape.text(hostile))")
        }
    }

    @Test(.enabled(if: Python.isThere, "python3 is not installed"))
    func jsonGivesPythonTheOriginalsBack() throws {
        let lines = HostileStrings.all.map { hostile in
            let hex = hostile.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            return "\(hex.isEmpty ? "-" : hex)\t\(HostileStrings.report(filledWith: hostile).json.compact)"
        }
        let script = """
            import base64, json, sys
            for line in open(sys.argv[1], encoding="utf-8", newline="\\n").read().split("\\n"):
                code, text = line.split("\\t", 1)
                want = bytes.fromhex(code.replace("-", "")).decode("utf-8")
                r = json.loads(text)
                f, p, l, e = r["findings"][0], r["paths"][0], r["topology"]["links"][0], r["topology"]["edges"][0]
                got = [r["target"]["comm"], r["target"]["container"]["id"], r["host"]["name"], r["scope"][0],
                    f["title"], f["summary"][:-1], f["subject"]["name"], f["fix"][0]["command"], f["confirm"][0],
                    f["evidence"][0]["observed"], f["references"][0], f["runbook"]["step"], f["explains"][0],
                    r["checks"][0]["reason"], p["flow"]["src"], p["forward"]["hops"][0]["because"],
                    p["forward"]["stopped_by"]["name"], r["incomplete"][0]["hint"], e["reason"], e["from"]["ifname"],
                    r["topology"]["namespaces"][0]["processes"][0], l["address"], l["flags"][0],
                    base64.b64decode(l["ifname_b64"]).decode("utf-8") if "ifname_b64" in l else l["ifname"]]
                for index, value in enumerate(got):
                    if value != want: print(index, repr(want), repr(value))
            """
        #expect(try Python.run(script, input: lines.joined(separator: "\n")) == "")
    }

    /// Half a gigabyte goes through here: the bytes are looked at first, and scalars only where bytes do not tell.
    static func isClean(_ text: String, onlyASCII: Bool) -> Bool {
        var text = text
        let (low, high) = text.withUTF8 { bytes in
            var low = false
            var high = false
            for byte in bytes {
                if byte < 0x20 ? byte != 0x0a : byte == 0x7f { low = true }
                if byte >= 0x80 { high = true }
            }
            return (low, high)
        }
        if low || !high { return !low }
        return !onlyASCII && text.unicodeScalars.allSatisfy { $0 == "\n" || Printable.allows($0) }
    }

    @Test func theCheckItselfSeesWhatItShould() {
        #expect(Self.isClean("a\n\u{7db2}", onlyASCII: false))
        #expect(!Self.isClean("a\u{e9}", onlyASCII: true))
        for bad in ["\u{1b}", "\r", "\t", "\u{7f}", "\u{9b}", "\u{202e}", "\u{200b}", "\u{2028}"] {
            #expect(!Self.isClean("a\(bad)", onlyASCII: false))
        }
    }

    /// Our own colours taken out, and nothing else.
    static func withoutSGR(_ text: String) -> String {
        let pieces = text.split(separator: "\u{1b}[", omittingEmptySubsequences: false)
        return (pieces.first.map { String($0) } ?? "")
            + pieces.dropFirst().map { piece in
                let parameters = piece.prefix { "0123456789;".contains($0) }
                let rest = piece.dropFirst(parameters.count)
                return rest.first == "m" ? String(rest.dropFirst()) : "\u{1b}[\(piece)"
            }.joined()
    }
}

extension CheckResult.State {
    static let all: [CheckResult.State] = [.ok, .found, .unknown, .skipped]
}

extension String {
    fileprivate var replacingTabs: String {
        split(separator: "\t", omittingEmptySubsequences: false).joined(separator: " ")
    }

    fileprivate var onlyHasComments: Bool { !split(separator: "<!-- -->").joined().contains("<") }
}
