/// A file of the runbook language, kept so that problems can show the line they are about.
public final class SourceFile: Sendable {
    /// As the user would name it; shown in problems, never opened.
    public let name: String
    public let text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// A line without its end, counted from 1; empty past the end of the file.
    func line(_ number: Int) -> String {
        var current = 1
        var start = text.utf8.startIndex
        while current < number {
            guard let end = text.utf8[start...].firstIndex(of: UInt8(ascii: "\n")) else { return "" }
            start = text.utf8.index(after: end)
            current += 1
        }
        var line = text.utf8[start...]
        if let end = line.firstIndex(of: UInt8(ascii: "\n")) { line = line[..<end] }
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        return String(Substring(line))
    }

    /// The place of a byte offset.
    func place(ofByte offset: Int) -> Place {
        let before = text.utf8.prefix(max(0, offset))
        let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map(before.index(after:)) ?? before.startIndex
        return Place(line: line, column: 1 + before[start...].count { !UTF8.isContinuation($0) })
    }

    func problem(
        _ severity: Problem.Severity = .error, at place: Place, _ message: String, hint: String? = nil
    ) -> Problem {
        Problem(file: name, place: place, severity: severity, message: message, hint: hint, sourceLine: line(place.line))
    }
}
