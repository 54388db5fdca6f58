import Addresses

/// The header of IPv4, or of IPv6 with its extension headers.
public struct IPHeader: Hashable, Sendable {
    /// Which part of a datagram a packet is.
    public struct Fragment: Hashable, Sendable {
        /// Bytes of the datagram before this part.
        public var offset: Int
        /// MF: it is not the last part.
        public var isMore: Bool
    }

    public var source: IPAddress
    public var destination: IPAddress
    /// IPPROTO_* of what comes behind all extension headers that were captured.
    public var proto: UInt8
    /// Time to live, or hop limit.
    public var ttl: UInt8
    /// The whole DS field, or traffic class.
    public var tos: UInt8
    /// Of the packet with this header, as the header says; 0 where a packet of the host is longer than 64 KiB (BIG TCP).
    public var length: Int
    /// By which parts of a datagram are found again; nil for IPv6 packets that are none.
    public var identification: UInt32?
    /// DF; true for IPv6, which nobody fragments on the way.
    public var dontFragment: Bool
    /// Nil for whole datagrams.
    public var fragment: Fragment?
    /// Numbers of the IPv6 extension headers (and AH), in order.
    public var extensions: [UInt8] = []
    /// Of the IPv4 header; `none` for IPv6.
    public var checksum: ChecksumState

    public var family: IPAddress.Family { source.family }
    /// No transport header: it is in the first part.
    public var isLaterFragment: Bool { (fragment?.offset ?? 0) > 0 }
}

/// Where what an IP header is about lies.
struct IPBody: Hashable {
    var start: Int
    /// As the header says, or nil where it cannot say (BIG TCP).
    var end: Int?
}

extension IPHeader {
    /// Reads the header at `start` into `header`, which is filled in as soon as its fixed part is there, even where the
    /// rest was cut off.
    static func read(_ header: inout IPHeader?, in bytes: RawSpan, at start: Int) throws(WireError) -> IPBody {
        switch try bytes.u8(at: start) >> 4 {
        case 4: try readIPv4(&header, in: bytes, at: start)
        case 6: try readIPv6(&header, in: bytes, at: start)
        default: throw WireError(.badValue, "IP version", at: start)
        }
    }

    private static func readIPv4(
        _ header: inout IPHeader?, in bytes: RawSpan, at start: Int
    ) throws(WireError) -> IPBody {
        let size = Int(try bytes.u8(at: start) & 0xf) * 4
        guard size >= 20 else { throw WireError(.badLength, "IPv4 header", at: start) }
        let length = Int(try bytes.big(UInt16.self, at: start + 2))
        let parts = try bytes.big(UInt16.self, at: start + 6)
        let offset = Int(parts & 0x1fff) * 8
        let isMore = parts & 0x2000 != 0
        header = IPHeader(
            source: try bytes.address(.inet, at: start + 12), destination: try bytes.address(.inet, at: start + 16),
            proto: try bytes.u8(at: start + 9), ttl: try bytes.u8(at: start + 8), tos: try bytes.u8(at: start + 1),
            length: length, identification: UInt32(try bytes.big(UInt16.self, at: start + 4)),
            dontFragment: parts & 0x4000 != 0,
            fragment: offset > 0 || isMore ? Fragment(offset: offset, isMore: isMore) : nil, checksum: .unknown)
        guard start + size <= bytes.byteCount else { throw WireError(.truncated, "IPv4 options", at: start + 20) }
        header?.checksum = InternetChecksum(bytes, start..<start + size).isRight ? .right : .wrong
        guard length == 0 || length >= size else { throw WireError(.badLength, "IPv4 packet", at: start + 2) }
        return IPBody(start: start + size, end: length == 0 ? nil : start + length)
    }

    private static func readIPv6(
        _ header: inout IPHeader?, in bytes: RawSpan, at start: Int
    ) throws(WireError) -> IPBody {
        let payload = Int(try bytes.big(UInt16.self, at: start + 4))
        let next = try bytes.u8(at: start + 6)
        var known = IPHeader(
            source: try bytes.address(.inet6, at: start + 8), destination: try bytes.address(.inet6, at: start + 24),
            proto: next, ttl: try bytes.u8(at: start + 7),
            tos: UInt8(truncatingIfNeeded: try bytes.big(UInt16.self, at: start) >> 4),
            length: payload == 0 ? 0 : 40 + payload, dontFragment: true, checksum: .none)
        header = known
        var body = IPBody(start: start + 40, end: payload == 0 ? nil : start + 40 + payload)
        // Without a payload at all, if nothing may come.
        if payload == 0, next == IPProtocol.noNext { body.end = body.start }
        while let step = try known.readExtension(in: bytes, at: body.start) {
            body.start += step
            header = known
        }
        return body
    }

    /// Nobody sends more extension headers; each is one more that a stranger makes us read.
    private static let mostExtensions = 16

    /// The extension header at `start`, if one comes next: how many bytes it has.
    mutating func readExtension(in bytes: RawSpan, at start: Int) throws(WireError) -> Int? {
        guard extensions.count < Self.mostExtensions, !isLaterFragment else { return nil }
        let size: Int
        switch proto {
        case IPProtocol.hopByHop, IPProtocol.routing, IPProtocol.destination, IPProtocol.mobility:
            size = 8 + Int(try bytes.u8(at: start + 1)) * 8
        case IPProtocol.authentication:
            size = 8 + Int(try bytes.u8(at: start + 1)) * 4
        case IPProtocol.fragment:
            size = 8
            let parts = try bytes.big(UInt16.self, at: start + 2)
            identification = try bytes.big(UInt32.self, at: start + 4)
            let (offset, isMore) = (Int(parts & 0xfff8), parts & 1 != 0)
            // An atomic fragment (RFC 6946) is a whole datagram.
            if offset > 0 || isMore { fragment = Fragment(offset: offset, isMore: isMore) }
        default: return nil
        }
        guard size <= bytes.byteCount - start else { throw WireError(.truncated, "extension header", at: start) }
        extensions.append(proto)
        proto = try bytes.u8(at: start)
        return size
    }
}

/// IPPROTO_*, which the headers of the C library have as an enum and the kernel's as another.
enum IPProtocol {
    static let hopByHop: UInt8 = 0
    static let icmp: UInt8 = 1
    static let ipip: UInt8 = 4
    static let tcp: UInt8 = 6
    static let udp: UInt8 = 17
    static let dccp: UInt8 = 33
    static let ipv6: UInt8 = 41
    static let routing: UInt8 = 43
    static let fragment: UInt8 = 44
    static let gre: UInt8 = 47
    static let encrypted: UInt8 = 50
    static let authentication: UInt8 = 51
    static let icmpv6: UInt8 = 58
    static let noNext: UInt8 = 59
    static let destination: UInt8 = 60
    static let sctp: UInt8 = 132
    static let mobility: UInt8 = 135
    static let udplite: UInt8 = 136
}
