/// Bytes as they stand in a register: addresses and ports in network order, most of `meta` and `ct` in the host's.
public struct NftData: Hashable, Sendable {
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Two hexadecimal digits a byte.
    public var hex: String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = Self.digit(byte >> 4)
                text[2 * index + 1] = Self.digit(byte & 15)
            }
            return bytes.count * 2
        }
    }

    /// Whether numbers of this machine begin with their low byte, as those have to be read that are in the host's order.
    public static let hostIsLittle = 1.littleEndian == 1

    /// memcmp of what both have: below 0, 0 or above 0.
    public static func compare(_ a: [UInt8], _ b: [UInt8]) -> Int {
        for index in 0..<min(a.count, b.count) where a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
        return 0
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x61 - 10 + value }

    public init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        case 0x41...0x46: digit - 0x41 + 10
        default: nil
        }
    }
}

extension NftData: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let data = NftData(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not hexadecimal")
        }
        self = data
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

/// What a rule or a verdict map decides.
public enum NftVerdict: Hashable, Sendable, Codable {
    case accept, drop
    /// NFT_CONTINUE: on with the next rule.
    case `continue`
    /// NFT_BREAK: this rule ends here, on with the next one.
    case `break`
    case `return`
    case jump(chain: String)
    case goto(chain: String)
    /// NF_QUEUE and its number.
    case queue(number: UInt16)
    /// NF_STOLEN and others that no rule can have.
    case other(code: Int32)
}
