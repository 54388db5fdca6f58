import NetworkModel

/// What a register holds, in words: `ip saddr`, `meta mark`, a constant, an element of a map.
struct NftOperand {
    enum Source: Equatable {
        case payload(NftPayloadBase, bit: Int)
        case constant([UInt8])
        /// `meta l4proto` and the like: what says which protocol is next.
        case key
        case other
    }

    var text: String
    var type: NftType
    var source: Source
    /// Bits.
    var length: Int
    var isHostOrder: Bool
    /// A mask and what is then turned over, in the register's own bytes.
    var mask: [UInt8]?
    var xor: [UInt8]?
    /// For presence tests: 1 is `exists`.
    var isPresence = false
    /// The further parts of data that a map gives: address and port of NAT.
    var mapTypes: [NftType] = []

    init(_ text: String, _ type: NftType, _ source: Source = .other, length: Int, isHostOrder: Bool? = nil) {
        self.text = text
        self.type = type
        self.source = source
        self.length = length
        self.isHostOrder = isHostOrder ?? type.isHostOrder
    }

    static func constant(_ bytes: [UInt8]) -> NftOperand {
        NftOperand("", .integer, .constant(bytes), length: bytes.count * 8)
    }
}

extension NftMetaKey {
    var operand: NftOperand {
        let plain: Set<NftMetaKey> = [.iif, .oif, .iifname, .oifname, .iifgroup, .oifgroup]
        let word = self == .secpath ? "ipsec" : rawValue
        let (type, length): (NftType, Int) =
            switch self {
            case .length, .random, .cpu: (.integer, 32)
            case .protocol, .ibrvproto: (.etherType, 16)
            case .priority: (.classid, 32)
            case .mark: (.mark, 32)
            case .iif, .oif, .sdif: (.ifindex, 32)
            case .iifname, .oifname, .ibrname, .obrname, .iifkind, .oifkind, .sdifname: (.ifname, 128)
            case .iiftype, .oiftype: (.arphrd, 16)
            case .skuid: (.uid, 32)
            case .skgid: (.gid, 32)
            case .nftrace, .broute: (.integer, 8)
            case .rtclassid: (.realm, 32)
            case .secmark: (.integer, 32)
            case .nfproto: (.nfproto, 8)
            case .l4proto: (.protocolNumber, 8)
            case .pkttype: (.pkttype, 8)
            case .iifgroup, .oifgroup: (.devgroup, 32)
            case .cgroup: (.integer, 32)
            case .secpath: (.boolean, 8)
            case .ibrpvid: (.integer, 16)
            case .time: (.date, 64)
            case .day: (.day, 8)
            case .hour: (.hour, 32)
            }
        let host: Bool? =
            self == .protocol || self == .ibrvproto || self == .random ? false : type == .integer ? true : nil
        return NftOperand(plain.contains(self) ? word : "meta \(word)", type, .key, length: length, isHostOrder: host)
    }
}

extension NftCtKey {
    func operand(direction: Int?, family: NftFamily) -> NftOperand {
        let (type, length): (NftType, Int) =
            switch self {
            case .state: (.ctState, 32)
            case .direction: (.ctDir, 8)
            case .status: (.ctStatus, 32)
            case .mark: (.mark, 32)
            case .expiration: (.time, 32)
            case .helper: (.string, 128)
            case .l3proto: (.nfproto, 8)
            case .saddr, .daddr: family == .ip6 ? (.ipv6, 128) : (.ipv4, 32)
            case .ipSaddr, .ipDaddr: (.ipv4, 32)
            case .ip6Saddr, .ip6Daddr: (.ipv6, 128)
            case .protocol: (.protocolNumber, 8)
            case .protoSrc, .protoDst: (.port, 16)
            case .label: (.ctLabel, 128)
            case .packets, .bytes, .avgpkt: (.integer, 64)
            case .zone: (.integer, 16)
            case .event: (.ctEvent, 32)
            case .secmark, .id: (.integer, 32)
            }
        let way = direction.map { $0 == 0 ? "original " : "reply " } ?? ""
        let host: Bool? = type == .integer ? true : nil
        return NftOperand("ct \(way)\(rawValue)", type, .other, length: length, isHostOrder: host)
    }
}
