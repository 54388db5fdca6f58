/// A link-layer address of any length (`IFLA_ADDRESS`, `NDA_LLADDR`): six bytes on Ethernet, four on an IPv4 tunnel,
/// sixteen on an IPv6 tunnel, twenty on InfiniBand.
public struct LinkLayerAddress: Hashable, Sendable {
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    public var isZero: Bool { bytes.allSatisfy { $0 == 0 } }

    /// The group bit of an Ethernet address: broadcast or multicast.
    public var isGroup: Bool { (bytes.first ?? 0) & 1 == 1 }
}

extension LinkLayerAddress: LosslessStringConvertible, CustomStringConvertible {
    /// Pairs of hexadecimal digits with colons between, as `ip link` prints them.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...32).contains(parts.count) else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard part.utf8.count == 2, part.allSatisfy(\.isHexDigit), let byte = UInt8(part, radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    public var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }
}

extension LinkLayerAddress: Comparable {
    public static func < (a: LinkLayerAddress, b: LinkLayerAddress) -> Bool {
        a.bytes.lexicographicallyPrecedes(b.bytes)
    }
}

extension LinkLayerAddress: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let address = LinkLayerAddress(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a link address: \(text)")
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
