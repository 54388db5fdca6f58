import CLinux

/// What the kernel says went wrong: NLMSG_ERROR, or NLMSG_DONE with an error at the end of a dump.
///
/// `errno` 0 is an acknowledgement. The extended part (text, place, missing attribute) comes only where the socket has
/// NETLINK_EXT_ACK set (Linux 4.12).
public struct NetlinkFailure: Error, Hashable, Sendable {
    /// Positive.
    public var errno: Int32
    /// NLMSGERR_ATTR_MSG: the kernel's own words.
    public var message: String?
    /// NLMSGERR_ATTR_OFFS: the byte of our request, from its nlmsghdr on, that the kernel disliked.
    public var offset: Int?
    /// NLMSGERR_ATTR_MISS_TYPE: the attribute that the request lacks (Linux 6.1).
    public var missingType: Int?

    public init(errno: Int32, message: String? = nil, offset: Int? = nil, missingType: Int? = nil) {
        self.errno = errno
        self.message = message
        self.offset = offset
        self.missingType = missingType
    }

    public var isAcknowledgement: Bool { errno == 0 }
}

extension NetlinkFailure {
    /// Nil for messages that are neither NLMSG_ERROR nor NLMSG_DONE. A NLMSG_DONE without a code (old kernels) is an
    /// acknowledgement.
    public init?(_ header: MessageHeader, _ payload: RawSpan) throws(WireError) {
        var attributes: Attributes
        if header.isError {
            // struct nlmsgerr: the code, then the header of our request and, unless NLM_F_CAPPED, its payload.
            let error = try payload.header(nlmsgerr(), "nlmsgerr")
            self.init(errno: Self.positive(error.error))
            var size = MemoryLayout<nlmsgerr>.size
            if header.flags & UInt16(NLM_F_CAPPED) == 0 {
                size += max(Int(error.msg.nlmsg_len) - Netlink.headerSize, 0)
            }
            attributes = Attributes(in: payload, after: size)
        } else if header.isDone {
            let code = payload.byteCount >= 4 ? try payload.native(Int32.self, at: 0) : 0
            self.init(errno: Self.positive(code))
            attributes = Attributes(in: payload, after: 4)
        } else {
            return nil
        }
        guard header.flags & UInt16(NLM_F_ACK_TLVS) != 0 else { return }
        while let attribute = try attributes.next(in: payload) {
            switch attribute.type {
            case NLMSGERR_ATTR_MSG: message = try payload.text(attribute)
            case NLMSGERR_ATTR_OFFS: offset = Int(try payload.u32(attribute))
            case NSD_NLMSGERR_ATTR_MISS_TYPE: missingType = Int(try payload.u32(attribute))
            default: break
            }
        }
    }

    /// Errors travel as negative errno values; a positive one (nobody sends it, but anyone could) is taken as it is,
    /// and Int32.min must not trap.
    private static func positive(_ code: Int32) -> Int32 { Int32(clamping: Int64(code).magnitude) }
}
