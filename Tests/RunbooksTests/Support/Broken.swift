import Testing

@testable import Runbooks

/// A runbook with one mistake. `▼` stands before the character at which it must be reported, so that the text and what
/// is expected of it are one.
struct Broken: Sendable, CustomTestStringConvertible {
    let text: String
    /// Part of the message or its hint.
    let says: String

    /// A whole file.
    init(_ text: String, _ says: String) {
        self.text = text
        self.says = says
    }

    /// The sample check with some keys replaced or, with nil, left out.
    init(_ changes: KeyValuePairs<String, String?>, _ says: String) {
        self.init(Samples.text(Samples.check(changes)), says)
    }

    var testDescription: String {
        let line = text.split(separator: "\n").first { $0.contains("▼") } ?? ""
        return line.split(separator: " ").joined(separator: " ")
    }

    /// The text without the marker.
    var clean: String { text.split(separator: "▼", omittingEmptySubsequences: false).joined() }

    var place: Place? {
        guard let marker = text.firstIndex(of: "▼") else { return nil }
        let before = text[..<marker]
        let line = 1 + before.count { $0 == "\n" }
        let start = before.lastIndex(of: "\n").map(before.index(after:)) ?? before.startIndex
        return Place(line: line, column: 1 + before[start...].unicodeScalars.count)
    }

    /// The one error of the file is this one, here.
    func verify(_ problems: [Problem]) throws {
        let errors = problems.filter { $0.severity == .error }
        let error = try #require(errors.first, "no error at all")
        #expect(errors.count == 1, "\(errors.map(\.description))")
        #expect(error.place == place, "\(error.description)")
        #expect(error.description.contains(says), "\(error.description)")
        #expect(error.sourceLine == clean.split(separator: "\n", omittingEmptySubsequences: false)[error.line - 1])
    }
}
