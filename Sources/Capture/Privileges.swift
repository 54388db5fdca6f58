import CLinux
import Glibc
import Kernel

/// What a capturing process no longer needs once its sockets are open.
public enum Privileges {
    /// Gives up root: for the whole process, and for good.
    ///
    /// A process of user 0 becomes the user who called sudo(8) (SUDO_UID, SUDO_GID), else nobody (65534). It has no groups, no
    /// capabilities, none that it could get back (bounding set), and no program that it might run has more
    /// (PR_SET_NO_NEW_PRIVS). The packet sockets stay open and go on. Others than user 0 keep what they have.
    ///
    /// Whatever must be read as root afterwards, such as the counters of rules, is read by the process that started this one:
    /// netlink asks for the privileges of those who read, not only of those who opened the socket. With that process it ends.
    ///
    /// - Returns: the user that it is now; nil where it is the same as before.
    @discardableResult
    public static func drop() throws(CaptureError) -> UInt32? {
        let user = try give()
        do throws(SystemError) {
            _ = try checked("end with the parent") { nsd_die_with_parent() }
        } catch {
            throw CaptureError(error)
        }
        return user
    }

    private static func give() throws(CaptureError) -> UInt32? {
        guard geteuid() == 0 else { return nil }
        let user = number("SUDO_UID") ?? nobody
        let group = number("SUDO_GID") ?? nobody
        do throws(SystemError) {
            _ = try checked("become user \(user)") { nsd_become(user, group) }
        } catch  where error.code == EINVAL {
            try dropCapabilities()
            return nil
        } catch {
            throw CaptureError(error)
        }
        return user
    }

    private static let nobody: UInt32 = 65534

    /// In a user namespace that has no such user: root there is nobody outside, and without capabilities nobody inside.
    private static func dropCapabilities() throws(CaptureError) {
        do throws(SystemError) {
            _ = try checked("give up capabilities") { nsd_drop_capabilities() }
        } catch {
            throw CaptureError(error)
        }
    }

    /// Who calls sudo as root stays nobody.
    private static func number(_ variable: String) -> UInt32? {
        guard let text = getenv(variable), let number = UInt32(String(cString: text)), number != 0 else { return nil }
        return number
    }
}
