import JSON
import YAML

/// Mistakes in the Static Analysis Results Interchange Format, 2.1.0 (OASIS), which code scanners show beside the lines.
enum SARIF {
    static func log(_ problems: [Problem]) -> JSONValue {
        .ordered([
            ("$schema", "https://json.schemastore.org/sarif-2.1.0.json"), ("version", "2.1.0"),
            (
                "runs",
                [.ordered([("tool", tool), ("columnKind", "unicodeCodePoints"), ("results", results(problems))])]
            ),
        ])
    }

    /// One rule for what keeps a file from being used, and one for what does not: messages tell the rest.
    private static var tool: JSONValue {
        .ordered([
            (
                "driver",
                .ordered([
                    ("name", "nsdoctor"), ("version", .string(Version.number)),
                    (
                        "rules",
                        [
                            rule(.error, "A mistake that keeps a runbook from being used."),
                            rule(.warning, "Something in a runbook that is hardly meant so."),
                        ]
                    ),
                ])
            )
        ])
    }

    private static func rule(_ severity: Problem.Severity, _ about: String) -> JSONValue {
        .ordered([
            ("id", .string(id(severity))), ("shortDescription", ["text": .string(about)]),
            ("defaultConfiguration", ["level": .string(severity.rawValue)]),
        ])
    }

    private static func id(_ severity: Problem.Severity) -> String { "runbook-\(severity.rawValue)" }

    private static func results(_ problems: [Problem]) -> JSONValue {
        .array(
            problems.map { problem in
                let text = problem.hint.map { "\(problem.message) (\($0))" } ?? problem.message
                return .ordered([
                    ("ruleId", .string(id(problem.severity))),
                    ("ruleIndex", problem.severity == .error ? 0 : 1), ("level", .string(problem.severity.rawValue)),
                    ("message", ["text": .string(text)]),
                    ("locations", [["physicalLocation": place(problem)]]),
                ])
            })
    }

    private static func place(_ problem: Problem) -> JSONValue {
        .ordered([
            ("artifactLocation", ["uri": .string(uri(problem.file))]),
            (
                "region",
                .ordered([("startLine", .int(max(1, problem.line))), ("startColumn", .int(max(1, problem.column)))])
            ),
        ])
    }

    /// A path as a reference (RFC 3986): relative paths stay so, since scanners know the tree that they are in.
    private static func uri(_ path: String) -> String {
        let hex = Array("0123456789ABCDEF")
        let escaped = path.utf8.map { byte -> String in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
            }
        }.joined()
        return path.hasPrefix("/") ? "file://\(escaped)" : escaped
    }
}
