import Testing

@testable import TerminalText

@Suite struct VisibleTests {
    @Test(arguments: [
        ("eth0", "eth0"), ("a\\b", "a\\b"), ("a\tb", "a b"), ("\u{1b}[2J", "\\u{1b}[2J"), ("a\nb", "a\\u{a}b"),
        ("\u{202e}x", "\\u{202e}x"), ("\u{a0}", "\\u{a0}"), ("日本é", "日本é"), ("e\u{301}", "e\u{301}"),
        ("\u{301}x", "\\u{301}x"), ("a \u{301}", "a \\u{301}"), ("", ""),
    ])
    func spelling(input: String, expected: String) {
        #expect(Array(Visible.text(input).utf8) == Array(expected.utf8))
    }

    /// It would sit on the quote before it.
    @Test func aMarkAloneIsSpelled() {
        #expect(Visible.scalar("\u{301}") == "\\u{301}")
        #expect(Visible.scalar("x") == "x")
    }
}

@Suite struct TextWrappingTests {
    @Test func linesBreakBetweenWords() {
        #expect(TextWrapping.lines("aa bb cc", width: 5, indent: 0, hang: 0) == ["aa bb", "cc"])
        #expect(TextWrapping.lines("aa bb cc", width: 6, indent: 1, hang: 2) == [" aa bb", "   cc"])
        #expect(TextWrapping.lines("toolongaword x", width: 4, indent: 0, hang: 0) == ["toolongaword", "x"])
        #expect(TextWrapping.lines("", width: 4, indent: 2, hang: 0) == [])
    }

    @Test func wideCharactersTakeTwoColumns() {
        #expect(TextWrapping.lines("日本 日本", width: 8, indent: 0, hang: 0) == ["日本", "日本"])
        #expect(TextWrapping.lines("日本 日本", width: 9, indent: 0, hang: 0) == ["日本 日本"])
        #expect(DisplayWidth.padded("日", to: 4) == "日  ")
        #expect(DisplayWidth.padded("日本", to: 3) == "日本")
    }

    @Test func blankLinesPartParagraphs() {
        #expect(TextWrapping.paragraphs("a\nb\n\n\nc\n") == ["a b", "c"])
        #expect(TextWrapping.paragraphs("\n \n") == [])
    }
}

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("lnks", "did you mean 'links'?"), ("tilte", "did you mean 'title'?"), ("xyz", nil), ("", nil), ("mtuu", nil),
        (String(repeating: "links", count: 20), nil),
    ])
    func hints(name: String, expected: String?) {
        #expect(Suggestion.hint(for: name, among: ["title", "links", "netns"]) == expected)
    }

    @Test func theFirstOfEquallyCloseNames() {
        #expect(Suggestion.hint(for: "aa", among: ["ac", "ab"]) == "did you mean 'ab'?")
    }
}

@Suite struct ShellQuotingTests {
    @Test(arguments: [
        ("eth0", "eth0"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("=ls", "'=ls'"), ("$(id)", "'$(id)'"),
        ("\u{1b}[31m", "\"$(printf '\\033\\13331m')\""), ("50%\n", "\"$(printf '50%%\\012')\""),
        ("a\u{a0}b", "\"$(printf 'a\\302\\240b')\""),
    ])
    func words(input: String, expected: String) {
        #expect(ShellQuoting.quoted(input) == expected)
    }
}
