import Diagnosis
import Glibc

/// The exit statuses, the same for every command; nsdoctor(1) lists them.
enum ExitStatus: Int32, Error {
    case ok = 0
    case warn = 1
    case crit = 2
    case unknown = 3
    /// EX_USAGE
    case usage = 64
    /// EX_DATAERR: a runbook, an expression or a snapshot that cannot be read.
    case badData = 65
    /// EX_NOINPUT: the target is not there.
    case notFound = 66
    /// EX_UNAVAILABLE: a library that only this needs is not installed.
    case unavailable = 69
    /// EX_SOFTWARE
    case bug = 70
    /// EX_IOERR: what was asked for could not be written.
    case output = 74
    /// EX_NOPERM
    case noPermission = 77
    case interrupted = 130
}

extension ExitStatus {
    /// Of a file that could not be read: it is not there, it is not for us, or nobody can tell what is in it.
    init(unreadable code: Int32) {
        switch code {
        case ENOENT, ENOTDIR, EISDIR, ENAMETOOLONG, ELOOP: self = .notFound
        case EACCES, EPERM: self = .noPermission
        default: self = .unknown
        }
    }
}

/// An end without a report: why, and what to do about it.
struct Failure: Error, CustomStringConvertible {
    let status: ExitStatus
    let message: String
    let hint: String?

    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    var description: String { message }
}

/// `--fail-on`: from which verdict on the exit status says so.
enum FailOn: String, CaseIterable {
    case crit, unknown, warn, never

    /// crit beats unknown beats warn; verdicts below the bar count as success.
    func status(of verdict: Verdict) -> ExitStatus {
        switch (verdict, self) {
        case (.ok, _), (_, .never): .ok
        case (.crit, _): .crit
        case (.unknown, .unknown), (.unknown, .warn): .unknown
        case (.warn, .warn): .warn
        case (.unknown, .crit), (.warn, .crit), (.warn, .unknown): .ok
        }
    }
}
