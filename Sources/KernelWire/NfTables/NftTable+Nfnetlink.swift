import CLinux
import NetworkModel

/// A row of an nf_tables dump and the table it belongs to.
public struct NftRow<Value> {
    public var family: NftFamily
    public var table: String
    public var value: Value
}

extension NftRow: Sendable where Value: Sendable {}
extension NftRow: Equatable where Value: Equatable {}

extension Ruleset {
    /// NFT_MSG_NEWGEN: NFTA_GEN_ID.
    public static func generation(nfnetlink message: RawSpan) throws(WireError) -> UInt32 {
        var attributes = Attributes(in: message, after: Nfnetlink.headerSize)
        while let attribute = try attributes.next(in: message) {
            if attribute.type == Int(NFTA_GEN_ID.rawValue) { return try message.be32(attribute) }
        }
        throw WireError(.missing, "NFTA_GEN_ID")
    }
}

extension NftTable {
    /// NFT_MSG_NEWTABLE: struct nfgenmsg, then NFTA_TABLE_*.
    public init(nfnetlink message: RawSpan) throws(WireError) {
        self.init(family: try NftFamily(nfnetlink: message), name: "")
        var named = false
        var attributes = Attributes(in: message, after: Nfnetlink.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_TABLE_NAME:
                name = try message.text(attribute)
                named = true
            case NFTA_TABLE_HANDLE: handle = try message.be64(attribute)
            case NFTA_TABLE_FLAGS: flags = Flags(rawValue: try message.be32(attribute))
            case NSD_NFTA_TABLE_OWNER: owner = try message.be32(attribute)
            case NFTA_TABLE_USERDATA: comment = try NftUserdata.comment(message, attribute, type: 0)
            default: break
            }
        }
        guard named else { throw WireError(.missing, "NFTA_TABLE_NAME") }
    }
}

/// What nft keeps for itself in *_USERDATA: entries of a byte for the type, a byte for the length, and the value.
enum NftUserdata {
    /// The comment, whose type depends on what it belongs to. Nil for userdata that is none of nft's.
    static func comment(_ message: RawSpan, _ attribute: Attribute, type: UInt8) throws(WireError) -> String? {
        var offset = attribute.start
        while attribute.end - offset >= 2 {
            let kind = try message.u8(at: offset)
            let length = Int(try message.u8(at: offset + 1))
            let start = offset + 2
            guard length <= attribute.end - start else { return nil }
            if kind == type { return try message.text(from: start, to: start + length) }
            offset = start + length
        }
        return nil
    }
}
