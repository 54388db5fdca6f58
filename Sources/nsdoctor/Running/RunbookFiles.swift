import YAML
import Glibc
import Kernel
import NetworkFacts
import Rules

/// Where runbooks come from: the binary, /etc/nsdoctor/runbooks.d, and files named on the command line; and what the
/// site and the command line change about them.
enum RunbookFiles {
    private static let site = "/etc/nsdoctor/"
    static let folder = "/etc/nsdoctor/runbooks.d"
    static let siteOverrides = "/etc/nsdoctor/overrides.yaml"

    static func all(_ extra: [String]) throws(Failure) -> [Runbook] {
        var runbooks = try shipped()
        for file in installed + extra { runbooks.append(try read(file)) }
        return runbooks
    }

    /// - Parameter isOutline: for a diagnosis, which needs what findings say only where there are some.
    static func shipped(isOutline: Bool = false) throws(Failure) -> [Runbook] {
        do throws(RunbookProblems) {
            return isOutline ? try ShippedRunbooks.outlines() : try ShippedRunbooks.all()
        } catch {
            throw Failure(.bug, "a shipped runbook is broken:\n\(error)")
        }
    }

    /// The files of overrides that hold: the site's, where there is one that can be applied, and then those of the command
    /// line, which must.
    ///
    /// - Parameter isSaid: that the site's is left out.
    static func overrides(_ extra: [String], isSaid: Bool = true) -> [String] {
        guard ((try? Files.list(site)) ?? []).contains(where: { site + $0 == siteOverrides }) else { return extra }
        do throws(Failure) {
            let site = try readOverrides(siteOverrides)
            let others = try shipped(isOutline: true)
            _ = try compiled(others + holding(besides: others, isSaid: false), [site], nil)
            return [siteOverrides] + extra
        } catch {
            if isSaid { leaveOut(siteOverrides, error) }
            return extra
        }
    }

    /// What the command line names must hold. Of the site's own files one that does not is left out, and said: a slip of
    /// yesterday must not end a diagnosis at night.
    ///
    /// - Parameter today: what the expiry dates of exceptions are compared with.
    static func compiled(_ extra: [String], overrides files: [String] = [], today: CivilDate? = nil) throws(Failure)
        -> CompiledRunbooks
    {
        var runbooks = try shipped(isOutline: true)
        for file in extra { runbooks.append(try read(file)) }
        runbooks += holding(besides: runbooks)
        var overrides: [Overrides] = []
        for file in files { overrides.append(try readOverrides(file)) }
        return try compiled(runbooks, overrides, today)
    }

    private static func compiled(_ runbooks: [Runbook], _ overrides: [Overrides], _ today: CivilDate?) throws(Failure)
        -> CompiledRunbooks
    {
        do throws(RunbookProblems) {
            return try RunbookSet.compile(runbooks, schema: NetworkFacts.schema, overrides: overrides, today: today)
        } catch {
            throw Failure(.badData, "\(error)")
        }
    }

    /// Those of the site's runbooks that can be read, and compiled beside the others.
    private static func holding(besides others: [Runbook], isSaid: Bool = true) -> [Runbook] {
        var holding: [Runbook] = []
        for file in installed {
            do throws(Failure) {
                let runbook = try read(file)
                _ = try compiled(others + holding + [runbook], [], nil)
                holding.append(runbook)
            } catch {
                if isSaid { leaveOut(file, error) }
            }
        }
        return holding
    }

    private static func leaveOut(_ file: String, _ failure: Failure) {
        let lines = failure.message.split(separator: "\n").map { Terminal.safe(String($0)) }
        Terminal.standardError("nsdoctor: \(Terminal.safe(file)) is left out:\n\(lines.joined(separator: "\n"))\n")
    }

    private static var installed: [String] {
        ((try? Files.list(folder)) ?? []).sorted().filter { $0.hasSuffix(".yaml") }
            .map { "\(folder)/\($0)" }
    }

    static func text(of path: String) throws(Failure) -> String {
        guard let file = try? open(path), let status = try? file.status() else {
            throw Failure(.notFound, "\(path) cannot be read")
        }
        // As root, a runbook that others may write would let them steer what root reads and pastes.
        let isForeign = status.st_uid != 0 && status.st_uid != geteuid()
        if geteuid() == 0, isForeign || status.st_mode & 0o022 != 0 {
            throw Failure(
                .badData, "\(path) may be changed by others: it must belong to root and be writable by root alone",
                hint: "chown root \(path); chmod go-w \(path)")
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= 1 << 20,
            let bytes = try? file.read(limit: 1 << 20).bytes
        else { throw Failure(.badData, "\(path) is no regular file of at most 1 MiB") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The site's files are the machine's, the others are named from where we are. One that is a FIFO must not block.
    private static func open(_ path: String) throws(SystemError) -> Descriptor {
        let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY
        return path.hasPrefix(site) ? try Files.open(path, flags) : try Descriptor.open(path, flags)
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
