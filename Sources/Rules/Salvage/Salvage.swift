import YAML

/// A site's file, as far as it can be used: a slip of yesterday must not end a diagnosis at night, nor take the rest of the
/// file with it.
public enum Salvage {
    /// More mistakes than this are no slip.
    private static let mostRounds = 50

    /// - Parameters:
    ///   - refusals: what keeps a runbook that can be read from being used beside others; empty for nothing.
    /// - Returns: the runbook without what is wrong in it; nil where that leaves none.
    public static func runbook(
        text: String, file: String, refusals: (Runbook) -> [Problem]
    ) -> (runbook: Runbook?, leftOut: [LeftOut]) {
        salvage(
            SourceFile(name: file, text: text), refusals,
            read: { root, log in RunbookReader.read(root, log) }, isEmpty: { $0.checks.isEmpty && $0.steps.isEmpty })
    }

    /// - Parameter refusals: what keeps overrides that can be read from being applied; empty for nothing.
    public static func overrides(
        text: String, file: String, refusals: (Overrides) -> [Problem]
    ) -> (overrides: Overrides?, leftOut: [LeftOut]) {
        salvage(
            SourceFile(name: file, text: text), refusals,
            read: { root, log in OverridesReader.read(root, log) }, isEmpty: { _ in false })
    }

    private static func salvage<Value>(
        _ file: SourceFile, _ refusals: (Value) -> [Problem], read: (YAMLNode, ProblemLog) -> Value?,
        isEmpty: (Value) -> Bool
    ) -> (Value?, [LeftOut]) {
        var root: YAMLNode
        do throws(RunbookProblems) {
            root = try file.tree()
        } catch {
            return (nil, [LeftOut(file: file.name, problems: error.problems)])
        }
        var leftOut: [LeftOut] = []
        for _ in 0..<mostRounds {
            let log = ProblemLog(file)
            let value = read(root, log)
            var problems = log.sorted.filter { $0.severity == .error }
            if problems.isEmpty, let value {
                problems = refusals(value).filter { $0.severity == .error }
                if problems.isEmpty { return (isEmpty(value) ? nil : value, leftOut) }
            }
            // Of a problem that lies in another file, such as a name that is taken, this one's place is not known.
            let own = problems.filter { $0.file == file.name }
            guard own.count == problems.count, let (rest, out) = FileParts(root).without(own, of: file.name) else {
                return (nil, [LeftOut(file: file.name, problems: problems)])
            }
            root = rest
            leftOut += out
        }
        return (nil, [LeftOut(file: file.name, problems: leftOut.flatMap(\.problems))])
    }
}
