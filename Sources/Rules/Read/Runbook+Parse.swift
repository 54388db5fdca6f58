import YAML

extension Runbook {
    /// Reads a runbook, or reports everything in its form that is wrong. Expressions are not looked at yet.
    public static func parse(text: String, file: String) throws(RunbookProblems) -> Runbook {
        try RunbookReader.read(SourceFile(name: file, text: text))
    }
}
