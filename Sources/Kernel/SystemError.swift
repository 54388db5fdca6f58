import Glibc

/// A system call that failed: what was attempted, the errno, and the kernel's own words where it had some
/// (netlink's extended acknowledgement).
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    public let operation: String
    /// errno(3), positive.
    public let code: Int32
    public let detail: String?

    public init(_ operation: String, code: Int32, detail: String? = nil) {
        self.operation = operation
        self.code = code
        self.detail = detail
    }

    /// `open /proc/1/ns/net: Permission denied`
    public var description: String {
        let reason = String(cString: strerror(code))
        return "\(operation): \(reason)" + (detail.map { " (\($0))" } ?? "")
    }

    public var isPermission: Bool { code == EPERM || code == EACCES }
    /// The object is not there, or went away while we looked.
    public var isGone: Bool { code == ENOENT || code == ESRCH || code == ENODEV || code == ENXIO }

    /// What would make the call work; nil where nothing simple would.
    public var hint: String? {
        switch code {
        case EACCES, EPERM: Capabilities.hint
        case ENOSYS: "this kernel lacks the system call"
        case EMFILE, ENFILE: "raise the limit of open files (ulimit -n)"
        default: nil
        }
    }
}

/// Runs a call that returns a negative errno on failure, again if a signal interrupted it.
package func checked(_ operation: @autoclosure () -> String, _ call: () -> Int32) throws(SystemError) -> Int32 {
    while true {
        let result = call()
        if result >= 0 { return result }
        if result != -EINTR { throw SystemError(operation(), code: -result) }
    }
}

/// The same for calls that return -1 and set errno.
package func checkedErrno(_ operation: @autoclosure () -> String, _ call: () -> Int) throws(SystemError) -> Int {
    while true {
        let result = call()
        if result >= 0 { return result }
        let code = errno
        if code != EINTR { throw SystemError(operation(), code: code) }
    }
}
