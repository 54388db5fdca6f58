import Glibc

/// Owner of a file descriptor: open as long as someone refers to it.
public final class Descriptor: Sendable {
    public let raw: Int32

    /// Takes over an open descriptor.
    package init(owning raw: Int32) {
        self.raw = raw
    }

    deinit {
        close(raw)
    }

    /// open(2); close-on-exec is always added.
    public static func open(_ path: String, _ flags: Int32 = O_RDONLY) throws(SystemError) -> Descriptor {
        let raw = try checkedErrno("open \(path)") { Int(Glibc.open(path, flags | O_CLOEXEC)) }
        return Descriptor(owning: Int32(raw))
    }

    /// openat(2) below a directory descriptor.
    public static func open(_ path: String, under directory: Descriptor, _ flags: Int32 = O_RDONLY) throws(SystemError)
        -> Descriptor
    {
        let raw = try checkedErrno("open \(path)") { Int(openat(directory.raw, path, flags | O_CLOEXEC)) }
        return Descriptor(owning: Int32(raw))
    }

    /// Everything up to `limit` bytes; the rest is cut off and `true` returned beside it.
    public func read(limit: Int) throws(SystemError) -> (bytes: [UInt8], truncated: Bool) {
        var bytes: [UInt8] = []
        // One byte more than the limit tells a file that fits from one that does not.
        while bytes.count <= limit {
            let wanted = min(limit + 1 - bytes.count, 16384)
            var chunk = [UInt8](repeating: 0, count: wanted)
            let count = try checkedErrno("read") {
                chunk.withUnsafeMutableBytes { Glibc.read(raw, $0.baseAddress, $0.count) }
            }
            if count == 0 { return (bytes, false) }
            bytes += chunk[..<count]
        }
        return (Array(bytes.prefix(limit)), true)
    }

    /// From the beginning, however much of it was read before.
    public func readAgain(limit: Int) throws(SystemError) -> (bytes: [UInt8], truncated: Bool) {
        _ = try checkedErrno("lseek") { Int(lseek(raw, 0, SEEK_SET)) }
        return try read(limit: limit)
    }

    public func status() throws(SystemError) -> stat {
        var result = stat()
        _ = try checkedErrno("fstat") { Int(fstat(raw, &result)) }
        return result
    }
}
