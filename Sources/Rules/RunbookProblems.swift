import YAML

/// Everything that keeps a file from being used, in the order of the file.
public struct RunbookProblems: Error, Sendable, CustomStringConvertible {
    /// At least one, in the order of the file.
    public var problems: [Problem]

    /// All that keeps one file, or several, from being used.
    public init(_ problems: [Problem]) {
        self.problems = problems
    }

    /// All of them as a compiler shows them.
    public var description: String { problems.map(\.rendered).joined(separator: "\n") }
}

extension SourceFile {
    func tree() throws(RunbookProblems) -> YAMLNode {
        do throws(Problem) {
            return try YAMLReader.read(self)
        } catch {
            throw RunbookProblems([error])
        }
    }
}
