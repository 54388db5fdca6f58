import CLinux
import Glibc
import NetworkModel

/// A network namespace held open: it cannot vanish, nor its inode number be used again, while we look at it.
public final class NamespaceHandle: Sendable {
    public let id: NetnsID
    let descriptor: Descriptor

    /// Opens an nsfs path (`/proc/PID/ns/net`, `/run/netns/NAME`) and makes sure that it is a network namespace.
    public convenience init(path: String) throws(SystemError) {
        // What is no namespace may be a FIFO, which nobody writes to.
        try self.init(Files.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY), path: path)
    }

    private init(_ descriptor: Descriptor, path: String) throws(SystemError) {
        // NS_GET_NSTYPE (Linux 4.11) answers for nsfs files only: a stale plain file in /run/netns fails with ENOTTY.
        let type = try checked("\(path) is no namespace") { nsd_ns_ioctl(descriptor.raw, UInt(NSD_NS_GET_NSTYPE)) }
        guard type == NSD_CLONE_NEWNET else {
            throw SystemError("\(path) is not a network namespace", code: EINVAL)
        }
        self.descriptor = descriptor
        id = NetnsID(inode: UInt64(try descriptor.status().st_ino))
    }

    /// Number for RTM_GETNSID's NETNSA_FD.
    public var rawDescriptor: Int32 { descriptor.raw }

    /// Inode and owner of the user namespace whose capabilities rule this one (NS_GET_USERNS, Linux 4.9).
    public func owner() throws(SystemError) -> (userns: UInt64, uid: Int) {
        let raw = try checked("NS_GET_USERNS") { nsd_ns_ioctl(descriptor.raw, UInt(NSD_NS_GET_USERNS)) }
        let userns = Descriptor(owning: raw)
        var uid: uid_t = 0
        _ = try checked("NS_GET_OWNER_UID") { nsd_ns_owner_uid(userns.raw, &uid) }
        return (UInt64(try userns.status().st_ino), Int(uid))
    }
}
