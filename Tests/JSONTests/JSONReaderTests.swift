import JSON
import Testing

/// Small files that others wrote are read, or refused as a whole.
@Suite struct JSONReaderTests {
    private func read(_ text: String) -> JSONValue? { JSONReader.read(Array(text.utf8)) }

    @Test func valuesOfAllKinds() {
        let value = read(#" {"a": [1, -2.5, true, false, null, "x\n\u00e9\ud83d\ude00"], "b": {}} "#)
        #expect(value?.member("a")?.elements == [1, .double(-2.5), true, false, nil, "x\né😀"])
        #expect(value?.member("b") == .members([]))
        #expect(value?.member("c") == nil)
        #expect(read("\"x\"")?.text == "x")
        #expect(read("true")?.flag == true)
    }

    @Test(arguments: [
        "", "{", "[1,", "[1,]", "{\"a\"}", "{\"a\":1,}", "\"", "\"\\x\"", "nul", "1 2", "{a: 1}", "+1", "\"\\u12\"",
        "\"a\nb\"", "--1", "[1", "{\"a\": 1", "tru", "[1 2]",
    ])
    func whatIsNoJSONIsRefused(text: String) {
        #expect(read(text) == nil)
    }

    @Test func nestingHasAnEnd() {
        #expect(read(String(repeating: "[", count: 60) + String(repeating: "]", count: 60)) != nil)
        #expect(read(String(repeating: "[", count: 100_000)) == nil)
    }

    @Test func halfOfAPairIsNoCharacter() {
        #expect(read(#""\ud83dx""#)?.text == "\u{fffd}x")
        #expect(read(#""\ude00""#)?.text == "\u{fffd}")
    }

    /// Whoever reads first is not fooled by a second one.
    @Test func theFirstOfTwoKeysCounts() {
        #expect(read(#"{"a": 1, "a": 2}"#)?.member("a") == 1)
    }
}
