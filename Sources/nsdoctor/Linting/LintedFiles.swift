import FoundationEssentials
import Labs
import NetworkFacts
import Rules
import TerminalText
import YAML

/// Files of checks and overrides, read as a diagnosis would read them, with all that is wrong with them.
struct LintedFiles {
    private let shipped: [Runbook]
    private(set) var problems: [Problem] = []

    /// - Parameter files: runbooks and override files; the shipped ones and the site's where there is none.
    init(_ files: [String]) throws(Failure) {
        shipped = try RunbookFiles.shipped()
        if files.isEmpty { problems += RunbookLinter.lint(shipped, schema: NetworkFacts.schema) }
        var texts: [(file: String, text: String)] = []
        for file in files.isEmpty ? CheckFiles.siteRunbooks + CheckFiles.siteOverrides : files {
            do throws(Failure) {
                texts.append((file, try RunbookFiles.text(of: file)))
            } catch {
                if error.status == .notFound { throw error }
                problems.append(Problem(file: file, place: .start, message: error.message, hint: error.hint))
            }
        }
        let overrides = texts.filter { RunbookLinter.isOverrides($0.text, file: $0.file) }
        var runbooks: [Runbook] = []
        for (file, text) in texts where !overrides.contains(where: { $0.file == file }) {
            do throws(RunbookProblems) {
                runbooks.append(try Runbook.parse(text: text, file: file))
            } catch {
                problems += error.problems
            }
        }
        for (index, runbook) in runbooks.enumerated() {
            let others = shipped + runbooks.enumerated().filter { $0.offset != index }.map(\.element)
            problems += RunbookLinter.lint(runbook, schema: NetworkFacts.schema, beside: others)
            problems += CaseSources.problems(in: runbook)
        }
        problems += RunbookLinter.twins(in: shipped + runbooks)
        for (file, text) in overrides { problems += Self.problems(ofOverrides: text, file, beside: shipped + runbooks) }
    }

    /// What applying them to these runbooks comes to, warnings too.
    private static func problems(
        ofOverrides text: String, _ file: String, beside runbooks: [Runbook]
    ) -> [Problem] {
        do throws(RunbookProblems) {
            let overrides = try Overrides.parse(text: text, file: file)
            let compiled = try RunbookSet.compile(
                runbooks, schema: NetworkFacts.schema, overrides: [overrides], today: CivilDate(Clock.now))
            return compiled.notes
        } catch {
            return error.problems.filter { $0.file == file }
        }
    }
}

/// Where cases get their networks from: labs, faults and snapshots that must be there.
private enum CaseSources {
    static func problems(in runbook: Runbook) -> [Problem] {
        let labs = Dictionary(LabCatalog.readable.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return runbook.checks.flatMap(\.cases).compactMap { problem(in: $0, of: runbook.source, labs) }
    }

    private static func problem(in example: Runbook.Case, of file: SourceFile, _ labs: [String: Lab]) -> Problem? {
        let source = example.snapshot.text
        if source.hasSuffix(".json") || source.hasSuffix(".json.gz") {
            let folder = file.name.lastIndex(of: "/").map { String(file.name[...$0]) } ?? ""
            guard !source.hasPrefix("/"), !source.split(separator: "/").contains("..") else {
                return file.problem(at: example.snapshot.place, "a case's snapshot lies beside its runbook")
            }
            guard !FileManager.default.fileExists(atPath: folder + source) else { return nil }
            return file.problem(at: example.snapshot.place, "there is no snapshot '\(source)' beside the runbook")
        }
        // A lab file is read when the case runs.
        guard !source.contains("/"), !source.hasSuffix(".yaml"), !source.hasSuffix(".yml") else { return nil }
        guard let lab = labs[source] else {
            return file.problem(
                at: example.snapshot.place, "there is no lab '\(source)'",
                hint: Suggestion.hint(for: source, among: labs.keys.sorted()))
        }
        guard let fault = example.fault else { return nil }
        let known = (lab.faults + lab.variants).map(\.id)
        guard !known.contains(fault.text) else { return nil }
        return file.problem(
            at: fault.place, "the lab '\(source)' has no fault '\(fault.text)'",
            hint: Suggestion.hint(for: fault.text, among: known))
    }
}
