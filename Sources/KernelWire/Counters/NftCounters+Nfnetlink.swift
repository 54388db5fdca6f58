import CLinux
import NetworkModel

/// What a rule or a named counter of nf_tables counts.
public enum NftCounters {
    /// In the words of `nft -j`.
    public static let fields = [CounterField("packets"), CounterField("bytes")]

    /// NFT_MSG_NEWRULE: the handle and the first counter among its expressions; nil for a rule without.
    public static func rule(nfnetlink message: RawSpan) throws(WireError) -> (handle: UInt64, counter: NftCounter)? {
        var handle: UInt64 = 0
        var counter: NftCounter?
        var attributes = Attributes(in: message, after: Nfnetlink.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_RULE_HANDLE: handle = try message.be64(attribute)
            case NFTA_RULE_EXPRESSIONS: counter = try first(message, attribute)
            default: break
            }
        }
        return counter.map { (handle, $0) }
    }

    private static func first(_ message: RawSpan, _ list: Attribute) throws(WireError) -> NftCounter? {
        var elements = try Attributes(inside: list)
        while let element = try elements.next(in: message) {
            let fields = NftFields(parent: element)
            guard let name = try fields.find(message, NFTA_EXPR_NAME), try message.says("counter", name),
                let data = try fields.find(message, NFTA_EXPR_DATA)
            else { continue }
            return try NftCounter(message, data)
        }
        return nil
    }
}

extension NftCounters {
    /// NFT_MSG_NEWCHAIN: what the policy of a base chain has decided; nil where it does not count.
    public static func policy(nfnetlink message: RawSpan) throws(WireError) -> NftCounter? {
        var attributes = Attributes(in: message, after: Nfnetlink.headerSize)
        while let attribute = try attributes.next(in: message) {
            if attribute.type == Int(NFTA_CHAIN_COUNTERS.rawValue) { return try NftCounter(message, attribute) }
        }
        return nil
    }
}

extension NftCounters {
    /// NFT_MSG_NEWOBJ of a named counter (NFT_OBJECT_COUNTER); nil for one of another kind.
    public static func named(nfnetlink message: RawSpan) throws(WireError) -> (name: String, counter: NftCounter)? {
        var (name, type, counter) = (String?.none, UInt32(0), NftCounter?.none)
        var attributes = Attributes(in: message, after: Nfnetlink.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_OBJ_NAME: name = try message.text(attribute)
            case NFTA_OBJ_TYPE: type = try message.be32(attribute)
            // nf_tables_fill_obj_info sends the type first.
            case NFTA_OBJ_DATA where type == UInt32(NFT_OBJECT_COUNTER): counter = try NftCounter(message, attribute)
            default: break
            }
        }
        guard let name, let counter else { return nil }
        return (name, counter)
    }
}

extension Request {
    /// NFT_MSG_GETOBJ: the named counters of one table. A table that is not there has none.
    public static func getNftCounters(ofTable table: String, _ family: NftFamily) -> [UInt8] {
        var request = RequestBuilder(nftables: NFT_MSG_GETOBJ, family: family.number, flags: dump)
        request.attribute(NFTA_OBJ_TABLE.rawValue, name: Array(table.utf8))
        request.attribute(NFTA_OBJ_TYPE.rawValue, UInt32(NFT_OBJECT_COUNTER).bigEndian)
        return request.bytes
    }

    /// NFT_MSG_GETCHAIN of one chain; ENOENT where there is none.
    public static func getNftChain(_ chain: NftRef) -> [UInt8] {
        var request = RequestBuilder(nftables: NFT_MSG_GETCHAIN, family: chain.family.number, flags: 0)
        request.attribute(NFTA_CHAIN_TABLE.rawValue, name: Array(chain.table.utf8))
        request.attribute(NFTA_CHAIN_NAME.rawValue, name: Array(chain.name.utf8))
        return request.bytes
    }
}
