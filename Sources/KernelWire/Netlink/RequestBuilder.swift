import CLinux

/// Builds one request: struct nlmsghdr, a fixed struct, attributes.
///
/// Sequence number and port stay zero; the socket fills them in with `Netlink.address`.
struct RequestBuilder {
    private(set) var bytes: [UInt8]

    init(_ type: some BinaryInteger, flags: Int32) {
        bytes = []
        bytes.reserveCapacity(128)
        append(
            nlmsghdr(
                nlmsg_len: UInt32(Netlink.headerSize), nlmsg_type: UInt16(truncatingIfNeeded: type),
                nlmsg_flags: UInt16(truncatingIfNeeded: flags | NLM_F_REQUEST), nlmsg_seq: 0, nlmsg_pid: 0))
    }

    /// A C struct as it lies in memory, padded to four bytes.
    mutating func append(_ value: some BitwiseCopyable) {
        unsafe withUnsafeBytes(of: value) { bytes += unsafe $0 }
        pad()
        close()
    }

    mutating func attribute(_ type: some BinaryInteger, _ value: some BitwiseCopyable) {
        let value = unsafe withUnsafeBytes(of: value) { unsafe Array($0) }
        attribute(type, bytes: value)
    }

    mutating func attribute(_ type: some BinaryInteger, bytes value: [UInt8]) {
        let header = nlattr(
            nla_len: UInt16(truncatingIfNeeded: MemoryLayout<nlattr>.size + value.count),
            nla_type: UInt16(truncatingIfNeeded: type))
        unsafe withUnsafeBytes(of: header) { bytes += unsafe $0 }
        bytes += value
        pad()
        close()
    }

    /// With the NUL that the kernel expects behind names (NLA_NUL_STRING).
    mutating func attribute(_ type: some BinaryInteger, name: [UInt8]) {
        attribute(type, bytes: name.prefix { $0 != 0 } + [0])
    }

    private mutating func pad() {
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    /// Keeps nlmsg_len true.
    private mutating func close() {
        Netlink.store(UInt32(bytes.count), at: 0, in: &bytes)
    }
}

extension Netlink {
    /// Fills in what only the socket knows: nlmsg_seq and nlmsg_pid. Requests too short to be any are left alone.
    public static func address(_ request: inout [UInt8], sequence: UInt32, port: UInt32) {
        guard request.count >= headerSize else { return }
        store(sequence, at: MemoryLayout<nlmsghdr>.offset(of: \.nlmsg_seq) ?? 8, in: &request)
        store(port, at: MemoryLayout<nlmsghdr>.offset(of: \.nlmsg_pid) ?? 12, in: &request)
    }

    /// In host byte order.
    static func store(_ value: UInt32, at offset: Int, in bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: value) { source in
            for index in 0..<source.count where offset + index < bytes.count {
                bytes[offset + index] = unsafe source[index]
            }
        }
    }
}
