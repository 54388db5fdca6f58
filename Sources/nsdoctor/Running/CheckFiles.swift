import FoundationEssentials
import Glibc
import NetworkFacts
import Rules
import YAML

/// What a diagnosis is judged by: the shipped runbooks, the site's files, and those of the command line.
///
/// What the command line names must hold. Of the site's own files what does not is left out, and the report says so: a slip
/// of yesterday must not end a diagnosis at night.
struct CheckFiles: Sendable {
    /// Runbooks of the command line.
    var runbooks: [String] = []
    /// Overrides of the command line.
    var overrides: [String] = []
    /// Whether the site's own files count.
    var usesSite = true

    private static let endings = [".yaml", ".yml"]

    init(runbooks: [String] = [], overrides: [String] = [], usesSite: Bool = true) {
        (self.runbooks, self.overrides, self.usesSite) = (runbooks, overrides, usesSite)
    }

    init(_ options: DiagnosisOptions) {
        self.init(runbooks: options.runbook, overrides: options.overrides, usesSite: !options.noSite)
    }

    /// - Parameter today: what the expiry dates of exceptions are compared with.
    func compiled(today: CivilDate? = nil) throws(Failure) -> CompiledRunbooks {
        var named = try RunbookFiles.shipped(isOutline: true)
        for file in runbooks { named.append(try RunbookFiles.read(file)) }
        var changes: [Overrides] = []
        for file in overrides { changes.append(try RunbookFiles.readOverrides(file)) }
        guard usesSite, Self.hasSite else { return try Self.compile(named, changes, today) }
        if let whole = try? withSite(named, changes, today) { return whole }
        return try salvaged(named, changes, today)
    }

    /// With all of the site's files, each of which holds; what most sites have.
    private func withSite(
        _ named: [Runbook], _ changes: [Overrides], _ today: CivilDate?
    ) throws(Failure) -> CompiledRunbooks {
        var runbooks = named
        for file in Self.siteRunbooks { runbooks.append(try RunbookFiles.read(file)) }
        var overrides: [Overrides] = []
        for file in Self.siteOverrides { overrides.append(try RunbookFiles.readOverrides(file)) }
        return try Self.compile(runbooks, overrides + changes, today)
    }

    private func salvaged(
        _ named: [Runbook], _ changes: [Overrides], _ today: CivilDate?
    ) throws(Failure) -> CompiledRunbooks {
        // Whatever is wrong with these is not the site's.
        _ = try Self.compile(named, changes, today)
        var (runbooks, overrides, leftOut) = (named, [Overrides](), [LeftOut]())
        for file in Self.siteRunbooks {
            let found = Self.salvage(file) { text in
                Salvage.runbook(text: text, file: file) { Self.refusals(runbooks + [$0], []) }
            }
            if let runbook = found.0 { runbooks.append(runbook) }
            leftOut += found.1
        }
        for file in Self.siteOverrides {
            let found = Self.salvage(file) { text in
                Salvage.overrides(text: text, file: file) { Self.refusals(runbooks, [$0]) }
            }
            if let change = found.0 { overrides.append(change) }
            leftOut += found.1
        }
        var compiled = try Self.compile(runbooks, overrides + changes, today)
        compiled.leftOut = leftOut
        return compiled
    }

    private static func salvage<Value>(
        _ file: String, _ read: (String) -> (Value?, [LeftOut])
    ) -> (Value?, [LeftOut]) {
        do throws(Failure) {
            return read(try RunbookFiles.text(of: file))
        } catch {
            let problem = Problem(file: file, place: .start, message: error.message, hint: error.hint)
            return (nil, [LeftOut(file: file, problems: [problem])])
        }
    }

    private static func refusals(_ runbooks: [Runbook], _ overrides: [Overrides]) -> [Problem] {
        do throws(RunbookProblems) {
            _ = try RunbookSet.compile(runbooks, schema: NetworkFacts.schema, overrides: overrides)
            return []
        } catch {
            return error.problems
        }
    }

    private static func compile(
        _ runbooks: [Runbook], _ overrides: [Overrides], _ today: CivilDate?
    ) throws(Failure) -> CompiledRunbooks {
        do throws(RunbookProblems) {
            return try RunbookSet.compile(runbooks, schema: NetworkFacts.schema, overrides: overrides, today: today)
        } catch {
            throw Failure(.badData, "\(error)")
        }
    }

    static var siteRunbooks: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: RunbookFiles.folder)) ?? []).sorted().filter { name in
            endings.contains { name.hasSuffix($0) }
        }.map { "\(RunbookFiles.folder)/\($0)" }
    }

    static var siteOverrides: [String] {
        endings.map { "\(RunbookFiles.siteOverrides)\($0)" }.filter { path in
            var status = stat()
            return lstat(path, &status) == 0
        }
    }

    private static var hasSite: Bool { !siteRunbooks.isEmpty || !siteOverrides.isEmpty }
}
