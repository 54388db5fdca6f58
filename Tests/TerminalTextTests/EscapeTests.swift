import Testing

@testable import TerminalText

@Suite struct EscapeTests {
    @Test(arguments: [
        ("eth0", "eth0"), ("", ""), ("a b", "a b"), ("caf\u{e9}", "caf\u{e9}"),
        ("\u{7db2}\u{8def}", "\u{7db2}\u{8def}"),
        ("\u{1b}[31m", "\\x1b[31m"), ("a\nb", "a\\nb"), ("\r\t\u{0}", "\\r\\t\\x00"), ("\u{7f}", "\\x7f"),
        ("\u{9b}2J", "\\u{9b}2J"), ("\u{202e}x", "\\u{202e}x"), ("a\u{200b}b", "a\\u{200b}b"),
        ("\u{feff}", "\\u{feff}"),
        ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"), ("\u{2066}\u{2069}", "\\u{2066}\\u{2069}"),
        ("a\u{a0}b", "a\\u{a0}b"),
        ("\u{e0041}", "\\u{e0041}"), ("\u{3164}", "\\u{3164}"), ("\u{e000}", "\\u{e000}"), ("\u{fffe}", "\\u{fffe}"),
        ("C:\\x1b", "C:\\\\x1b"), ("e\u{301}", "e\u{301}"), ("\u{301}x", "\\u{301}x"), ("a \u{301}", "a \\u{301}"),
        ("x\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "x\u{301}\u{301}\u{301}\u{301}\\u{301}\\u{301}"),
    ])
    func spelling(input: String, expected: String) {
        #expect(Array(Escape.text(input).utf8) == Array(expected.utf8))
    }

    @Test func bytesThatAreNoText() {
        #expect(Escape.text(bytes: [0x65, 0xff, 0x30]) == "e\\xff0")
        #expect(Escape.text(bytes: [0xc3, 0xa9]) == "\u{e9}")
        #expect(Escape.text(bytes: [0xc3]) == "\\xc3")
        #expect(Escape.text(bytes: [0xed, 0xa0, 0x80]) == "\\xed\\xa0\\x80")  // a lone surrogate
        #expect(Escape.text(bytes: [0xc0, 0x80]) == "\\xc0\\x80")  // an overlong NUL
        #expect(Escape.text(bytes: [0xf4, 0x90, 0x80, 0x80]) == "\\xf4\\x90\\x80\\x80")
        #expect(Escape.text(bytes: []) == "")
    }

    @Test func everyByteGivesItsOwnPrintableText() {
        let shown = (0...255).map { Escape.text(bytes: [UInt8($0)]) }
        #expect(Set(shown).count == 256)
        #expect(shown.allSatisfy { $0.utf8.allSatisfy { (0x20..<0x7f).contains($0) } })
    }

    @Test func commandsKeepTheirBackslashes() {
        #expect(Escape.command("nft add rule 'a\\b'") == "nft add rule 'a\\b'")
        #expect(!Escape.isAltered(command: "nft add rule 'a\\b'"))
        #expect(Escape.isAltered(command: "ip link del \u{1b}"))
        #expect(Escape.isAltered(command: "ip link del \u{e9}", ascii: true))
    }

    @Test func asciiOnly() {
        #expect(Escape.text("\u{e9}\u{7db2}", ascii: true) == "\\u{e9}\\u{7db2}")
    }

    @Test func widths() {
        #expect(DisplayWidth.of("eth0") == 4)
        #expect(DisplayWidth.of("\u{7db2}\u{8def}") == 4)
        #expect(DisplayWidth.of("e\u{301}") == 1)
        #expect(DisplayWidth.of("\u{1f600}") == 2)
        #expect(DisplayWidth.of("\u{ff21}") == 2)
        #expect(DisplayWidth.of("\u{1112}\u{1161}\u{11ab}") == 2)
    }

    @Test func shorteningKeepsEndsAndEscapesWhole() {
        #expect(Shorten.middle("abcdefghij", to: 10) == "abcdefghij")
        #expect(Shorten.middle("abcdefghijk", to: 7) == "abc\u{2026}ijk")
        #expect(Shorten.middle("\\x1b\\x1b\\x1b\\x1b", to: 10) == "\\x1b\u{2026}\\x1b")
        #expect(Shorten.middle("\u{7db2}\u{8def}\u{4ecb}\u{9762}", to: 5) == "\u{7db2}\u{2026}\u{9762}")
        for width in 0...12 {
            #expect(DisplayWidth.of(Shorten.middle("a\\u{202e}bcdefgh", to: width)) <= max(width, 0) || width == 0)
        }
    }
}
