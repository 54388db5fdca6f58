import YAML
import Glibc
import Kernel
import NetworkFacts
import Rules

/// Where runbooks come from: the binary, /etc/nsdoctor/runbooks.d, and files named on the command line; and what the
/// site and the command line change about them.
enum RunbookFiles {
    static let site = "/etc/nsdoctor/"
    static let folder = "/etc/nsdoctor/runbooks.d"
    /// Without the ending of its name.
    static let siteOverrides = "/etc/nsdoctor/overrides"

    /// All with their texts; of the site's files those that hold, as others must keep nobody from reading.
    static func all(_ extra: [String]) throws(Failure) -> [Runbook] {
        var runbooks = try shipped()
        for file in CheckFiles.siteRunbooks {
            guard let text = try? text(of: file) else { continue }
            if let runbook = Salvage.runbook(text: text, file: file, refusals: { _ in [] }).runbook {
                runbooks.append(runbook)
            }
        }
        for file in extra { runbooks.append(try read(file)) }
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

    static func text(of path: String) throws(Failure) -> String {
        let (file, status) = try readable(path)
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

    private static func readable(_ path: String) throws(Failure) -> (Descriptor, stat) {
        do throws(SystemError) {
            let file = try open(path)
            return (file, try file.status())
        } catch {
            throw Failure(
                ExitStatus(unreadable: error.code), "\(path) cannot be read: \(String(cString: strerror(error.code)))")
        }
    }

    /// The site's files are the machine's, the others are named from where we are. One that is a FIFO must not block.
    private static func open(_ path: String) throws(SystemError) -> Descriptor {
        let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY
        return path.hasPrefix(site) ? try Files.open(path, flags) : try Descriptor.open(path, flags)
    }

    static func readOverrides(_ path: String) throws(Failure) -> Overrides {
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
