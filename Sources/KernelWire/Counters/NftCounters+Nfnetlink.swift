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
            guard let name = try fields.find(message, NFTA_EXPR_NAME), try isCounter(message, name),
                let data = try fields.find(message, NFTA_EXPR_DATA)
            else { continue }
            return try NftCounter(message, data)
        }
        return nil
    }

    /// Without making a text of each name.
    private static func isCounter(_ message: RawSpan, _ name: Attribute) throws(WireError) -> Bool {
        let word: StaticString = "counter"
        guard name.count >= word.utf8CodeUnitCount, name.count <= word.utf8CodeUnitCount + 1 else { return false }
        return try message.text(name) == "counter"
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

extension Request {
    /// NFT_MSG_GETCHAIN of one chain; ENOENT where there is none.
    public static func getNftChain(_ chain: NftRef) -> [UInt8] {
        var request = RequestBuilder(nftables: NFT_MSG_GETCHAIN, family: chain.family.number, flags: 0)
        request.attribute(NFTA_CHAIN_TABLE.rawValue, name: Array(chain.table.utf8))
        request.attribute(NFTA_CHAIN_NAME.rawValue, name: Array(chain.name.utf8))
        return request.bytes
    }
}
