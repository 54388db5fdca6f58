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

extension HeaderField {
    /// As much of the field as lies in bytes that begin at an offset of the header.
    func redact(_ bytes: inout [UInt8], from start: Int, mask: [UInt8]?, _ redactor: Redactor) {
        let (low, high) = (max(offset, start), min(offset + length, start + bytes.count))
        guard low < high else { return }
        var (value, counted) = ([UInt8](repeating: 0, count: length), [UInt8](repeating: 0, count: length))
        for place in low..<high {
            value[place - offset] = bytes[place - start]
            counted[place - offset] = mask.map { $0.indices.contains(place - start) ? $0[place - start] : 0xff } ?? 0xff
        }
        let result: [UInt8]
        if kind == .hardware {
            // Three bytes are the maker's, and tell of nobody.
            guard counted.reduce(0, { $0 + $1.nonzeroBitCount }) > 24 else { return }
            let whole = redactor.hardware(LinkLayerAddress(bytes: value)).bytes
            result = zip(whole, counted).map { $0 & $1 }
        } else {
            guard let address = IPAddress(bytes: value) else { return }
            result = redactor.masked(address, mask: counted.reduce(0) { $0 << 8 | UInt128($1) }).bytes
        }
        for place in low..<high { bytes[place - start] = result[place - offset] }
    }
}
