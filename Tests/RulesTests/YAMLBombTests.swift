import YAML
import Glibc
import Testing

@testable import Rules

/// A file of at most 1 MiB must cost no more than its size, whatever it says.
@Suite("YAML bombs", .serialized)
struct YAMLBombTests {
    struct Bomb: Sendable, CustomTestStringConvertible {
        let name: String
        let says: String
        let text: @Sendable () -> String

        init(_ name: String, _ says: String, _ text: @escaping @Sendable () -> String) {
            self.name = name
            self.says = says
            self.text = text
        }

        var testDescription: String { name }
    }

    @Test("each is refused within half a second", arguments: bombs)
    func refused(_ bomb: Bomb) throws {
        let text = bomb.text()
        var problems: [Problem] = []
        let before = Self.cpuSeconds()
        problems = RunbookLinter.lint(text: text, file: "bomb.yaml", schema: Toys.schema)
        #expect(Self.cpuSeconds() - before < 0.5)
        let first = try #require(problems.first { $0.severity == .error })
        #expect(first.description.contains(bomb.says), "\(first.description)")
        #expect(first.line >= 1 && first.column >= 1)
        #expect(first.rendered.utf8.count < 2000)
        #expect(problems.count <= 200)
    }

    /// Of this thread: other tests run at the same time.
    private static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

    static let bombs: [Bomb] = [
        Bomb("a billion laughs", "anchors") {
            (1...9).reduce("a0: &a0 [lol]\n") { $0 + "a\($1): &a\($1) [" + times(9, "*a\($1 - 1),") + "]\n" }
        },
        Bomb("aliases as keys", "anchors") {
            (1...26).reduce("a0: &a0 {x: 1}\n") { $0 + "a\($1): &a\($1) {x: *a\($1 - 1), y: *a\($1 - 1)}\n" }
                + "? *a26\n: boom\n"
        },
        Bomb("an anchor that contains itself", "anchors") { "&a [*a]" },
        Bomb("a million aliases", "aliases") { times(200_000, "*a ") },
        Bomb("merge keys", "anchors") { "base: &b {x: 1}\n" + times(10_000, "y: {<<: *b}\n") },
        Bomb("deep flow lists", "nested") { times(1 << 19, "[") },
        Bomb("deep flow lists that close", "nested") { times(1 << 19, "[") + times(1 << 19, "]") },
        Bomb("deep flow maps", "nested") { times(150_000, "{a: ") },
        Bomb("deep block lists", "nested") { times(400_000, "- ") + "x" },
        Bomb("deep block maps", "nested") {
            (0..<1000).reduce(into: "") { $0 += times($1, " ") + "a:\n" }
        },
        Bomb("deep question marks", "nested") { "x: [" + times(200_000, "[") },
        Bomb("complex keys", "must be a word") { times(300_000, "? ") + "x" },
        Bomb("many empty lists", "more than 50000") { "[" + times(340_000, "[],") + "]" },
        Bomb("many short values", "more than 50000") { "[" + times(500_000, "a,") + "]" },
        Bomb("many lines", "more than 50000") { times(260_000, "- a\n") },
        Bomb("many keys", "more than 50000") { (0..<100_000).reduce(into: "") { $0 += "k\($1): 1\n" } },
        Bomb("many flow keys without values", "more than 50000") {
            "{" + (0..<120_000).reduce(into: "") { $0 += "k\($1)," } + "}"
        },
        Bomb("many documents", "second document") { times(100_000, "--- a\n") },
        Bomb("one huge plain text", "a runbook is a mapping") { times(1 << 20, "a") },
        Bomb("one huge quoted text", "a runbook is a mapping") { "\"" + times((1 << 20) - 2, "a") + "\"" },
        Bomb("one huge escaped text", "a runbook is a mapping") { "\"" + times(170_000, "\\u00fc") + "\"" },
        Bomb("one huge key", "") { times((1 << 20) - 4, "a") + ": 1\n" },
        Bomb("one huge block text", "a runbook is a mapping") { "|\n" + times(500_000, " \n") + " a" },
        Bomb("an open quote", "unexpected end") { "a: '" + times((1 << 19) - 10, "x ") },
        Bomb("only comments", "empty") { times(1 << 19, "#\n") },
        Bomb("only blanks", "empty") { times(1 << 20, " ") },
        Bomb("a megabyte and a byte", "bytes") { times((1 << 20) + 1, "a") },
        Bomb("tags", "tags") { times(50_000, "- !<tag:x> a\n") },
        Bomb("a thousand mistakes", "unknown key") {
            (0..<20_000).reduce(into: "api_version: nsdoctor/v1\n") { $0 += "k\($1): 1\n" }
        },
        Bomb("a mistake at the end of a long block text", "undeclared") {
            let lines = times(20, "      d.weight > 1 ||\n") + times(60_000, "\n")
            return Samples.text(Samples.check(["condition": "|\n" + lines + "      x\n"]))
        },
        Bomb("one long expression of operators", "") {
            Samples.text(Samples.check(["condition": "\"" + times(200_000, "!") + "true\""]))
        },
        Bomb("many mistakes in long texts", "pieces") {
            Samples.text(Samples.check(["message": "\"" + times(40_000, "{x}") + "\""]))
        },
    ]
}
