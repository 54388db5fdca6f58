import Addresses

/// What the headers of a captured packet say, as far as they were captured.
///
/// Whatever is missing or is not what it should be is nil: a frame may be cut anywhere, and may hold anything.
public struct Frame: Hashable, Sendable {
    /// The packet as the device had it, and then what it carries in a tunnel, and what that carries. Never empty.
    public var packets: [FramePacket]
    /// How many of the captured bytes are headers: of the link, the network and the transport, of what tunnels carry, and
    /// of what ICMP errors quote. What comes behind is somebody's data.
    public var headerLength: Int
    /// The capture ended before the headers did.
    public var isCut: Bool
    /// PACKET_* where the link layer's header tells (Linux cooked captures); 4 is outgoing.
    public var packetType: UInt8?

    /// The packet as the device had it.
    public var outer: FramePacket { packets.first ?? FramePacket() }
    /// What the innermost tunnel carries; without tunnels the packet itself.
    public var inner: FramePacket { packets.last ?? FramePacket() }

    /// - Parameters:
    ///   - bytes: what was captured.
    ///   - ports: those of the tunnels that are known, beside the usual ones.
    public init(_ bytes: RawSpan, _ linkType: LinkType, ports: TunnelPorts = TunnelPorts()) {
        var reader = FrameReader(limit: bytes.byteCount, ports: ports)
        do throws(WireError) {
            try reader.read(bytes, linkType)
        } catch {
            reader.stop(at: bytes.byteCount, error)
        }
        self = reader.frame
    }
}

/// One packet with its frame: at most one of `arp` and `ip` is there.
public struct FramePacket: Hashable, Sendable {
    /// The Ethernet source, or what a cooked capture knows of it.
    public var source: LinkLayerAddress?
    public var destination: LinkLayerAddress?
    /// Tags of 802.1Q and 802.1ad, outermost first.
    public var vlans: [VLANTag] = []
    /// ETH_P_* behind all tags, in host byte order; nil for frames with a length in its place, and without a frame.
    public var etherType: UInt16?
    public var arp: ARPMessage?
    public var ip: IPHeader?
    /// Nil for later fragments, too.
    public var transport: TransportHeader?
    /// Of TCP, UDP and ICMP.
    public var checksum = ChecksumState.unknown
    /// What carries the next one of `Frame.packets`.
    public var tunnel: FrameTunnel?

    /// Nothing is known of it.
    public init() {}
}

/// A tag of 802.1Q or 802.1ad.
public struct VLANTag: Hashable, Sendable {
    /// The tag protocol: 0x8100 or 0x88a8.
    public var proto: UInt16
    /// 0 is priority only.
    public var id: UInt16

    public init(proto: UInt16, id: UInt16) {
        self.proto = proto
        self.id = id
    }
}

/// What a packet carries another one in, by the kinds of links that make them.
public struct FrameTunnel: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case vxlan, geneve, gre, gretap, ipip, sit, ip6tnl
    }

    public var kind: Kind
    /// VNI of vxlan and geneve, key of gre; nil where there is none.
    public var id: UInt32?
}

/// UDP ports behind which a packet is taken for one of a tunnel.
public struct TunnelPorts: Hashable, Sendable {
    /// IANA's and that of Linux before there was one, which flannel still uses.
    public var vxlan: Set<UInt16> = [4789, 8472]
    public var geneve: Set<UInt16> = [6081]

    /// The usual ones.
    public init() {}
}

/// Whether a checksum is right.
public enum ChecksumState: Hashable, Sendable {
    case right
    case wrong
    /// The sender left it to the device (CHECKSUM_PARTIAL): only the pseudo header is summed up. Nothing is wrong with it
    /// inside of the host.
    case partial
    /// UDP over IPv4 may have none.
    case none
    /// Not all that it covers was captured.
    case unknown
}
