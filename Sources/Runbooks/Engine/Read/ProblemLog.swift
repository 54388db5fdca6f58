/// Collects what is wrong with one file, so that an author sees all of it at once.
final class ProblemLog {
    let file: SourceFile
    private(set) var problems: [Problem] = []

    /// A file with more problems than this is not a runbook.
    private static let most = 200

    init(_ file: SourceFile) {
        self.file = file
    }

    var hasErrors: Bool { problems.contains { $0.severity == .error } }

    func add(_ severity: Problem.Severity = .error, at place: Place, _ message: String, hint: String? = nil) {
        guard problems.count < Self.most else { return }
        problems.append(file.problem(severity, at: place, message, hint: hint))
    }

    /// The problems in the order of the file; of several that are the same, one.
    var sorted: [Problem] {
        var seen: Set<Problem> = []
        return problems.filter { seen.insert($0).inserted }.enumerated()
            .sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)
    }
}
