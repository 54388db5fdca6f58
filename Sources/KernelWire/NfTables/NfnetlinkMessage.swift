import CLinux
import NetworkModel

/// What every nfnetlink message begins with: struct nfgenmsg. Its attributes are in network byte order.
enum Nfnetlink {
    static var headerSize: Int { MemoryLayout<nfgenmsg>.size }
}

extension RequestBuilder {
    /// A message of NFNL_SUBSYS_NFTABLES.
    init(nftables type: nf_tables_msg_types, family: UInt8 = 0, flags: Int32) {
        self.init(UInt32(NFNL_SUBSYS_NFTABLES) << 8 | type.rawValue, flags: flags)
        append(nfgenmsg(nfgen_family: family, version: UInt8(NFNETLINK_V0), res_id: 0))
    }
}

extension NftFamily {
    /// NFPROTO_*
    public var number: UInt8 {
        switch self {
        case .ip: UInt8(NFPROTO_IPV4)
        case .ip6: UInt8(NFPROTO_IPV6)
        case .inet: UInt8(NFPROTO_INET)
        case .arp: UInt8(NFPROTO_ARP)
        case .bridge: UInt8(NFPROTO_BRIDGE)
        case .netdev: UInt8(NFPROTO_NETDEV)
        }
    }

    init?(number: UInt32) {
        guard let family = Self.allCases.first(where: { UInt32($0.number) == number }) else { return nil }
        self = family
    }

    init(nfnetlink message: RawSpan) throws(WireError) {
        let number = try message.header(nfgenmsg(), "nfgenmsg").nfgen_family
        guard let family = Self(number: UInt32(number)) else {
            throw WireError(.unsupported, "nfgenmsg family \(number)")
        }
        self = family
    }
}
