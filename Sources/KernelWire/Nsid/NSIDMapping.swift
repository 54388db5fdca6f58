import CLinux

/// RTM_NEWNSID: which number a network namespace has in another (`ip netns list-id`).
public struct NSIDMapping: Hashable, Sendable {
    /// NETNSA_NSID: the number in the namespace asked about (the socket's own, or that of NETNSA_TARGET_NSID).
    /// Nil: that namespace has no number for it (NETNSA_NSID_NOT_ASSIGNED).
    public var nsid: Int?
    /// NETNSA_CURRENT_NSID: the number in the socket's own namespace, sent (since Linux 4.20) where a target was named.
    public var currentNsid: Int?

    public init(nsid: Int?, currentNsid: Int? = nil) {
        self.nsid = nsid
        self.currentNsid = currentNsid
    }

    /// struct rtgenmsg is one byte, padded to four; then NETNSA_* attributes.
    public init(rtnetlink message: RawSpan) throws(WireError) {
        _ = try message.header(rtgenmsg(), "rtgenmsg")
        var attributes = Attributes(in: message, after: MemoryLayout<rtgenmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NETNSA_NSID: nsid = Self.assigned(try message.s32(attribute))
            case NETNSA_CURRENT_NSID: currentNsid = Self.assigned(try message.s32(attribute))
            default: break
            }
        }
    }

    private static func assigned(_ nsid: Int32) -> Int? { nsid == NETNSA_NSID_NOT_ASSIGNED ? nil : Int(nsid) }
}
