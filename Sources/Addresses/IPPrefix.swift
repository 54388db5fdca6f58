/// An address with a prefix length: `10.1.0.11/24`. The host bits are kept, since an interface address needs them;
/// `network` clears them.
public struct IPPrefix: Hashable, Sendable {
    public let address: IPAddress
    public let length: Int

    /// Lengths outside the family's width are nil.
    public init?(_ address: IPAddress, length: Int) {
        guard (0...address.family.width).contains(length) else { return nil }
        self.address = address
        self.length = length
    }

    private init(unchecked address: IPAddress, length: Int) {
        self.address = address
        self.length = length
    }

    /// The whole address space of a family: the destination of a default route.
    public static func everything(_ family: IPAddress.Family) -> IPPrefix {
        IPPrefix(unchecked: .unspecified(family), length: 0)
    }

    /// The prefix that holds just this address.
    public static func host(_ address: IPAddress) -> IPPrefix {
        IPPrefix(unchecked: address, length: address.family.width)
    }

    public var family: IPAddress.Family { address.family }
    public var isDefault: Bool { length == 0 }
    public var isHost: Bool { length == family.width }

    /// The same prefix with the host bits cleared.
    public var network: IPPrefix {
        IPPrefix(unchecked: IPAddress(family: family, bits: address.bits & mask), length: length)
    }

    public func contains(_ other: IPAddress) -> Bool {
        other.family == family && (other.bits ^ address.bits) & mask == 0
    }

    /// True where every address of `other` is one of ours.
    public func contains(_ other: IPPrefix) -> Bool {
        other.length >= length && contains(other.address)
    }

    /// True where the two share at least one address.
    public func overlaps(_ other: IPPrefix) -> Bool {
        contains(other) || other.contains(self)
    }

    private var mask: UInt128 {
        let hostBits = family.width - length
        let all: UInt128 = family == .inet ? 0xffff_ffff : .max
        return hostBits >= 128 ? 0 : (all >> UInt128(hostBits)) << UInt128(hostBits)
    }
}

extension IPPrefix: LosslessStringConvertible, CustomStringConvertible {
    /// `ADDRESS/LENGTH`; an address alone is a host prefix.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = parts.first, let address = IPAddress(String(head)) else { return nil }
        guard parts.count == 2 else {
            self = .host(address)
            return
        }
        guard let length = Int(parts[1]), String(length) == parts[1] else { return nil }
        self.init(address, length: length)
    }

    public var description: String { "\(address)/\(length)" }
}

extension IPPrefix: Comparable {
    public static func < (a: IPPrefix, b: IPPrefix) -> Bool {
        a.address == b.address ? a.length < b.length : a.address < b.address
    }
}

extension IPPrefix: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let prefix = IPPrefix(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an IP prefix: \(text)")
        }
        self = prefix
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
