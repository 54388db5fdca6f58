import CEL
import Testing

/// Deep expressions work up to a limit and are refused beyond it.
@Suite struct DepthTests {
    /// A prefix, a core and a suffix; prefix and suffix are repeated.
    struct Shape: Sendable, CustomTestStringConvertible {
        let prefix: String
        let core: String
        let suffix: String

        var testDescription: String { "\(prefix)\(core)\(suffix)" }

        func nested(_ depth: Int) -> String {
            String(repeating: prefix, count: depth) + core + String(repeating: suffix, count: depth)
        }
    }

    static let shapes = [
        Shape(prefix: "(", core: "1", suffix: ")"),
        Shape(prefix: "[", core: "1", suffix: "]"),
        Shape(prefix: "{1: ", core: "1", suffix: "}"),
        Shape(prefix: "!", core: "true", suffix: ""),
        Shape(prefix: "- ", core: "1", suffix: ""),
        Shape(prefix: "1 + ", core: "1", suffix: ""),
        Shape(prefix: "int(", core: "1", suffix: ")"),
        Shape(prefix: "", core: "'a'", suffix: ".trim()"),
        Shape(prefix: "", core: "{}", suffix: ".a"),
        Shape(prefix: "[0][", core: "0", suffix: "]"),
        Shape(prefix: "true ? 1 : ", core: "2", suffix: ""),
        Shape(prefix: "[1].exists(x, ", core: "true", suffix: ")"),
        Shape(prefix: "", core: "[1]", suffix: ".map(x, x)"),
        Shape(prefix: "cel.bind(x, 1, ", core: "x", suffix: ")"),
    ]

    @Test(arguments: shapes)
    func twoHundredFiftyLevelsWork(_ shape: Shape) {
        #expect(refusal(shape.nested(250)) == nil)
        #expect(
            ["! noSuchKey", "1", "true", "2", "\"a\"", "0", "251", "[1]"].contains(run(shape.nested(250)))
                || shape.core == "1" && run(shape.nested(250)).hasPrefix(shape.prefix))
    }

    @Test(arguments: shapes, [300, 5_000, 20_000])
    func moreAreRefused(_ shape: Shape, _ depth: Int) {
        let expression = shape.nested(depth)
        #expect(refusal(expression, mode: .lenient)?.hasPrefix("tooComplex") == true)
    }

    @Test func rowsOfAndAndOrAreNotNested() {
        let many = String(repeating: "true && ", count: 5_000) + "false"
        #expect(run(many) == "false")
        #expect(run(String(repeating: "false || ", count: 5_000) + "true") == "true")
        #expect(run(String(repeating: "true && false || ", count: 2_500) + "true") == "true")
    }

    @Test func unfinishedNestingIsRefusedToo() {
        for opening in ["(", "[", "{1:", "!", "-", "f(", "a[", "[1].map(x,", "true?1:", "has("] {
            #expect(refusal(String(repeating: opening, count: 3_000), mode: .lenient) != nil)
        }
    }

    @Test func veryLongExpressionsAreRefused() {
        #expect(refusal("'" + String(repeating: "a", count: 70_000) + "'")?.hasPrefix("tooComplex") == true)
        #expect(refusal("'" + String(repeating: "a", count: 60_000) + "'") == nil)
    }

    @Test func deepPatternsAreRefused() {
        let pattern = String(repeating: "(", count: 5_000) + String(repeating: ")", count: 5_000)
        #expect(run("'a'.matches(p)", ["p": .string(pattern)]) == "! invalidArgument")
    }
}
