import YAML

/// Collects what is wrong with one file, so that an author sees all of it at once.
final class ProblemLog {
    let file: SourceFile
    private(set) var problems: [Problem] = []

    // Made when the first problem needs them: most files have none.
    private lazy var lines = SourceLines(file.text)
    private var lastPlaces: (text: PlacedText, places: ScalarPlaces)?

    /// A file with more problems than this is not a runbook.
    private static let most = 200

    init(_ file: SourceFile) {
        self.file = file
    }

    /// What a whole file says; all of its problems if one of them is an error.
    static func reading<Value>(
        _ file: SourceFile, _ read: (_ root: YAMLNode, _ log: ProblemLog) -> Value?
    ) throws(RunbookProblems) -> Value {
        let root = try file.tree()
        let log = ProblemLog(file)
        guard let value = read(root, log), !log.hasErrors else { throw RunbookProblems(log.sorted) }
        return value
    }

    var hasErrors: Bool { problems.contains { $0.severity == .error } }

    func add(_ severity: Problem.Severity = .error, at place: Place, _ message: String, hint: String? = nil) {
        guard !isFull else { return }
        problems.append(file.problem(severity, at: place, message, hint: hint, lines: lines))
    }

    /// Whether there is no point in looking for more.
    var isFull: Bool { problems.count >= Self.most }

    /// The place of a byte offset into a scalar.
    func place(ofByte offset: Int, in text: PlacedText) -> Place {
        if isFull { return text.place }
        if let lastPlaces, lastPlaces.text == text { return lastPlaces.places.place(ofByte: offset, in: text.text) }
        let places = ScalarPlaces(text, in: lines)
        lastPlaces = (text, places)
        return places.place(ofByte: offset, in: text.text)
    }

    /// The problems in the order of the file; of several that are the same, one.
    var sorted: [Problem] {
        var seen: Set<Problem> = []
        return problems.filter { seen.insert($0).inserted }.enumerated()
            .sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)
    }
}
