import CLinux
import Glibc
import Synchronization

/// Where the files of the machine are when our own root is another one: in a container, to which the machine's root was
/// given as a folder and which sees its processes.
///
/// Then paths go on meaning what they mean on the machine, `/run/netns/red` or `/etc/cni/net.d`, and are looked up below
/// that folder: by the kernel with the folder as `/` (openat2, RESOLVE_IN_ROOT), so that no symbolic link leads out of it.
/// `/proc` is ours, as it has the machine's processes, and so is `/dev`.
public enum HostRoot {
    private static let root = Mutex<Descriptor?>(nil)

    /// Looks there from now on, and stands in the namespaces of process 1 as if the machine had started us: those of the
    /// network, of cgroups (paths of which are relative) and of the machine's name. To be called before there are threads,
    /// which begin where their maker is.
    public static func enter(_ path: String) throws(SystemError) {
        let folder = try Descriptor.open(path, Int32(NSD_O_PATH) | O_DIRECTORY)
        try enter("net", Int32(NSD_CLONE_NEWNET))
        // Without them cgroups are out of sight, which is said of those that are asked for, and the name is the container's.
        try? enter("cgroup", Int32(NSD_CLONE_NEWCGROUP))
        try? enter("uts", Int32(NSD_CLONE_NEWUTS))
        root.withLock { $0 = folder }
    }

    private static func enter(_ name: String, _ kind: Int32) throws(SystemError) {
        let first = try Files.status("/proc/1/ns/\(name)")
        // Where it is ours already, no capability is needed.
        if first.st_ino == (try Files.status("/proc/self/ns/\(name)")).st_ino { return }
        let namespace = try Descriptor.open("/proc/1/ns/\(name)")
        _ = try checked("enter the \(name) namespace of process 1") { nsd_setns(namespace.raw, kind) }
    }

    /// Whether one was given.
    public static var isElsewhere: Bool { folder != nil }

    /// A process whose mounts are the machine's.
    public static var witness: Int { isElsewhere ? 1 : Int(getpid()) }

    static var folder: Descriptor? { root.withLock { $0 } }

    /// The folder below which to look for a path; nil for our own root.
    static func folder(for path: String) -> Descriptor? {
        guard let folder, path.hasPrefix("/") else { return nil }
        let parts = path.split(separator: "/")
        let isOurs = parts.first == "proc" || parts.first == "dev"
        return isOurs && !parts.contains("..") ? nil : folder
    }

    /// open(2) of a path of the machine.
    static func open(_ path: String, _ flags: Int32) throws(SystemError) -> Descriptor {
        guard let folder = folder(for: path) else { return try Descriptor.open(path, flags) }
        let resolve = UInt64(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)
        let raw = try checked("open \(path) of the host") {
            nsd_openat2(folder.raw, path, UInt64(flags | O_CLOEXEC), 0, resolve)
        }
        return Descriptor(owning: raw)
    }
}
