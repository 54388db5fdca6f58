import CLinux

/// Requests that read: each returns the bytes of one netlink message. None changes anything in the kernel.
///
/// All are in the strict form that NETLINK_GET_STRICT_CHK (Linux 4.20) asks for. Kernels without it ignore most filters of
/// a dump and send everything, so the rows of a filtered dump still have to be chosen.
public enum Request {
    /// NLM_F_ROOT | NLM_F_MATCH: a whole table.
    static var dump: Int32 { NLM_F_DUMP }
}
