/// struct xt_tcp.
public struct XtTCP: Hashable, Sendable, Codable {
    /// Nil matches every port.
    public var sport: Invertible<XtRange>?
    public var dport: Invertible<XtRange>?
    /// Of the flags in `mask` exactly those in `value` are set; `--syn` is 0x02/0x17.
    public var flags: Invertible<XtMasked>?
    /// Kind of a TCP option that must be there.
    public var option: Invertible<UInt8>?

    public init() {}
}

/// struct xt_udp.
public struct XtUDP: Hashable, Sendable, Codable {
    public var sport: Invertible<XtRange>?
    public var dport: Invertible<XtRange>?

    public init() {}
}

/// struct xt_sctp_info.
public struct XtSCTP: Hashable, Sendable, Codable {
    public var sport: Invertible<XtRange>?
    public var dport: Invertible<XtRange>?
    /// `--chunk-types`, whose words we do not read.
    public var asksForChunks = false

    public init() {}
}

/// struct ipt_icmp and ip6t_icmp.
public struct XtICMP: Hashable, Sendable, Codable {
    /// 255 of IPv4 is any type.
    public var type: UInt8
    public var code: XtRange
    public var inverted: Bool

    public init(type: UInt8, code: XtRange, inverted: Bool = false) {
        self.type = type
        self.code = code
        self.inverted = inverted
    }
}

/// struct xt_multiport and xt_multiport_v1.
public struct XtMultiport: Hashable, Sendable, Codable {
    public enum Side: UInt8, Hashable, Sendable, Codable {
        case source, destination, either
    }

    public var side: Side
    public var ports: [XtRange]
    public var inverted: Bool

    public init(_ side: Side, _ ports: [XtRange], inverted: Bool = false) {
        self.side = side
        self.ports = ports
        self.inverted = inverted
    }
}
