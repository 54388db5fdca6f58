import Foundation

/// The checked-in files that the documentation is made of.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let pages = [
        "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/runbook-reference.md",
        "docs/facts.md",
    ]
    static let manuals = ["man/nsdoctor.1", "man/nsdoctor-runbook.5"]

    /// `NSDOCTOR_UPDATE_GOLDEN=1 swift test --filter DocsTests` rewrites what is generated: read the difference.
    static let isUpdating = ProcessInfo.processInfo.environment["NSDOCTOR_UPDATE_GOLDEN"] == "1"

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self)
    }

    static func lines(_ path: String) throws -> [String] {
        try text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    static func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: root.appendingPathComponent(path))
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }
}
