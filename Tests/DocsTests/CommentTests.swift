import TestSupport
import Testing

@Suite("Doc comments")
struct CommentTests {
    /// Of the public declarations of each pure target at least so many in a hundred have a doc comment. Where the code has
    /// left a number behind, raise it; names that say everything need no comment, so that few targets reach 100.
    private static let least = [
        "Addresses": 40, "TerminalText": 95, "JSON": 60, "NetworkModel": 35, "KernelWire": 65, "PacketStreams": 60,
        "RulesetText": 80,
        "SnapshotQuery": 85, "Topology": 85, "Routing": 85, "Netfilter": 85, "PacketTrace": 85, "Repairs": 85,
        "Analysis": 85, "CEL": 95, "YAML": 95, "Rules": 95, "NetworkFacts": 85, "Diagnosis": 85, "Redaction": 85,
        "Comparison": 85, "Reports": 50,
    ]

    @Test("stand above what pure targets show to others")
    func areThere() throws {
        let pure = try House.table().filter(\.isPure).map(\.name)
        #expect(pure.sorted() == Self.least.keys.sorted())
        for target in pure {
            let declarations = try House.files(of: "Sources/\(target)").flatMap { file in
                PublicDeclaration.all(in: try Repository.lines(file.path), of: file.path)
            }
            let bare = declarations.filter { !$0.isDocumented }
            let share = (declarations.count - bare.count) * 100 / max(declarations.count, 1)
            let least = Self.least[target] ?? 0
            #expect(!declarations.isEmpty, "\(target) shows nothing")
            #expect(
                share >= least,
                "\(share) % of \(target) is documented, not \(least) %; these are not: \(bare.map(\.place).sorted())")
        }
    }

    @Test("are told from other comments, and attributes from declarations")
    func areRecognized() {
        let lines = [
            "public struct Bare {",
            "    /// Documented.",
            "    @inlinable",
            "    public func known() {}",
            "    // Not for readers of the interface.",
            "    public static let other = 1",
            "    /// Documented.",
            "    public private(set) lazy var more = 2",
            "    let own = \"public let\"",
            "}",
        ]
        let found = PublicDeclaration.all(in: lines, of: "a.swift")
        #expect(found.map(\.place) == ["a.swift:1", "a.swift:4", "a.swift:6", "a.swift:8"])
        #expect(found.map(\.isDocumented) == [false, true, false, true])
    }
}

/// A declaration that other targets may name.
private struct PublicDeclaration {
    let place: String
    let isDocumented: Bool

    static func all(in lines: [String], of path: String) -> [PublicDeclaration] {
        let trimmed = lines.map { $0.drop { $0 == " " } }
        return trimmed.indices.filter { isDeclaration(trimmed[$0]) }.map { index in
            let above = trimmed[..<index].last { !$0.hasPrefix("@") }
            return PublicDeclaration(
                place: "\(path):\(index + 1)", isDocumented: above?.hasPrefix("///") ?? false)
        }
    }

    private static func isDeclaration(_ line: Substring) -> Bool {
        let words = line.split(separator: " ").drop { $0.hasPrefix("@") }
        guard words.first == "public" else { return false }
        return words.dropFirst().prefix(5).contains { word in keywords.contains { word.isOne($0) } }
    }

    private static let keywords = [
        "struct", "class", "enum", "protocol", "typealias", "func", "init", "var", "let", "subscript",
    ]
}

extension Substring {
    /// The keyword itself, or what follows it at once: `init(`, `init?(`, `subscript(`.
    fileprivate func isOne(_ keyword: String) -> Bool {
        guard hasPrefix(keyword) else { return false }
        return dropFirst(keyword.count).first.map { "(?<".contains($0) } ?? true
    }
}
