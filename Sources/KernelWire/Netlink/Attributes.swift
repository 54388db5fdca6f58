import CLinux

/// One netlink attribute (struct nlattr) as a place in the message: its value is the bytes `start..<end`.
///
/// Only offsets are kept, so an attribute costs nothing to make; the span is handed to each read.
public struct Attribute: Hashable, Sendable {
    /// Without NLA_F_NESTED and NLA_F_NET_BYTEORDER, which older kernels do not set anyway.
    public let type: Int
    public let start: Int
    public let end: Int
    /// How many attributes this one is inside of.
    let depth: Int

    public var count: Int { end - start }
}

/// Walks over the attributes in a part of a message.
///
///     var attributes = Attributes(in: message, after: MemoryLayout<ifinfomsg>.size)
///     while let attribute = try attributes.next(in: message) { … }
///
/// It always ends: each step moves forward by at least the four bytes of struct nlattr, or throws.
public struct Attributes: Sendable {
    private var offset: Int
    private let end: Int
    private let depth: Int

    /// Nothing that the kernel sends comes near: links nest five deep, nf_tables seven.
    public static let maxDepth = 8

    /// The attributes behind a message's fixed header, which is padded to four bytes (NLMSG_ALIGN).
    public init(in message: RawSpan, after header: Int) {
        offset = min(Self.aligned(header), message.byteCount)
        end = message.byteCount
        depth = 0
    }

    /// The attributes inside another attribute, behind `header` bytes of something else.
    public init(inside parent: Attribute, after header: Int = 0) throws(WireError) {
        guard parent.depth + 1 < Self.maxDepth else { throw WireError(.tooDeep, "nlattr", at: parent.start) }
        offset = min(parent.start + Self.aligned(header), parent.end)
        end = parent.end
        depth = parent.depth + 1
    }

    /// The attributes of a part that has no struct nlattr of its own, such as one rtnexthop of RTA_MULTIPATH.
    init(from start: Int, to end: Int, inside parent: Attribute) throws(WireError) {
        guard parent.depth + 1 < Self.maxDepth else { throw WireError(.tooDeep, "nlattr", at: start) }
        offset = min(start, end)
        self.end = end
        depth = parent.depth + 1
    }

    /// NLA_ALIGN and NLMSG_ALIGN: attributes and messages start at multiples of four.
    @inline(__always)
    static func aligned(_ length: Int) -> Int { (length + 3) & ~3 }

    /// Nil at the end. Fewer than four bytes at the end are padding.
    @inline(__always)
    public mutating func next(in message: RawSpan) throws(WireError) -> Attribute? {
        let headerSize = MemoryLayout<nlattr>.size
        guard end - offset >= headerSize else { return nil }
        let length = Int(try message.native(UInt16.self, at: offset))
        let rawType = Int(try message.native(UInt16.self, at: offset + 2))
        guard length >= headerSize, length <= end - offset else { throw WireError(.badLength, "nlattr", at: offset) }
        let attribute = Attribute(
            type: rawType & ~Int(NLA_F_NESTED | NLA_F_NET_BYTEORDER),
            start: offset + headerSize, end: offset + length, depth: depth)
        // The last attribute need not be padded.
        offset = min(offset + Self.aligned(length), end)
        return attribute
    }
}

/// Lets `switch attribute.type` name the constants of C enums that have a type of their own (RTA_*).
@inline(__always)
func ~= <Constant: RawRepresentable>(pattern: Constant, value: Int) -> Bool where Constant.RawValue == UInt32 {
    Int(pattern.rawValue) == value
}
