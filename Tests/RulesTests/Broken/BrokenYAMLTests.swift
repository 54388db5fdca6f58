import Testing

@testable import Rules

@Suite("Files that are no runbook")
struct BrokenYAMLTests {
    @Test("the one mistake is reported where it is", arguments: cases)
    func place(_ broken: Broken) throws {
        try broken.verify(RunbookLinter.lint(text: broken.clean, file: "broken.yaml", schema: Toys.schema))
    }

    static let cases: [Broken] = [
        Broken("▼", "the file is empty"),
        Broken("# nothing but a comment\n▼", "the file is empty"),
        Broken("▼just text", "a runbook is a mapping, this is text"),
        Broken("▼- a\n- b\n", "a runbook is a mapping, this is a list"),
        Broken("▼~", "this is nothing"),
        Broken("a: [1, 2\n▼", "did not find expected ',' or ']'"),
        Broken("a: 1\n b▼: 2\n", "mapping values are not allowed"),
        Broken("a: \"open\n▼", "found unexpected end of stream"),
        Broken("a: 'open\n▼", "found unexpected end of stream"),
        Broken("a: \"▼\\q\"\n", "unknown escape character"),
        Broken("a: 1\n▼\tb: 2\n", "tab character"),
        Broken("a: b\n▼@c: d\n", "cannot start any token"),
        Broken("a: 1\n▼---\nb: 2\n", "a second document"),
        Broken("▼%YAML 1.1\n---\na: 1\n", "directives"),
        Broken("a: ▼&x 1\n", "anchors"),
        Broken("a: [▼&x [], *x]\n", "anchors"),
        Broken("a: ▼&x\n  b: 1\n", "anchors"),
        Broken("a: ▼*x\n", "aliases"),
        Broken("▼*x : 1\n", "aliases"),
        Broken("a: ▼!!str 1\n", "tags"),
        Broken("a: ▼!thing {b: 1}\n", "tags"),
        Broken("a: ▼! x\n", "tags"),
        Broken("▼<<: {a: 1}\n", "merge keys"),
        Broken("a: {▼<<: {b: 1}}\n", "merge keys"),
        Broken("a: 1\n▼a: 2\n", "the key 'a' is here twice (first on line 1)"),
        Broken("a: {b: 1, ▼\"b\": 2}\n", "the key 'b' is here twice"),
        Broken("a: 1\n? ▼[b, c]\n: 2\n", "a key must be a word"),
        Broken("a: 1\nb: \u{2028}▼\u{1}\n", "control characters"),
        Broken("a: " + String(repeating: "[", count: 63) + "▼[" + String(repeating: "]", count: 64), "nested"),
    ]
}
