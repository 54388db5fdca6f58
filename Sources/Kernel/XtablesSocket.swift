import Addresses
import CLinux
import Glibc
import KernelWire
import NetworkModel

/// Reads the tables of iptables-legacy by getsockopt. It keeps the network namespace of the thread that opened it.
///
/// Asking for a table that does not exist yet creates it, so callers ask only for those that the kernel lists (K10).
public final class XtablesSocket {
    private let descriptor: Descriptor
    private let family: IPAddress.Family

    /// A table that changes under us is read again, at most this often.
    private static let attempts = 5
    /// Sixteen times the largest table we have heard of.
    private static let mostBytes = 512 << 20

    public init(_ family: IPAddress.Family) throws(SystemError) {
        // Any socket of the family will do; a datagram socket needs no privilege of its own.
        let kind = Int32(NSD_SOCK_DGRAM) | Int32(NSD_SOCK_CLOEXEC)
        let raw = try checkedErrno("open a socket") { Int(socket(family == .inet ? AF_INET : AF_INET6, kind, 0)) }
        descriptor = Descriptor(owning: Int32(raw))
        self.family = family
    }

    public func table(_ name: String) throws(SystemError) -> XtTable {
        var failure = SystemError("read the table \(name)", code: EAGAIN)
        for _ in 1...Self.attempts {
            let info = try info(name)
            guard info.size <= Self.mostBytes else { throw SystemError("read the table \(name)", code: EFBIG) }
            do throws(SystemError) {
                let answer = try entries(name, size: info.size)
                let entries = answer.span.bytes.extracting(droppingFirst: MemoryLayout<ipt_get_entries>.size)
                do throws(WireError) {
                    return try XtTable(name: name, info, entries: entries, family)
                } catch {
                    throw SystemError("read the table \(name)", code: EBADMSG, detail: error.description)
                }
            } catch  where error.code == EAGAIN {
                // The table was replaced by one of another size.
                failure = error
            }
        }
        throw failure
    }

    private func info(_ name: String) throws(SystemError) -> XtTable.Info {
        var bytes = named(name, MemoryLayout<ipt_getinfo>.size)
        try get(IPT_SO_GET_INFO, &bytes, name)
        do throws(WireError) {
            return try XtTable.Info(bytes.span.bytes)
        } catch {
            throw SystemError("read the table \(name)", code: EBADMSG, detail: error.description)
        }
    }

    /// struct ipt_get_entries with the table behind it.
    private func entries(_ name: String, size: Int) throws(SystemError) -> [UInt8] {
        let header = MemoryLayout<ipt_get_entries>.size
        var bytes = named(name, header + size)
        let place = MemoryLayout<ipt_get_entries>.offset(of: \.size) ?? Int(XT_TABLE_MAXNAMELEN)
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: size)) { number in
            for (index, byte) in number.enumerated() { bytes[place + index] = byte }
        }
        try get(IPT_SO_GET_ENTRIES, &bytes, name)
        return bytes
    }

    /// Both structs begin with the table's name. The numbers of the options are the same for both families.
    private func named(_ name: String, _ size: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        for (index, byte) in name.utf8.prefix(Int(XT_TABLE_MAXNAMELEN) - 1).enumerated() { bytes[index] = byte }
        return bytes
    }

    private func get(_ option: Int32, _ bytes: inout [UInt8], _ name: String) throws(SystemError) {
        var length = socklen_t(bytes.count)
        let level = Int32(family == .inet ? IPPROTO_IP : IPPROTO_IPV6)
        _ = try checkedErrno("read the table \(name)") {
            Int(bytes.withUnsafeMutableBytes { getsockopt(descriptor.raw, level, option, $0.baseAddress, &length) })
        }
    }
}
