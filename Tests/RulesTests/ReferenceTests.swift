import Foundation
import TerminalText
import Testing

@testable import Rules

@Suite("References and schemas")
struct ReferenceTests {
    private func reference() throws -> CheckReference {
        CheckReference([
            try Samples.runbook(
                Samples.check([
                    "explains": "[dog-slow]", "doc": "Heavy <b>dogs</b>.", "rules_out": "[fat]", "when": "p.age > 3",
                    "confirm": "[\"see `{d.name}`x\"]".replacing("`", with: ""), "references": "[https://example.org]",
                    "fix": "[{command: walk, risk: tires}]",
                ]),
                Samples.check(["id": "dog-slow", "severity": "\"true ? 'warn' : 'info'\""]))
        ])
    }

    @Test("an explanation has what the runbook says, under constant headings")
    func explanation() throws {
        let heavy = try #require(try reference().explanation(of: "dog-heavy"))
        #expect(
            heavy.sections.map(\.heading) == [
                "What it is", "When it fires", "What it says", "Confirm by hand", "Fix", "Explains", "An ok rules out",
                "References",
            ])
        #expect(heavy.severity == "crit" && heavy.question == "Are the dogs well?")
        #expect(heavy.text().contains("  for each p in people\n  for each d in p.dogs\n  when p.age > 3\n"))
        #expect(heavy.text().contains("  walk\n  # risk: tires\n"))
        let slow = try #require(try reference().explanation(of: "dog-slow"))
        #expect(slow.sections.first { $0.heading == "Explained by" }?.lines == ["dog-heavy"])
        #expect(slow.severity == "warn or info")
        #expect(slow.text().contains("  severity true ? 'warn' : 'info'\n"))
        #expect(try reference().explanation(of: "cat") == nil)
        #expect(try reference().suggestion(for: "dog-heay") == "did you mean 'dog-heavy'?")
        #expect(try reference().ids == ["dog-heavy", "dog-slow"])
    }

    @Test(
        "a template is shown as a sentence with named holes",
        arguments: [
            ("{a.link.ifname} in {a.netns.name} is down", "<link.ifname> in <netns.name> is down"),
            ("{s.address}: {s.names.join(', ')}", "<address>: <names>"),
            ("{unused[0].link.ifname}", "<unused.link.ifname>"),
            ("{size(r.list) > 0 ? r.list[0] : 'none'}!", "[<list> | none]!"),
            ("a{x ? ' b' : ' c'}", "a [b | c]"), ("a{x ? 'b' : ''}", "a[b]"), ("{x ? 'a' : y ? 'b' : 'a'}", "[a | b]"),
            ("{{{r.x}}}", "{<x>}"),
            ("{'at ' + string(r.mtu - 28)}", "at <mtu>"), ("{@a.netns}ip link", "[ip netns exec <netns>] ip link"),
            ("broken {", "broken {"),
        ])
    func readable(_ template: String, _ text: String) {
        #expect(Readable.text(template) == text)
    }

    @Test("a choice has a line for each alternative")
    func alternatives() {
        #expect(Readable.lines("{x ? 'a ' + r.b : 'c'}") == ["a <b>", "c"])
        #expect(TextWrapping.paragraphs("a\nb\n\n\nc\n") == ["a b", "c"])
    }

    @Test("the page names every check, and has no HTML from runbooks")
    func page() throws {
        let page = try reference().markdown()
        #expect(page.contains("### dog-heavy") && page.contains("### dog-slow"))
        #expect(page.contains("1. Are the dogs well? ([`dog-heavy`](#dog-heavy), [`dog-slow`](#dog-slow))"))
        #expect(!page.contains("<b>") && page.contains("&lt;b>"))
        #expect(Markdown.code("a`b") == "``a`b``")
        #expect(Markdown.block(["```", "x"]).hasPrefix("````\n"))
    }

    @Test("the fact reference names every fact, its type and what it needs")
    func facts() throws {
        let page = Toys.schema.markdown()
        #expect(page.contains("| `people` | list of [Person](#person) | Everybody. |"))
        #expect(page.contains("| `chip` | int | May be absent: ask `has()`. The number on the chip. |"))
        #expect(page.contains("| `weight` | int | In kilograms. Needs CAP_SCALES. |"))
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(Toys.schema.json.utf8)) as? [String: [String: Any]])
        #expect(json["types"]?.keys.sorted() == ["Dog", "House", "Person"])
    }

    @Test(
        "schemas are JSON, close every object and describe every key",
        arguments: [
            RunbookSchema.runbook(facts: Toys.schema), RunbookSchema.overrides(),
        ])
    func schema(_ text: String) throws {
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(schema["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
        #expect(Self.verify(schema, definitions: schema["definitions"] as? [String: Any] ?? [:]) > 3)
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
    }

    /// Returns how many objects with fixed keys there are.
    private static func verify(_ value: Any, definitions: [String: Any]) -> Int {
        if let array = value as? [Any] { return array.reduce(0) { $0 + verify($1, definitions: definitions) } }
        guard let object = value as? [String: Any] else { return 0 }
        if let reference = object["$ref"] as? String {
            let name = reference.split(separator: "/").last.map(String.init) ?? ""
            #expect(definitions[name] != nil, "\(reference)")
        }
        var count = 0
        if let properties = object["properties"] as? [String: [String: Any]] {
            count = 1
            #expect(object["additionalProperties"] as? Bool == false)
            for required in object["required"] as? [String] ?? [] { #expect(properties[required] != nil) }
            for (name, property) in properties {
                #expect((property["description"] as? String)?.isEmpty == false, "\(name)")
            }
        }
        return object.values.reduce(count) { $0 + verify($1, definitions: definitions) }
    }
}
