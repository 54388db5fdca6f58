import YAML
import FoundationEssentials
import Glibc
import NetworkFacts
import Rules

/// Where runbooks come from: the binary, /etc/nsdoctor/runbooks.d, and files named on the command line; and what the
/// site and the command line change about them.
enum RunbookFiles {
    static let folder = "/etc/nsdoctor/runbooks.d"
    static let siteOverrides = "/etc/nsdoctor/overrides.yaml"

    static func all(_ extra: [String]) throws(Failure) -> [Runbook] {
        var runbooks = try shipped()
        let installed = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        for file in installed.filter({ $0.hasSuffix(".yaml") }).map({ "\(folder)/\($0)" }) + extra {
            runbooks.append(try read(file))
        }
        return runbooks
    }

    static func shipped() throws(Failure) -> [Runbook] {
        do throws(RunbookProblems) {
            return try ShippedRunbooks.all()
        } catch {
            throw Failure(.bug, "a shipped runbook is broken:\n\(error)")
        }
    }

    /// The files of overrides that hold: the site's, where there is one, and then those of the command line.
    static func overrides(_ extra: [String]) -> [String] {
        var status = stat()
        return (lstat(siteOverrides, &status) == 0 ? [siteOverrides] : []) + extra
    }

    /// - Parameter today: what the expiry dates of exceptions are compared with.
    static func compiled(_ extra: [String], overrides files: [String] = [], today: CivilDate? = nil) throws(Failure)
        -> CompiledRunbooks
    {
        let runbooks = try all(extra)
        var overrides: [Overrides] = []
        for file in files { overrides.append(try readOverrides(file)) }
        do throws(RunbookProblems) {
            // The shipped ones are linted by a test, so their texts need no look before something is found.
            let hasForeign = runbooks.contains { !$0.source.name.hasPrefix("runbooks/") }
            return try RunbookSet.compile(
                runbooks, schema: NetworkFacts.schema, overrides: overrides, today: today,
                texts: hasForeign ? .checked : .deferred)
        } catch {
            throw Failure(.badData, "\(error)")
        }
    }

    static func text(of path: String) throws(Failure) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Failure(.notFound, "\(path) cannot be read") }
        // As root, a runbook that others may write would let them steer what root reads and pastes.
        let isForeign = status.st_uid != 0 && status.st_uid != geteuid()
        if geteuid() == 0, isForeign || status.st_mode & 0o022 != 0 {
            throw Failure(
                .badData, "\(path) may be changed by others: it must belong to root and be writable by root alone",
                hint: "chown root \(path); chmod go-w \(path)")
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= 1 << 20,
            let data = FileManager.default.contents(atPath: path)
        else { throw Failure(.badData, "\(path) is no regular file of at most 1 MiB") }
        return String(decoding: data, as: UTF8.self)
    }

    private static func readOverrides(_ path: String) throws(Failure) -> Overrides {
        let text = try text(of: path)
        do throws(RunbookProblems) {
            return try Overrides.parse(text: text, file: path)
        } catch {
            throw Failure(.badData, "\(error)")
        }
    }

    static func read(_ path: String) throws(Failure) -> Runbook {
        let text = try text(of: path)
        do throws(RunbookProblems) {
            return try Runbook.parse(text: text, file: path)
        } catch {
            throw Failure(.badData, "\(error)")
        }
    }
}
