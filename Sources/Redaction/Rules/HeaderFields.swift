import Addresses
import NetworkModel

/// Where a header has addresses.
struct HeaderField {
    enum Kind { case inet, inet6, hardware }

    let kind: Kind
    let offset: Int

    var length: Int {
        switch kind {
        case .inet: 4
        case .inet6: 16
        case .hardware: 6
        }
    }

    static func all(_ base: NftPayloadBase, _ network: NetworkHeader?) -> [HeaderField] {
        switch (base, network) {
        case (.ll, _): [HeaderField(kind: .hardware, offset: 0), HeaderField(kind: .hardware, offset: 6)]
        case (.nh, .inet): [HeaderField(kind: .inet, offset: 12), HeaderField(kind: .inet, offset: 16)]
        case (.nh, .inet6): [HeaderField(kind: .inet6, offset: 8), HeaderField(kind: .inet6, offset: 24)]
        // Of Ethernet and IPv4: sender and target, each with both addresses (RFC 826).
        case (.nh, .arp):
            [
                HeaderField(kind: .hardware, offset: 8), HeaderField(kind: .inet, offset: 14),
                HeaderField(kind: .hardware, offset: 18), HeaderField(kind: .inet, offset: 24),
            ]
        // The target of neighbour discovery (RFC 4861).
        case (.th, .inet6): [HeaderField(kind: .inet6, offset: 8)]
        default: []
        }
    }
}

/// What the network header is.
enum NetworkHeader {
    case inet, inet6, arp

    init?(_ family: NftFamily) {
        switch family {
        case .ip: self = .inet
        case .ip6: self = .inet6
        case .arp: self = .arp
        case .inet, .bridge, .netdev: return nil
        }
    }

    /// By ETH_P_*, or NFPROTO_* of one byte.
    init?(_ data: [UInt8]) {
        switch data {
        case [2], [8, 0]: self = .inet
        case [10], [0x86, 0xdd]: self = .inet6
        case [3], [8, 6]: self = .arp
        default: return nil
        }
    }
}

/// What a register holds.
enum RegisterContent {
    case header(NftPayloadBase, offset: Int)
    case address
    case name
    case networkHeader

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
            var result = bytes
            for field in HeaderField.all(base, network ?? Self.guess(offset, bytes.count)) {
                field.redact(&result, from: offset, mask: mask, redactor)
            }
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

extension HeaderField {
    /// As much of the field as lies in bytes that begin at an offset of the header.
    fileprivate func redact(_ bytes: inout [UInt8], from start: Int, mask: [UInt8]?, _ redactor: Redactor) {
        let (low, high) = (max(offset, start), min(offset + length, start + bytes.count))
        guard low < high else { return }
        var (value, counted) = ([UInt8](repeating: 0, count: length), [UInt8](repeating: 0, count: length))
        for place in low..<high {
            value[place - offset] = bytes[place - start]
            counted[place - offset] = mask.map { $0.indices.contains(place - start) ? $0[place - start] : 0xff } ?? 0xff
        }
        let result: [UInt8]
        if kind == .hardware {
            // Of a part, the maker's say, nothing is told.
            guard counted.allSatisfy({ $0 == 0xff }) else { return }
            result = redactor.hardware(LinkLayerAddress(bytes: value)).bytes
        } else {
            guard let address = IPAddress(bytes: value) else { return }
            result = redactor.masked(address, mask: counted.reduce(0) { $0 << 8 | UInt128($1) }).bytes
        }
        for place in low..<high { bytes[place - start] = result[place - offset] }
    }
}
