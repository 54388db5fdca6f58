import YAML

/// Everything that keeps a file from being used, in the order of the file.
public struct RunbookProblems: Error, Sendable, CustomStringConvertible {
    public var problems: [Problem]

    public init(_ problems: [Problem]) {
        self.problems = problems
    }

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
