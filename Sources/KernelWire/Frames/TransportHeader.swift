import Addresses

/// What is behind the IP header, as far as it was captured.
public enum TransportHeader: Hashable, Sendable {
    case tcp(TCPHeader)
    /// UDP, UDP-Lite, SCTP and DCCP: of all of them the ports.
    case ports(TransportPorts)
    /// ICMP or ICMPv6.
    indirect case icmp(ICMPMessage)
    /// ESP: the number of its security association.
    case esp(spi: UInt32)

    /// Nil where the protocol has none, or they were not captured.
    public var sourcePort: UInt16? {
        switch self {
        case .tcp(let header): header.sourcePort
        case .ports(let header): header.sourcePort
        case .icmp, .esp: nil
        }
    }

    /// Nil where the protocol has none, or they were not captured.
    public var destinationPort: UInt16? {
        switch self {
        case .tcp(let header): header.destinationPort
        case .ports(let header): header.destinationPort
        case .icmp, .esp: nil
        }
    }
}

/// UDP, UDP-Lite, SCTP, DCCP; the IP header says which.
public struct TransportPorts: Hashable, Sendable {
    public var sourcePort: UInt16
    public var destinationPort: UInt16
    /// Bytes of data as the headers say: of UDP only, and only where the datagram is whole.
    public var payloadLength: Int?
    /// Type of the first chunk of SCTP.
    public var chunk: UInt8?
}

/// The header of TCP. ICMP errors may quote its first eight bytes only.
public struct TCPHeader: Hashable, Sendable {
    /// The bits of the header.
    public struct Flags: OptionSet, Hashable, Sendable {
        public var rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let fin = Flags(rawValue: 1)
        public static let syn = Flags(rawValue: 2)
        public static let rst = Flags(rawValue: 4)
        public static let psh = Flags(rawValue: 8)
        public static let ack = Flags(rawValue: 16)
        public static let urg = Flags(rawValue: 32)
        public static let ece = Flags(rawValue: 64)
        public static let cwr = Flags(rawValue: 128)
    }

    public var sourcePort: UInt16
    public var destinationPort: UInt16
    public var sequence: UInt32?
    public var acknowledgement: UInt32?
    public var flags: Flags?
    /// As it is sent, without the scale that both sides agreed on.
    public var window: UInt16?
    /// Option 2 of packets with SYN: the largest segment that the sender takes.
    public var maximumSegment: UInt16?
    /// Bytes of data as the headers say, whatever was captured; nil where they do not, as in a fragment.
    public var payloadLength: Int?
}

extension TCPHeader {
    /// Reads the header at `start`; what was cut off stays nil. Returns where it ends.
    /// - Parameter end: where the segment ends, if that is known.
    static func read(
        _ header: inout TransportHeader?, in bytes: RawSpan, at start: Int, end: Int?
    ) throws(WireError) -> Int {
        var known = TCPHeader(
            sourcePort: try bytes.big(UInt16.self, at: start),
            destinationPort: try bytes.big(UInt16.self, at: start + 2))
        defer { header = .tcp(known) }
        known.sequence = try bytes.big(UInt32.self, at: start + 4)
        known.acknowledgement = try bytes.big(UInt32.self, at: start + 8)
        let size = Int(try bytes.u8(at: start + 12) >> 4) * 4
        known.flags = Flags(rawValue: try bytes.u8(at: start + 13))
        known.window = try bytes.big(UInt16.self, at: start + 14)
        // Checksum and urgent pointer.
        let fixedEnd = start + 20
        guard fixedEnd <= bytes.byteCount else { throw WireError(.truncated, "TCP header", at: start) }
        guard size >= 20 else { throw WireError(.badLength, "TCP header", at: start + 12) }
        if let end, end >= start + size { known.payloadLength = end - start - size }
        known.maximumSegment = try maximumSegment(in: bytes, from: fixedEnd, to: start + size)
        guard start + size <= bytes.byteCount else { throw WireError(.truncated, "TCP options", at: fixedEnd) }
        return start + size
    }

    private static func maximumSegment(
        in bytes: RawSpan, from start: Int, to end: Int
    ) throws(WireError) -> UInt16? {
        var offset = start
        while offset + 3 < min(end, bytes.byteCount) {
            switch try bytes.u8(at: offset) {
            case 0: return nil
            case 1: offset += 1
            case 2: return try bytes.big(UInt16.self, at: offset + 2)
            default: offset += max(2, Int(try bytes.u8(at: offset + 1)))
            }
        }
        return nil
    }
}

extension TransportPorts {
    /// Reads the header at `start` of one of the four protocols. Returns where it ends.
    static func read(
        _ header: inout TransportHeader?, _ proto: UInt8, in bytes: RawSpan, at start: Int
    ) throws(WireError) -> Int {
        var known = TransportPorts(
            sourcePort: try bytes.big(UInt16.self, at: start),
            destinationPort: try bytes.big(UInt16.self, at: start + 2))
        defer { header = .ports(known) }
        let size: Int
        switch proto {
        case IPProtocol.udp:
            size = 8
            // 0 is longer than 64 KiB.
            let length = Int(try bytes.big(UInt16.self, at: start + 4))
            if length >= size { known.payloadLength = length - size }
        case IPProtocol.udplite: size = 8
        case IPProtocol.sctp:
            // The common header; of the first chunk its type, flags and length.
            size = 16
            if start + 12 < bytes.byteCount { known.chunk = try bytes.u8(at: start + 12) }
        // DCCP says its length in words.
        default: size = max(12, Int(try bytes.u8(at: start + 4)) * 4)
        }
        guard start + size <= bytes.byteCount else { throw WireError(.truncated, "transport header", at: start) }
        return start + size
    }
}
