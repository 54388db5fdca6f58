/// A YAML file, kept so that problems can show the line they are about.
public final class SourceFile: Sendable {
    /// As the user would name it; shown in problems, never opened.
    public let name: String
    /// All of it.
    public let text: String

    /// A file of that name; nothing is read from a disk.
    public init(name: String, text: String) {
        self.name = name
        var text = text
        text.makeContiguousUTF8()
        self.text = text
    }

    /// One problem. Where there may be many, a ``ProblemLog`` looks up their lines faster.
    package func problem(
        _ severity: Problem.Severity = .error, at place: Place, _ message: String, hint: String? = nil
    ) -> Problem {
        problem(severity, at: place, message, hint: hint, lines: SourceLines(text))
    }

    /// A problem at a place of this file, with the line that it is in.
    package func problem(
        _ severity: Problem.Severity, at place: Place, _ message: String, hint: String?, lines: SourceLines
    ) -> Problem {
        Problem(
            file: name, place: place, severity: severity, message: message, hint: hint,
            excerpt: lines.excerpt(at: place))
    }
}
