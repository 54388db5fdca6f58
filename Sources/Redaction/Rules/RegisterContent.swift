import Addresses
import NetworkModel

/// What a register holds.
enum RegisterContent {
    case header(NftPayloadBase, offset: Int)
    case address
    case name
    case networkHeader

    /// What an expression loads into a register, nil for what tells nothing; nil for one that loads nothing.
    static func load(_ expression: NftExpression) -> (register: Int, content: RegisterContent?)? {
        switch expression {
        case .payload(let register, .ll, 12, _): (register, .networkHeader)
        case .payload(let register, let base, let offset, _): (register, .header(base, offset: offset))
        case .meta(let key, let register): (register, of(key))
        case .ct(let key, let register, _): (register, of(key))
        case .rt(let key, let register): (register, [.nexthop4, .nexthop6].contains(key) ? .address : nil)
        case .fib(let register, let result, _): (register, result == .oifname ? .name : nil)
        // NFT_XFRM_KEY_DADDR_IP4 … NFT_XFRM_KEY_SADDR_IP6
        case .xfrm(let register, let key, _, _): (register, (1...4).contains(key) ? .address : nil)
        // Routes of senders, and those that were recorded.
        case .exthdr(let register?, .ipv6, _, _, 16, false), .exthdr(let register?, .ipv4, _, _, 4, false):
            (register, .address)
        case .exthdr(let register?, _, _, _, _, _), .socket(_, let register, _), .numgen(let register, _, _, _),
            .hash(let register, _, _, _, _, _), .osf(let register, _, _), .tunnel(let register, _, _),
            .byteorder(_, let register, _, _, _), .lookup(_, _, .register(let register)?, _):
            (register, nil)
        default: nil
        }
    }

    private static func of(_ key: NftMetaKey) -> RegisterContent? {
        switch key {
        case .iifname, .oifname, .ibrname, .obrname, .sdifname: .name
        case .protocol, .nfproto: .networkHeader
        default: nil
        }
    }

    private static func of(_ key: NftCtKey) -> RegisterContent? {
        switch key {
        case .saddr, .daddr, .ipSaddr, .ipDaddr, .ip6Saddr, .ip6Daddr: .address
        case .helper: .name
        default: nil
        }
    }

    /// The same bytes, with pseudonyms for what are addresses and names in them.
    ///
    /// - Parameter mask: which bits count; nil for all.
    func redact(_ bytes: [UInt8], mask: [UInt8]?, _ network: NetworkHeader?, _ redactor: Redactor) -> [UInt8] {
        switch self {
        case .networkHeader: return bytes
        case .name: return Self.name(bytes, redactor)
        case .address:
            guard let address = IPAddress(bytes: bytes) else { return bytes }
            return redactor.masked(
                address, mask: Self.bits(mask, bytes.count) ?? AddressMap.mask(address.family.width, address.family)
            ).bytes
        case .header(let base, let offset):
            let fields = HeaderField.all(base, network ?? Self.guess(offset, bytes.count)).filter {
                $0.offset < offset + bytes.count && offset < $0.offset + $0.length
            }
            if fields.isEmpty, bytes.count > 4 { return redactor.opaque(bytes) }
            var result = bytes
            for field in fields { field.redact(&result, from: offset, mask: mask, redactor) }
            return result
        }
    }

    /// In tables of several families, where no rule says which header it is.
    private static func guess(_ offset: Int, _ count: Int) -> NetworkHeader? {
        switch (offset, count) {
        case (8, 16...), (24, 16...): .inet6
        case (12...16, 1...8): .inet
        default: nil
        }
    }

    /// Padded with zeros; one that fills less is the beginning of names.
    static func name(_ bytes: [UInt8], _ redactor: Redactor) -> [UInt8] {
        let name = Array(bytes.prefix { $0 != 0 })
        return redactor.name(name) + bytes.dropFirst(name.count)
    }

    private static func bits(_ mask: [UInt8]?, _ count: Int) -> UInt128? {
        guard let mask, mask.count == count else { return nil }
        return mask.reduce(0) { $0 << 8 | UInt128($1) }
    }
}
