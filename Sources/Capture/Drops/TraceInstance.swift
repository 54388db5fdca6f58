import CLinux
import Glibc
import Kernel
import KernelWire

/// An instance of tracefs, which has events and buffers of its own: `instances/nsdoctor-PID`. Nothing else traces there, and
/// what others trace is as it was.
final class TraceInstance {
    private static let prefix = "nsdoctor-"
    /// How often it is tried to remove one that somebody looks into.
    private static let patience = 20

    private let instances: Descriptor
    private let name = "\(prefix)\(getpid())"
    private var isThere = false
    /// What became of instances that dead processes had left.
    let notes: [String]

    init() throws(SystemError) {
        instances = try Descriptor.open("instances", under: Self.tracefs(), O_RDONLY | O_DIRECTORY)
        notes = Self.sweep(instances)
        _ = try checkedErrno("make a tracefs instance") { Int(mkdirat(instances.raw, name, 0o700)) }
        isThere = true
    }

    /// Where it is mounted, if that can be written to; else one of our own, which is mounted nowhere. There is only one tracefs:
    /// mounting it with options would change them for all.
    private static func tracefs() throws(SystemError) -> Descriptor {
        let mounts = MountLine.all(inMountinfo: (try? Files.read("/proc/self/mountinfo", limit: 4 << 20)) ?? [])
        for mount in mounts where mount.type == "tracefs" && mount.root == "/" && !mount.isReadOnly {
            if let found = try? Descriptor.open(mount.path, O_RDONLY | O_DIRECTORY) { return found }
        }
        return Descriptor(owning: try checked("mount tracefs") { nsd_detached_mount("tracefs") })
    }

    /// Removes what processes have left that are dead. Numbers of processes mean something only where all can be seen, in the
    /// first PID namespace; and one that a living process reads cannot be removed (EBUSY).
    private static func sweep(_ instances: Descriptor) -> [String] {
        let isFirst = (try? Files.readLink("/proc/self/ns/pid")) == "pid:[4026531836]"
        return ((try? Files.list("/proc/self/fd/\(instances.raw)")) ?? []).sorted().compactMap { name in
            guard name.hasPrefix(prefix), let pid = pid_t(name.dropFirst(prefix.count)) else { return nil }
            guard isFirst else { return "the tracefs instance \(name) is there: it may be of another run" }
            guard pid == getpid() || kill(pid, 0) < 0 && errno == ESRCH else { return nil }
            let isGone = unlinkat(instances.raw, name, AT_REMOVEDIR) == 0
            return isGone
                ? "removed the tracefs instance \(name), which an earlier run had left"
                : "the tracefs instance \(name), of an earlier run, cannot be removed: \(String(cString: strerror(errno)))"
        }
    }

    func read(_ path: String, limit: Int = 256 * 1024) throws(SystemError) -> [UInt8] {
        try open(path, O_RDONLY).read(limit: limit).bytes
    }

    func write(_ text: String, to path: String) throws(SystemError) {
        let file = try open(path, O_WRONLY)
        var bytes = Array(text.utf8)
        _ = try checkedErrno("write \(path) of a tracefs instance") { Glibc.write(file.raw, &bytes, bytes.count) }
    }

    func open(_ path: String, _ flags: Int32) throws(SystemError) -> Descriptor {
        try Descriptor.open("\(name)/\(path)", under: instances, flags)
    }

    /// What was opened below it must be closed.
    /// - Returns: why it is there still; nil if it is not.
    @discardableResult
    func remove() -> SystemError? {
        guard isThere else { return nil }
        for _ in 0..<Self.patience {
            if unlinkat(instances.raw, name, AT_REMOVEDIR) == 0 || errno == ENOENT {
                isThere = false
                return nil
            }
            guard errno == EBUSY else { break }
            usleep(50_000)
        }
        return SystemError("remove the tracefs instance \(name)", code: errno)
    }

    deinit { remove() }
}
