import CLinux

/// struct nlmsghdr: what stands in front of every netlink message. All fields are in host byte order.
public struct MessageHeader: Hashable, Sendable {
    /// With the header itself.
    public let length: UInt32
    public let type: UInt16
    public let flags: UInt16
    public let sequence: UInt32
    public let port: UInt32

    public init(length: UInt32, type: UInt16, flags: UInt16, sequence: UInt32, port: UInt32) {
        self.length = length
        self.type = type
        self.flags = flags
        self.sequence = sequence
        self.port = port
    }

    /// NLM_F_MULTI: one of several, which NLMSG_DONE ends.
    public var isMultipart: Bool { flags & UInt16(NLM_F_MULTI) != 0 }
    /// NLM_F_DUMP_INTR: the table changed under the dump, so rows may be missing or doubled. Any message of the dump
    /// may carry it, NLMSG_DONE too.
    public var isInterrupted: Bool { flags & UInt16(NLM_F_DUMP_INTR) != 0 }
    /// NLM_F_DUMP_FILTERED: the kernel (since 4.20, with NETLINK_GET_STRICT_CHK) applied the filter of the request.
    ///
    /// No more than a hint: Linux 6.18 sets it on every strict dump of routes, filtered or not, never on one of FDB
    /// entries, and not always on NLMSG_DONE. Whoever filters must look at the rows.
    public var isFiltered: Bool { flags & UInt16(NLM_F_DUMP_FILTERED) != 0 }

    /// Types below NLMSG_MIN_TYPE (16) belong to netlink itself.
    public var isControl: Bool { Int32(type) < NLMSG_MIN_TYPE }
    public var isDone: Bool { Int32(type) == NLMSG_DONE }
    public var isError: Bool { Int32(type) == NLMSG_ERROR }
    /// NLMSG_OVERRUN: data was lost.
    public var isOverrun: Bool { Int32(type) == NLMSG_OVERRUN }
}

public enum Netlink {
    /// NLMSG_HDRLEN
    public static let headerSize = Attributes.aligned(MemoryLayout<nlmsghdr>.size)

    /// Calls `body` with each message of a datagram: its header, and what follows the header.
    ///
    /// Control messages (done, error, no-op) are handed over like all others.
    public static func forEachMessage(
        in datagram: RawSpan, _ body: (MessageHeader, RawSpan) throws(WireError) -> Void
    ) throws(WireError) {
        var offset = 0
        while datagram.byteCount - offset >= headerSize {
            let raw = datagram.fixed(nlmsghdr(), from: offset, to: offset + headerSize)
            let length = Int(raw.nlmsg_len)
            guard length >= headerSize, length <= datagram.byteCount - offset else {
                throw WireError(.badLength, "nlmsghdr", at: offset)
            }
            let header = MessageHeader(
                length: raw.nlmsg_len, type: raw.nlmsg_type, flags: raw.nlmsg_flags, sequence: raw.nlmsg_seq,
                port: raw.nlmsg_pid)
            try body(header, datagram.extracting((offset + headerSize)..<(offset + length)))
            // The last message need not be padded.
            offset = min(offset + Attributes.aligned(length), datagram.byteCount)
        }
        guard offset == datagram.byteCount else { throw WireError(.truncated, "nlmsghdr", at: offset) }
    }
}
