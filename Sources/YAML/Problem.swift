import TerminalText

/// Something wrong with a file, and exactly where.
public struct Problem: Error, Sendable, Hashable {
    /// Whether it keeps the file from being used.
    public enum Severity: String, Sendable, Hashable {
        case error, warning
    }

    /// The name of the file, as messages show it.
    public var file: String
    /// Where it is.
    public var place: Place
    /// Whether it keeps the file from being used.
    public var severity: Severity
    /// What is wrong; it may quote the file, hence hold any characters.
    public var message: String
    /// What the author may have meant or can do.
    public var hint: String?
    /// The line of the file with a caret below the place; of a long line, what is around it.
    public var excerpt: String

    /// Counted from 1.
    public var line: Int { place.line }
    /// In code points, counted from 1.
    public var column: Int { place.column }

    /// A problem at a place of a file.
    public init(
        file: String, place: Place, severity: Severity = .error, message: String, hint: String? = nil,
        excerpt: String = ""
    ) {
        self.file = file
        self.place = place
        self.severity = severity
        self.message = message
        self.hint = hint
        self.excerpt = excerpt
    }
}

extension Problem: CustomStringConvertible {
    /// `checks.yaml:12:9: error: unknown key 'tilte' (did you mean 'title'?)`, free of control characters.
    public var description: String {
        let text = hint.map { "\(message) (\($0))" } ?? message
        return "\(Visible.text(file)):\(place): \(severity.rawValue): \(Visible.text(text))"
    }

    /// Place, message, line and caret, as a compiler shows them.
    public var rendered: String { excerpt.isEmpty ? description : "\(description)\n\(excerpt)" }
}
