import CLinux
import NetworkModel

/// A packet that the kernel dropped, as drop_monitor tells it (NET_DM_CMD_PACKET_ALERT).
public struct DropAlert: Hashable, Sendable {
    /// The function that dropped it, without the offset: `nft_do_chain`.
    public var symbol: String
    /// The kernel's own word for why, since Linux 6.0: `NETFILTER_DROP`.
    public var reason: String?
    /// The link that it came in by, in its own namespace; nil for what was sent here.
    public var ifindex: Int?
    /// Hostile text.
    public var ifname: String?
    /// ETH_P_*
    public var proto: UInt16 = 0
    /// From the link's header on, cut.
    public var payload: [UInt8] = []

    /// The message behind struct nlmsghdr; nil for other commands.
    public init?(_ message: RawSpan) throws(WireError) {
        guard try message.u8(at: 0) == UInt8(NSD_NET_DM_CMD_PACKET_ALERT) else { return nil }
        symbol = ""
        var attributes = Attributes(in: message, after: GenericFamily.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case Int(NSD_NET_DM_ATTR_SYMBOL): symbol = Self.function(try message.text(attribute))
            case Int(NSD_NET_DM_ATTR_REASON): reason = try message.text(attribute)
            case Int(NSD_NET_DM_ATTR_PROTO): proto = try message.u16(attribute)
            case Int(NSD_NET_DM_ATTR_PAYLOAD): payload = try message.bytes(attribute)
            case Int(NSD_NET_DM_ATTR_IN_PORT): try readPort(attribute, message)
            default: break
            }
        }
    }

    private mutating func readPort(_ port: Attribute, _ message: RawSpan) throws(WireError) {
        var attributes = try Attributes(inside: port)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case Int(NSD_NET_DM_ATTR_PORT_NETDEV_IFINDEX): ifindex = Int(try message.u32(attribute))
            case Int(NSD_NET_DM_ATTR_PORT_NETDEV_NAME): ifname = try message.text(attribute)
            default: break
            }
        }
    }

    /// `nft_do_chain+0x47f/0x5e0 [nf_tables]`
    private static func function(_ symbol: String) -> String { String(symbol.prefix { $0 != "+" && $0 != " " }) }

    /// What was dropped, and the tunnel around it; nil for what is no packet of IP, and for later fragments.
    public var packet: (tuple: ConntrackEntry.Tuple, outer: ConntrackEntry.Tuple?)? {
        // What has no frame begins with its IP header.
        for type in [LinkType.ethernet, .raw] {
            let frame = Frame(payload.span.bytes, type)
            guard let ip = frame.inner.ip, !ip.isLaterFragment else { continue }
            let outer =
                frame.packets.count > 1 ? frame.outer.ip.map { ConntrackEntry.Tuple($0, frame.outer.transport) } : nil
            return (ConntrackEntry.Tuple(ip, frame.inner.transport), outer)
        }
        return nil
    }
}

extension ConntrackEntry.Tuple {
    /// The header of a packet that was seen.
    public init(_ ip: IPHeader, _ transport: TransportHeader?) {
        self.init(src: ip.source, dst: ip.destination, proto: ip.proto)
        switch transport {
        case .icmp(let message): (icmpType, icmpCode, icmpId) = (message.type, message.code, message.identifier)
        case .tcp, .ports, .esp, nil: (sport, dport) = (transport?.sourcePort, transport?.destinationPort)
        }
    }
}
