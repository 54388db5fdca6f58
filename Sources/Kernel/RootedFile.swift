import CLinux
import Glibc

/// Files inside a container, read through /proc/PID/root without ever leaving it.
///
/// The container owns every path component, so symbolic links are resolved by the kernel with the container's root as
/// `/` (openat2, RESOLVE_IN_ROOT, Linux 5.6) and magic links refused. A FIFO or device must not block or act, hence
/// O_NONBLOCK and O_NOCTTY, and only regular files are read.
public enum RootedFile {
    public static let limit = 64 * 1024

    public static func read(_ path: String, under root: Descriptor) throws(SystemError) -> [UInt8] {
        let flags = UInt64(O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        let resolve = UInt64(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)
        let raw = try checked("open \(path) in the container") { nsd_openat2(root.raw, path, flags, 0, resolve) }
        let file = Descriptor(owning: raw)
        let mode = try file.status().st_mode
        guard mode & S_IFMT == S_IFREG else {
            throw SystemError("\(path) in the container is not a regular file", code: EINVAL)
        }
        return try file.read(limit: limit).bytes
    }

    /// Device and inode, to tell whether two roots share a file.
    public static func identity(of path: String, under root: Descriptor) throws(SystemError) -> (UInt64, UInt64) {
        let flags = UInt64(Int32(NSD_O_PATH) | O_CLOEXEC)
        let resolve = UInt64(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)
        let raw = try checked("open \(path) in the container") { nsd_openat2(root.raw, path, flags, 0, resolve) }
        let status = try Descriptor(owning: raw).status()
        return (UInt64(status.st_dev), UInt64(status.st_ino))
    }

    /// The machine's root, to compare with.
    public static func hostRoot() throws(SystemError) -> Descriptor {
        if let folder = HostRoot.folder { return folder }
        return try Descriptor.open("/", Int32(NSD_O_PATH) | O_DIRECTORY)
    }

    /// The root of a process, as a place to look below.
    public static func root(ofProcess pid: Int) throws(SystemError) -> Descriptor {
        try Descriptor.open("/proc/\(pid)/root", Int32(NSD_O_PATH) | O_DIRECTORY)
    }
}
