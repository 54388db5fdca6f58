import CLinux
import Glibc

/// A process held by pidfd(2), so that its number cannot come to mean another process while we read /proc.
public final class ProcessHandle {
    public let pid: Int
    /// nil on kernels before 5.3, or where seccomp forbids it: identity is then checked by start time alone.
    private let pidfd: Descriptor?

    public init(pid: Int) throws(SystemError) {
        self.pid = pid
        let raw = nsd_pidfd_open(pid_t(truncatingIfNeeded: pid), 0)
        if raw >= 0 {
            pidfd = Descriptor(owning: raw)
        } else if raw == -ENOSYS || raw == -EPERM {
            pidfd = nil
        } else {
            throw SystemError("process \(pid)", code: -raw)
        }
    }

    /// False once the process has ended (zombies included): what was read from /proc since may be another's.
    public var isAlive: Bool {
        guard let pidfd else { return kill(pid_t(truncatingIfNeeded: pid), 0) == 0 || errno == EPERM }
        var poll = pollfd(fd: pidfd.raw, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, 0) == 0
    }

    public var hasWeakIdentity: Bool { pidfd == nil }
}
