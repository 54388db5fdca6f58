import Comparison
import Diagnosis
import JSON
import NetworkModel
import TestSupport
import Testing

@testable import Reports

/// How differences are printed, by golden files, and what a hostile name may do in them.
@Suite struct DifferenceTests {
    private static func observation(_ names: [String], mtu: Int, at time: String) -> Observation {
        let id = NetnsID(inode: 4_026_532_001)
        var namespace = Namespace(id: id)
        namespace.names = ["blue"]
        namespace.links = Table(
            names.enumerated().map { Link(ifindex: $0 + 2, ifname: $1, flags: [.up], mtu: mtu) }, coverage: .complete)
        var snapshot = Snapshot(tool: "0", startedAt: time, host: .init(name: "node1", kernel: "6.1"))
        var target = Target(kind: .netns, spelling: "blue")
        target.netns = id
        snapshot.target = target
        snapshot.namespaces = [id: namespace]
        let report = Report(
            toolVersion: "0", startedAt: time, durationMilliseconds: 0, host: snapshot.host,
            target: TargetDescription(kind: .netns, spelling: "blue"), verdict: .ok)
        return Observation(snapshot, report)
    }

    private static func document(_ kind: DifferenceDocument.Kind, _ name: String) -> DifferenceDocument {
        let old = observation(["eth0", "gone"], mtu: 1500, at: "2026-01-01T00:00:00Z")
        let new = observation(["eth0", name], mtu: 1400, at: "2026-01-01T01:00:00Z")
        let difference = kind == .diff ? Difference(from: old, to: new) : Difference(between: old, and: new)
        return DifferenceDocument(kind, .init("a.json", old), .init("now", new), difference, tool: "0.1.0")
    }

    @Test(arguments: DifferenceDocument.Kind.allCases)
    func golden(_ kind: DifferenceDocument.Kind) throws {
        let document = Self.document(kind, "new")
        try GoldenFiles.check(DifferenceText.render(document), "fixtures/reports/difference/\(kind.rawValue).txt")
        try GoldenFiles.check(MarkdownDifference.render(document), "fixtures/reports/difference/\(kind.rawValue).md")
        try GoldenFiles.check(document.json.pretty, "fixtures/reports/difference/\(kind.rawValue).json")
        try GoldenFiles.check(DifferenceSchema.text, "fixtures/reports/difference.schema.json")
    }

    @Test(.enabled(if: Python.hasJSONSchema, "python3 has no module jsonschema"))
    func pythonAcceptsThem() throws {
        let input = JSONValue.object([
            "schema": DifferenceSchema.value,
            "good": .array(DifferenceDocument.Kind.allCases.map { Self.document($0, "new").json }),
        ])
        let script = """
            import json, sys, jsonschema
            doc = json.load(open(sys.argv[1], encoding="utf-8"))
            jsonschema.Draft7Validator.check_schema(doc["schema"])
            judge = jsonschema.Draft7Validator(doc["schema"])
            for one in doc["good"]:
                for error in judge.iter_errors(one): print("refused", list(error.path), error.message[:200])
            bad = dict(doc["good"][0], outcome="maybe")
            if judge.is_valid(bad): print("accepted")
            """
        #expect(try Python.run(script, input: input.compact) == "")
    }

    @Test(arguments: ["\u{1b}[31mred", "a\nb", "\u{202e}evil", "[x](http://e)", "`code`", "<b>"])
    func hostileNamesStayNames(_ name: String) {
        for kind in DifferenceDocument.Kind.allCases {
            let document = Self.document(kind, name)
            for text in [DifferenceText.render(document), MarkdownDifference.render(document), document.json.pretty] {
                #expect(!text.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || $0 == "\u{202e}") })
            }
            let markdown = MarkdownDifference.render(document)
            #expect(!markdown.contains("<b>") && !markdown.contains("[x](http"))
        }
    }

    @Test func nothingIsEqual() {
        let one = Self.observation(["eth0"], mtu: 1500, at: "2026-01-01T00:00:00Z")
        let difference = Difference(from: one, to: one)
        #expect(difference.outcome == .equal && difference.changes.isEmpty)
    }

    /// Of a table that was not read nothing is missing.
    @Test func lostSightIsNoLoss() {
        let old = Self.observation(["eth0", "eth1"], mtu: 1500, at: "2026-01-01T00:00:00Z")
        var snapshot = Self.observation(["eth0"], mtu: 1500, at: "2026-01-01T00:00:00Z").snapshot
        for id in snapshot.namespaces.keys { snapshot.namespaces[id]?.links.coverage = .unread }
        let difference = Difference(from: old, to: Observation(snapshot, old.report))
        #expect(difference.outcome == .unknown && difference.unseen.map(\.names) == [["eth1"]])
        #expect(Difference(from: Observation(snapshot, old.report), to: old).changes.isEmpty)
    }
}
