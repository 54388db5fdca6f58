import Addresses

// Messages that probes send, and how their answers are recognised.

/// An ICMP echo request of either family; the kernel fills in ICMPv6's checksum.
public struct EchoMessage: Hashable, Sendable {
    /// Bytes of the ICMP header.
    public static let header = 8

    public var family: IPAddress.Family
    public var identifier: UInt16
    public var sequence: UInt16
    /// Of the whole message.
    public var length: Int

    /// At least a header long.
    public init(_ family: IPAddress.Family, identifier: UInt16, sequence: UInt16, length: Int) {
        self.family = family
        self.identifier = identifier
        self.sequence = sequence
        self.length = max(length, Self.header)
    }

    /// From the type on.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = [family == .inet ? 8 : 128, 0, 0, 0] + identifier.bigBytes + sequence.bigBytes
        bytes += (bytes.count..<max(length, bytes.count)).map { UInt8(truncatingIfNeeded: $0) }
        guard family == .inet else { return bytes }
        let sum = ~InternetChecksum(bytes.span.bytes, 0..<bytes.count).folded
        bytes.replaceSubrange(2..<4, with: sum.bigBytes)
        return bytes
    }

    /// The sequence number of a reply with this identifier; nil for all other messages. What raw IPv4 sockets hand over begins
    /// with the IP header.
    public static func answered(by packet: [UInt8], _ family: IPAddress.Family, identifier: UInt16) -> UInt16? {
        let start = family == .inet ? Int(packet.first ?? 0) % 16 * 4 : 0
        return sequence(in: packet.dropFirst(start), type: family == .inet ? 0 : 129, identifier)
    }

    /// The sequence number of a request that an error quotes.
    public static func quoted(in message: [UInt8], _ family: IPAddress.Family, identifier: UInt16) -> UInt16? {
        sequence(in: message[...], type: family == .inet ? 8 : 128, identifier)
    }

    private static func sequence(in message: ArraySlice<UInt8>, type: UInt8, _ identifier: UInt16) -> UInt16? {
        let bytes = Array(message.prefix(header))
        guard bytes.count == header, bytes[0] == type, UInt16(big: bytes[4...5]) == identifier else { return nil }
        return UInt16(big: bytes[6...7])
    }
}

extension ARPMessage {
    /// ARP's Ethernet form (RFC 826), without the frame around it; nil for addresses of other kinds.
    public var bytes: [UInt8]? {
        guard senderMAC.bytes.count == 6, targetMAC.bytes.count == 6, sender.family == .inet, target.family == .inet
        else { return nil }
        return [0, 1, 8, 0, 6, 4] + operation.bigBytes + senderMAC.bytes + sender.bytes + targetMAC.bytes
            + target.bytes
    }

    /// Who has an address?
    public static func request(for target: IPAddress, from sender: IPAddress, _ mac: LinkLayerAddress) -> ARPMessage {
        ARPMessage(
            operation: 1, senderMAC: mac, sender: sender,
            targetMAC: LinkLayerAddress(bytes: [UInt8](repeating: 0, count: 6)), target: target)
    }

    /// A message without a frame around it; nil for what is none about IPv4.
    public init?(_ bytes: [UInt8]) {
        guard let message = try? Self.read(in: bytes.span.bytes, at: 0).message else { return nil }
        self = message
    }
}

/// Neighbour discovery's question and answer (RFC 4861), from the ICMPv6 type on.
public enum SolicitationMessage {
    /// The group that whoever has the address listens to.
    public static func group(of target: IPAddress) -> IPAddress {
        let prefix: UInt128 = 0xff02_0000_0000_0000_0000_0001_ff00_0000
        return IPAddress(family: .inet6, bits: prefix | target.bits & 0xff_ffff)
    }

    /// Who has an address? The kernel fills in the checksum.
    public static func bytes(for target: IPAddress, from mac: LinkLayerAddress) -> [UInt8] {
        let option: [UInt8] = mac.bytes.count == 6 ? [1, 1] + mac.bytes : []
        return [135, 0, 0, 0, 0, 0, 0, 0] + target.bytes + option
    }

    /// Who has it, as an advertisement says; nil for all other messages. The address is nil where it has none.
    public static func answer(_ bytes: [UInt8], about target: IPAddress) -> LinkLayerAddress?? {
        var header: TransportHeader?
        guard bytes.first == 136,
            (try? ICMPMessage.read(&header, .inet6, in: bytes.span.bytes, at: 0, end: bytes.count)) != nil,
            case .icmp(let message)? = header, message.target == target
        else { return nil }
        return .some(message.linkLayerAddress)
    }
}

/// A question that every name server can answer: who the root's name servers are (RFC 1035).
public enum RootQuestion {
    /// Recursion is desired.
    public static func bytes(id: UInt16) -> [UInt8] {
        id.bigBytes + [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1]
    }

    /// The RCODE of an answer to that question; nil for what is none.
    public static func answer(_ bytes: [UInt8], id: UInt16) -> Int? {
        guard bytes.count >= 12, UInt16(big: bytes[0...1]) == id, bytes[2] & 0x80 != 0 else { return nil }
        return Int(bytes[3] & 0xf)
    }
}

extension UInt16 {
    fileprivate var bigBytes: [UInt8] { [UInt8(self >> 8), UInt8(self & 0xff)] }

    fileprivate init(big bytes: ArraySlice<UInt8>) { self = bytes.reduce(0) { $0 << 8 | UInt16($1) } }
}
