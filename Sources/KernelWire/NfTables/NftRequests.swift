import CLinux
import NetworkModel

// Questions to nf_tables, NETLINK_NETFILTER. The kernel wants CAP_NET_ADMIN in the namespace's user namespace for each.
//
// nfnetlink_rcv_msg calls request_module for a subsystem that is not there, so whoever must not change the host looks
// first whether nf_tables is.

extension Request {
    /// NFT_MSG_GETGEN: the generation of the ruleset.
    public static func getNftGeneration() -> [UInt8] {
        RequestBuilder(nftables: NFT_MSG_GETGEN, flags: 0).bytes
    }

    /// Tables, chains, sets and so on of all families.
    public static func getNftTables() -> [UInt8] { RequestBuilder(nftables: NFT_MSG_GETTABLE, flags: dump).bytes }
    public static func getNftChains() -> [UInt8] { RequestBuilder(nftables: NFT_MSG_GETCHAIN, flags: dump).bytes }
    public static func getNftSets() -> [UInt8] { RequestBuilder(nftables: NFT_MSG_GETSET, flags: dump).bytes }
    public static func getNftObjects() -> [UInt8] { RequestBuilder(nftables: NFT_MSG_GETOBJ, flags: dump).bytes }
    public static func getNftFlowtables() -> [UInt8] {
        RequestBuilder(nftables: NFT_MSG_GETFLOWTABLE, flags: dump).bytes
    }

    /// Every rule of every table.
    public static func getNftRules() -> [UInt8] { RequestBuilder(nftables: NFT_MSG_GETRULE, flags: dump).bytes }

    /// The rules of one chain, in their order. A chain that is not there has none.
    public static func getNftRules(of chain: NftRef) -> [UInt8] {
        var request = RequestBuilder(nftables: NFT_MSG_GETRULE, family: chain.family.number, flags: dump)
        request.attribute(NFTA_RULE_TABLE.rawValue, name: Array(chain.table.utf8))
        request.attribute(NFTA_RULE_CHAIN.rawValue, name: Array(chain.name.utf8))
        return request.bytes
    }

    /// The rules of all chains of one table, chain by chain.
    public static func getNftRules(ofTable table: String, _ family: NftFamily) -> [UInt8] {
        var request = RequestBuilder(nftables: NFT_MSG_GETRULE, family: family.number, flags: dump)
        request.attribute(NFTA_RULE_TABLE.rawValue, name: Array(table.utf8))
        return request.bytes
    }

    /// The elements of one set. A set that is not there is ENOENT.
    public static func getNftElements(of set: NftRef) -> [UInt8] {
        var request = RequestBuilder(nftables: NFT_MSG_GETSETELEM, family: set.family.number, flags: dump)
        request.attribute(NFTA_SET_ELEM_LIST_TABLE.rawValue, name: Array(set.table.utf8))
        request.attribute(NFTA_SET_ELEM_LIST_SET.rawValue, name: Array(set.name.utf8))
        return request.bytes
    }

    /// What a set has for a key: one element, or the interval that it lies in; ENOENT where there is none.
    public static func getNftElement(of set: NftRef, key: NftData) -> [UInt8] {
        let value = AttributeBytes.raw(NFTA_DATA_VALUE.rawValue, key.bytes)
        return getNftElement(of: set, AttributeBytes.nested(NFTA_SET_ELEM_KEY.rawValue, value))
    }

    /// The catch-all element (Linux 5.13); ENOENT where there is none.
    public static func getNftCatchall(of set: NftRef) -> [UInt8] {
        let flags = UInt32(NSD_NFT_SET_ELEM_CATCHALL).bigEndian
        return getNftElement(of: set, AttributeBytes.plain(NFTA_SET_ELEM_FLAGS.rawValue, flags))
    }

    private static func getNftElement(of set: NftRef, _ element: [UInt8]) -> [UInt8] {
        var request = RequestBuilder(nftables: NFT_MSG_GETSETELEM, family: set.family.number, flags: 0)
        request.attribute(NFTA_SET_ELEM_LIST_TABLE.rawValue, name: Array(set.table.utf8))
        request.attribute(NFTA_SET_ELEM_LIST_SET.rawValue, name: Array(set.name.utf8))
        request.attribute(
            nested: NFTA_SET_ELEM_LIST_ELEMENTS.rawValue, AttributeBytes.nested(NFTA_LIST_ELEM.rawValue, element))
        return request.bytes
    }
}
