import YAML

extension RunbookTests {
    /// What checks say in `explains` and none of their own cases needs, in the order of the runbooks: what the repair of a
    /// cause makes an end of follows from it without being named.
    ///
    /// - Parameters:
    ///   - only: the ids of the checks to hold against their cases; all when `nil`.
    ///   - needed: those of some explanations without which the report on a case's snapshot would be another, where those
    ///     that turned out needless before do not help: of two that do for each other one stays. Of a check with a case of
    ///     which that cannot be told, nothing is said: such a case does not hold either.
    public static func needless(
        _ runbooks: [Runbook], only: Set<String>? = nil,
        needed: (Runbook, Runbook.Case, _ some: Set<Explanation>, _ gone: Set<Explanation>) throws -> Set<Explanation>
    ) -> [Problem] {
        var gone: Set<Explanation> = []
        return runbooks.flatMap { runbook in
            let log = ProblemLog(runbook.source)
            for check in runbook.checks where only?.contains(check.id.text) ?? true {
                var open = Set(check.explains.map { Explanation($0.text, from: check.id.text) })
                for example in check.cases where example.expect == .found && !open.isEmpty {
                    guard let more = try? needed(runbook, example, open, gone) else {
                        open = []
                        break
                    }
                    open.subtract(more)
                }
                gone.formUnion(open)
                for id in check.explains where open.contains(Explanation(id.text, from: check.id.text)) {
                    log.add(
                        .warning, at: id.place,
                        "no case of '\(check.id.text)' needs this: without it all of them end in the same report",
                        hint: "leave it out, or add a case in which '\(id.text)' would be a cause of its own")
                }
            }
            return log.sorted
        }
    }
}
