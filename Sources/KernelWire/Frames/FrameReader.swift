import Addresses

/// Goes through the headers of a frame from the outside in. Each step narrows the bytes to what its header says is its
/// own, so that what Ethernet adds to short packets is never taken for a header.
struct FrameReader {
    private var packets: [FramePacket] = []
    private var packet = FramePacket()
    private var packetType: UInt8?
    /// Bytes that are headers for certain.
    private var kept = 0
    /// Where the headers that are being read must end.
    private var limit: Int
    private var isCut = false
    private let ports: TunnelPorts

    /// Deeper than anybody nests tunnels.
    private static let mostPackets = 4
    private static let mostTags = 4

    init(limit: Int, ports: TunnelPorts) {
        self.limit = limit
        self.ports = ports
    }

    var frame: Frame {
        Frame(packets: packets + [packet], headerLength: kept, isCut: isCut, packetType: packetType)
    }

    /// What ended the reading early: headers that are cut off are headers to their last byte.
    mutating func stop(at end: Int, _ error: WireError) {
        guard error.reason == .truncated else { return }
        kept = max(kept, limit)
        isCut = limit == end
    }
}

extension Frame {
    fileprivate init(packets: [FramePacket], headerLength: Int, isCut: Bool, packetType: UInt8?) {
        self.packets = packets
        self.headerLength = headerLength
        self.isCut = isCut
        self.packetType = packetType
    }
}

// MARK: The link layer

extension FrameReader {
    mutating func read(_ bytes: RawSpan, _ linkType: LinkType) throws(WireError) {
        switch linkType {
        case .ethernet: try readEthernet(bytes, at: 0)
        case .linuxSLL:
            let type = try bytes.big(UInt16.self, at: 0)
            packetType = UInt8(exactly: type)
            let width = Int(try bytes.big(UInt16.self, at: 4))
            try readCooked(bytes, proto: 14, width: width, address: 6, end: 16)
        case .linuxSLL2:
            packetType = try bytes.u8(at: 10)
            try readCooked(bytes, proto: 0, width: Int(try bytes.u8(at: 11)), address: 12, end: 20)
        case .raw, .ipv4, .ipv6: try readIP(bytes, at: 0)
        case .null, .loop:
            // The family's number depends on the system that captured; the packet tells as well.
            kept = min(4, bytes.byteCount)
            try readIP(bytes, at: 4)
        default: throw WireError(.unsupported, "link type \(linkType.rawValue)", at: 0)
        }
    }

    private mutating func readCooked(
        _ bytes: RawSpan, proto: Int, width: Int, address: Int, end: Int
    ) throws(WireError) {
        if (1...8).contains(width) {
            packet.source = LinkLayerAddress(bytes: try bytes.bytes(from: address, to: address + width))
        }
        let type = try bytes.big(UInt16.self, at: proto)
        guard end <= bytes.byteCount else { throw WireError(.truncated, "cooked header", at: 0) }
        kept = end
        try readTagged(bytes, at: end, type)
    }

    private mutating func readEthernet(_ bytes: RawSpan, at start: Int) throws(WireError) {
        packet.destination = LinkLayerAddress(bytes: try bytes.bytes(from: start, to: start + 6))
        packet.source = LinkLayerAddress(bytes: try bytes.bytes(from: start + 6, to: start + 12))
        let type = try bytes.big(UInt16.self, at: start + 12)
        kept = start + 14
        try readTagged(bytes, at: start + 14, type)
    }

    /// What the type of a frame announces, behind any tags.
    private mutating func readTagged(_ bytes: RawSpan, at start: Int, _ first: UInt16) throws(WireError) {
        var (type, offset) = (first, start)
        while type == 0x8100 || type == 0x88a8 || type == 0x9100, packet.vlans.count < Self.mostTags {
            let tag = try bytes.big(UInt16.self, at: offset)
            packet.vlans.append(VLANTag(proto: type, id: tag & 0xfff))
            type = try bytes.big(UInt16.self, at: offset + 2)
            offset += 4
            kept = offset
        }
        // Below, it is a length (802.3), as spanning tree has it.
        guard type >= 0x600 else { return }
        packet.etherType = type
        switch type {
        case 0x0800, 0x86dd: try readIP(bytes, at: offset)
        case 0x0806:
            let (message, end) = try ARPMessage.read(in: bytes, at: offset)
            packet.arp = message
            kept = end
        default: break
        }
    }
}

// MARK: IP and what it carries

extension FrameReader {
    private mutating func readIP(_ bytes: RawSpan, at start: Int) throws(WireError) {
        let body = try IPHeader.read(&packet.ip, in: bytes, at: start)
        guard let ip = packet.ip else { return }
        kept = body.start
        limit = min(bytes.byteCount, body.end ?? bytes.byteCount)
        guard !ip.isLaterFragment else { return }
        let inside = bytes.extracting(0..<limit)
        try readTransport(inside, ip, body)
    }

    private mutating func readTransport(_ bytes: RawSpan, _ ip: IPHeader, _ body: IPBody) throws(WireError) {
        let whole = ip.fragment == nil ? body.end : nil
        switch ip.proto {
        case IPProtocol.tcp:
            packet.checksum = .of(ip, body, field: 16, in: bytes)
            kept = try TCPHeader.read(&packet.transport, in: bytes, at: body.start, end: whole)
        case IPProtocol.udp:
            packet.checksum = .of(ip, body, field: 6, in: bytes)
            kept = try TransportPorts.read(&packet.transport, ip.proto, in: bytes, at: body.start)
            if ip.fragment?.isMore != true { try readUDPTunnel(bytes, at: kept) }
        case IPProtocol.udplite, IPProtocol.sctp, IPProtocol.dccp:
            kept = try TransportPorts.read(&packet.transport, ip.proto, in: bytes, at: body.start)
        case IPProtocol.icmp where ip.family == .inet, IPProtocol.icmpv6 where ip.family == .inet6:
            packet.checksum = .of(ip, body, field: 2, in: bytes)
            kept = try ICMPMessage.read(&packet.transport, ip.family, in: bytes, at: body.start, end: whole)
        case IPProtocol.encrypted:
            packet.transport = .esp(spi: try bytes.big(UInt32.self, at: body.start))
            kept = min(body.start + 8, bytes.byteCount)
        case IPProtocol.gre: try readGRE(bytes, at: body.start)
        case IPProtocol.ipip: try readIP(inside: ip.family == .inet ? .ipip : .ip6tnl, bytes, at: body.start)
        case IPProtocol.ipv6: try readIP(inside: ip.family == .inet ? .sit : .ip6tnl, bytes, at: body.start)
        default: break
        }
    }
}

// MARK: Tunnels

extension FrameReader {
    /// False where packets are nested deeper than anybody nests them.
    private mutating func enter(_ kind: FrameTunnel.Kind, id: UInt32? = nil) -> Bool {
        guard packets.count + 1 < Self.mostPackets else { return false }
        packet.tunnel = FrameTunnel(kind: kind, id: id)
        packets.append(packet)
        packet = FramePacket()
        return true
    }

    private mutating func readIP(
        inside kind: FrameTunnel.Kind, id: UInt32? = nil, _ bytes: RawSpan, at start: Int
    ) throws(WireError) {
        if enter(kind, id: id) { try readIP(bytes, at: start) }
    }

    private mutating func readEthernet(
        inside kind: FrameTunnel.Kind, id: UInt32?, _ bytes: RawSpan, at start: Int
    ) throws(WireError) {
        if enter(kind, id: id) { try readEthernet(bytes, at: start) }
    }

    private mutating func readUDPTunnel(_ bytes: RawSpan, at start: Int) throws(WireError) {
        guard let port = packet.transport?.destinationPort, start < bytes.byteCount else { return }
        if ports.vxlan.contains(port) {
            // Of the flags that with the VNI, and perhaps that of a group policy: all else is somebody's data.
            guard try bytes.u8(at: start) & 0x7f == 0x08 else { return }
            let vni = try bytes.big(UInt32.self, at: start + 4) >> 8
            kept = start + 8
            try readEthernet(inside: .vxlan, id: vni, bytes, at: kept)
        } else if ports.geneve.contains(port) {
            let first = try bytes.u8(at: start)
            let proto = try bytes.big(UInt16.self, at: start + 2)
            // Version 0.
            guard first & 0xc0 == 0, [0x6558, 0x0800, 0x86dd].contains(proto) else { return }
            let vni = try bytes.big(UInt32.self, at: start + 4) >> 8
            let end = start + 8 + Int(first & 0x3f) * 4
            guard end <= bytes.byteCount else { throw WireError(.truncated, "geneve options", at: start + 8) }
            kept = end
            if proto == 0x6558 {
                try readEthernet(inside: .geneve, id: vni, bytes, at: end)
            } else {
                try readIP(inside: .geneve, id: vni, bytes, at: end)
            }
        }
    }

    /// RFC 2784 and 2890; version 1 is PPTP's, and what has bit 1 routes by the source.
    private mutating func readGRE(_ bytes: RawSpan, at start: Int) throws(WireError) {
        let flags = try bytes.big(UInt16.self, at: start)
        let proto = try bytes.big(UInt16.self, at: start + 2)
        kept = start + 4
        guard flags & 0x4007 == 0 else { return }
        let hasKey = flags & 0x2000 != 0
        let key = start + (flags & 0x8000 != 0 ? 8 : 4)
        let end = key + (hasKey ? 4 : 0) + (flags & 0x1000 != 0 ? 4 : 0)
        let id = hasKey ? try bytes.big(UInt32.self, at: key) : nil
        guard end <= bytes.byteCount else { throw WireError(.truncated, "GRE", at: start) }
        kept = end
        switch proto {
        case 0x6558: try readEthernet(inside: .gretap, id: id, bytes, at: end)
        case 0x0800, 0x86dd: try readIP(inside: .gre, id: id, bytes, at: end)
        default: break
        }
    }
}

extension ChecksumState {
    /// Of TCP, UDP and ICMP.
    /// - Parameters:
    ///   - field: where the checksum is, from the beginning of the transport's header.
    ///   - bytes: end where the packet ends, or where the capture does.
    fileprivate static func of(
        _ ip: IPHeader, _ body: IPBody, field: Int, in bytes: RawSpan
    ) -> ChecksumState {
        // A routing header may hold the destination that the sum is about.
        guard ip.fragment == nil, let end = body.end, end >= body.start, !ip.extensions.contains(IPProtocol.routing),
            let value = try? bytes.big(UInt16.self, at: body.start + field)
        else { return .unknown }
        if ip.proto == IPProtocol.udp, value == 0 { return .none }
        var sum = InternetChecksum()
        if ip.proto != IPProtocol.icmp {
            sum = InternetChecksum(pseudo: ip, proto: ip.proto, length: end - body.start)
        }
        let pseudo = sum.folded
        let isWhole = end <= bytes.byteCount
        if isWhole {
            sum.add(bytes, body.start..<end)
            if sum.isRight { return .right }
        }
        if ip.proto != IPProtocol.icmp, value == pseudo { return .partial }
        return isWhole ? .wrong : .unknown
    }
}
