import CLinux
import NetworkModel

/// The attributes of one expression, looked up by type. Nothing is stored: there are at most a dozen, and reading them
/// again costs less than keeping them.
struct NftFields {
    let parent: Attribute

    func find(_ message: RawSpan, _ type: some RawRepresentable<UInt32>) throws(WireError) -> Attribute? {
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            if attribute.type == Int(type.rawValue) { return attribute }
        }
        return nil
    }

    func u8(_ message: RawSpan, _ type: some RawRepresentable<UInt32>) throws(WireError) -> UInt8? {
        guard let attribute = try find(message, type) else { return nil }
        return try message.u8(attribute)
    }

    func u16(_ message: RawSpan, _ type: some RawRepresentable<UInt32>) throws(WireError) -> UInt16? {
        guard let attribute = try find(message, type) else { return nil }
        return try message.be16(attribute)
    }

    func u32(_ message: RawSpan, _ type: some RawRepresentable<UInt32>) throws(WireError) -> UInt32? {
        guard let attribute = try find(message, type) else { return nil }
        return try message.be32(attribute)
    }

    func u64(_ message: RawSpan, _ type: some RawRepresentable<UInt32>) throws(WireError) -> UInt64? {
        guard let attribute = try find(message, type) else { return nil }
        return try message.be64(attribute)
    }

    func count(_ message: RawSpan, _ type: some RawRepresentable<UInt32>) throws(WireError) -> Int? {
        try u32(message, type).map(Int.init)
    }

    func text(_ message: RawSpan, _ type: some RawRepresentable<UInt32>) throws(WireError) -> String? {
        guard let attribute = try find(message, type) else { return nil }
        return try message.text(attribute)
    }

    func data(_ message: RawSpan, _ type: some RawRepresentable<UInt32>) throws(WireError) -> NftData? {
        guard let attribute = try find(message, type) else { return nil }
        return try NftData(message, attribute)
    }

    /// The bytes of an attribute as they are, without NFTA_DATA_* around them.
    func blob(_ message: RawSpan, _ type: some RawRepresentable<UInt32>) throws(WireError) -> NftData? {
        guard let attribute = try find(message, type) else { return nil }
        return NftData(try message.bytes(attribute))
    }

    /// A register as a word of four bytes, 0...15; nil if the attribute is missing or names no data register.
    func register(_ message: RawSpan, _ type: some RawRepresentable<UInt32>) throws(WireError) -> Int? {
        guard let number = try u32(message, type) else { return nil }
        return Self.word(number)
    }

    /// NFT_REG_1…4 have sixteen bytes each, NFT_REG32_00…15 four; both are names for the same 64 bytes.
    static func word(_ number: UInt32) -> Int? {
        switch number {
        case NFT_REG_1.rawValue...NFT_REG_4.rawValue:
            Int(number - NFT_REG_1.rawValue) * Int(NFT_REG_SIZE / NFT_REG32_SIZE)
        case NFT_REG32_00.rawValue...NFT_REG32_15.rawValue: Int(number - NFT_REG32_00.rawValue)
        default: nil
        }
    }
}
