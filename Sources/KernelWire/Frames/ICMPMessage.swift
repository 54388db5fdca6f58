import Addresses

/// A message of ICMP or ICMPv6; the IP header says which.
public struct ICMPMessage: Hashable, Sendable {
    public var type: UInt8
    public var code: UInt8
    /// Of echo requests and replies.
    public var identifier: UInt16?
    /// Of echo requests and replies.
    public var sequence: UInt16?
    /// What fits, where a packet was too big; 0 where the router did not say.
    public var mtu: UInt32?
    /// Of neighbour solicitations, advertisements and redirects.
    public var target: IPAddress?
    /// The option of neighbour discovery: the target's in neighbour advertisements, else the sender's.
    public var linkLayerAddress: LinkLayerAddress?
    /// The packet that an error is about, as far as it was quoted.
    public var quoted: QuotedPacket?

    /// Echo requests and their replies, of either family.
    public var isEcho: Bool { identifier != nil }
    /// It is about another packet.
    public var isError: Bool { quoted != nil }
}

/// What an ICMP error quotes: the packet's headers, as the router had them. Of the transport's at least eight bytes.
public struct QuotedPacket: Hashable, Sendable {
    public var ip: IPHeader
    public var transport: TransportHeader?
}

/// Types of ICMP messages that are read further than their first four bytes.
private enum ICMPKind {
    case echo, error, tooBig, routerSolicitation, routerAdvertisement, solicitation, advertisement, redirect, other

    init(_ family: IPAddress.Family, type: UInt8, code: UInt8) {
        switch (family, type) {
        case (.inet, 3): self = code == 4 ? .tooBig : .error
        case (.inet, 4), (.inet, 5), (.inet, 11), (.inet, 12): self = .error
        case (.inet, 0), (.inet, 8), (.inet6, 128), (.inet6, 129): self = .echo
        case (.inet6, 2): self = .tooBig
        case (.inet6, 1), (.inet6, 3), (.inet6, 4): self = .error
        case (.inet6, 133): self = .routerSolicitation
        case (.inet6, 134): self = .routerAdvertisement
        case (.inet6, 135): self = .solicitation
        case (.inet6, 136): self = .advertisement
        case (.inet6, 137): self = .redirect
        default: self = .other
        }
    }
}

extension ICMPMessage {
    /// Reads the message at `start`; what was cut off stays nil. Returns where its headers end.
    /// - Parameter end: where the message ends, if that is known.
    static func read(
        _ header: inout TransportHeader?, _ family: IPAddress.Family, in bytes: RawSpan, at start: Int, end: Int?
    ) throws(WireError) -> Int {
        var known = ICMPMessage(type: try bytes.u8(at: start), code: try bytes.u8(at: start + 1))
        defer { header = .icmp(known) }
        let kind = ICMPKind(family, type: known.type, code: known.code)
        switch kind {
        case .echo:
            known.identifier = try bytes.big(UInt16.self, at: start + 4)
            known.sequence = try bytes.big(UInt16.self, at: start + 6)
        case .tooBig where family == .inet: known.mtu = UInt32(try bytes.big(UInt16.self, at: start + 6))
        case .tooBig: known.mtu = try bytes.big(UInt32.self, at: start + 4)
        default: break
        }
        guard start + 8 <= bytes.byteCount else { throw WireError(.truncated, "ICMP", at: start) }
        switch kind {
        case .error, .tooBig: return try known.readQuoted(in: bytes, at: start + 8, end: end)
        case .solicitation, .advertisement:
            known.target = try bytes.address(.inet6, at: start + 8)
            let option: UInt8 = kind == .solicitation ? 1 : 2
            known.linkLayerAddress = try address(option, in: bytes, at: start + 24)
            return try wholeEnd(end, in: bytes)
        case .routerSolicitation, .routerAdvertisement:
            known.linkLayerAddress = try address(1, in: bytes, at: start + (kind == .routerSolicitation ? 8 : 16))
            return try wholeEnd(end, in: bytes)
        case .redirect:
            known.target = try bytes.address(.inet6, at: start + 8)
            // Behind it is the packet that was redirected.
            return min(start + 40, bytes.byteCount)
        case .echo, .other: return start + 8
        }
    }

    /// All of neighbour discovery are headers.
    private static func wholeEnd(_ end: Int?, in bytes: RawSpan) throws(WireError) -> Int {
        guard end ?? 0 <= bytes.byteCount else {
            throw WireError(.truncated, "neighbour discovery", at: bytes.byteCount)
        }
        return bytes.byteCount
    }

    private mutating func readQuoted(
        in bytes: RawSpan, at start: Int, end: Int?
    ) throws(WireError) -> Int {
        var ip: IPHeader?
        var transport: TransportHeader?
        defer { quoted = ip.map { QuotedPacket(ip: $0, transport: transport) } }
        let body: IPBody
        do throws(WireError) {
            body = try IPHeader.read(&ip, in: bytes, at: start)
        } catch {
            // Quotes of anything else are nobody's headers.
            guard error.reason == .truncated else { return start }
            throw error
        }
        guard let header = ip, !header.isLaterFragment else { return body.start }
        do throws(WireError) {
            switch header.proto {
            case IPProtocol.tcp: return try TCPHeader.read(&transport, in: bytes, at: body.start, end: body.end)
            case IPProtocol.udp, IPProtocol.udplite, IPProtocol.sctp, IPProtocol.dccp:
                return try TransportPorts.read(&transport, header.proto, in: bytes, at: body.start)
            case IPProtocol.icmp, IPProtocol.icmpv6:
                // Errors are not sent about errors, so this one quotes nothing.
                transport = .icmp(try Self.echo(in: bytes, at: body.start))
                return min(body.start + 8, bytes.byteCount)
            default: return body.start
            }
        } catch {
            guard error.reason == .truncated else { return body.start }
            // Quotes end where the router wants: what is cut off inside of a whole message is no cut of the capture.
            guard end ?? 0 <= bytes.byteCount else { throw error }
            return bytes.byteCount
        }
    }

    private static func echo(in bytes: RawSpan, at start: Int) throws(WireError) -> ICMPMessage {
        var message = ICMPMessage(type: try bytes.u8(at: start), code: try bytes.u8(at: start + 1))
        if [0, 8, 128, 129].contains(message.type) {
            message.identifier = try bytes.big(UInt16.self, at: start + 4)
            message.sequence = try bytes.big(UInt16.self, at: start + 6)
        }
        return message
    }

    /// The link-layer address in the options that begin at `start`, each with its length in units of eight bytes.
    private static func address(
        _ type: UInt8, in bytes: RawSpan, at start: Int
    ) throws(WireError) -> LinkLayerAddress? {
        var offset = start
        while offset + 8 <= bytes.byteCount {
            let size = Int(try bytes.u8(at: offset + 1)) * 8
            guard size > 0 else { return nil }
            if try bytes.u8(at: offset) == type {
                // Padded where the address is no Ethernet's.
                return LinkLayerAddress(bytes: try bytes.bytes(from: offset + 2, to: offset + size))
            }
            offset += size
        }
        return nil
    }
}
