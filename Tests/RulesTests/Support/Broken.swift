import YAML
import TerminalText
import Testing

@testable import Rules

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
        #expect(aboveCaret(error) == marked, "\(error.rendered)")
    }

    /// The character behind the marker; nil at the end of a line.
    private var marked: Unicode.Scalar? {
        guard let marker = text.unicodeScalars.firstIndex(of: "▼") else { return nil }
        let next = text.unicodeScalars[text.unicodeScalars.index(after: marker)...].first
        guard let next, next != "\n", next != "\r" else { return nil }
        if next == "\t" { return " " }
        // What cannot be shown is spelled out.
        return Printable.allows(next) ? next : "\\"
    }

    private func aboveCaret(_ problem: Problem) -> Unicode.Scalar? {
        let lines = problem.excerpt.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 2 else { return nil }
        var column = lines[1].unicodeScalars.count - 1
        for scalar in lines[0].unicodeScalars {
            if column == 0 { return scalar }
            column -= scalar == "😀" ? 2 : 1
        }
        return nil
    }
}
