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
            throw SystemError("pidfd_open", code: -raw)
        }
    }

    /// False once the process has ended (zombies included): what was read from /proc since may be another's.
    public var isAlive: Bool {
        guard let pidfd else { return kill(pid_t(truncatingIfNeeded: pid), 0) == 0 || errno == EPERM }
        var poll = pollfd(fd: pidfd.raw, events: Int16(POLLIN), revents: 0)
        while true {
            let count = Glibc.poll(&poll, 1, 0)
            if count >= 0 { return count == 0 }
            // Nothing that is no signal's doing says that it has ended.
            if errno != EINTR { return true }
        }
    }

    /// The inode of the network namespace of a tun device that the process has open: TUNGETDEVNETNS (Linux 5.2), asked
    /// of the same open file (pidfd_getfd, Linux 5.6). Nil where either is not there or not allowed.
    public func netns(ofTun number: Int32) -> UInt64? {
        guard let pidfd else { return nil }
        let file = nsd_pidfd_getfd(pidfd.raw, number)
        guard file >= 0 else { return nil }
        let tun = Descriptor(owning: file)
        let netns = nsd_ns_ioctl(tun.raw, 0x54e3)
        guard netns >= 0 else { return nil }
        let namespace = Descriptor(owning: netns)
        var status = stat()
        return fstat(namespace.raw, &status) == 0 ? UInt64(status.st_ino) : nil
    }

    public var hasWeakIdentity: Bool { pidfd == nil }
}
