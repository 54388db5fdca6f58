import CLinux
import NetworkModel

extension NftRow where Value == NftRule {
    /// NFT_MSG_NEWRULE: NFTA_RULE_*. `chain` is filled with the name of the rule's chain.
    public init(nfnetlink message: RawSpan, chain: inout String) throws(WireError) {
        var rule = NftRule()
        var table: String?
        var name: String?
        var attributes = Attributes(in: message, after: Nfnetlink.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_RULE_TABLE: table = try message.text(attribute)
            case NFTA_RULE_CHAIN: name = try message.text(attribute)
            case NFTA_RULE_HANDLE: rule.handle = try message.be64(attribute)
            case NFTA_RULE_EXPRESSIONS: rule.expressions = try NftExpression.list(message, attribute)
            // NFTNL_UDATA_RULE_COMMENT; iptables-nft uses the same place.
            case NFTA_RULE_USERDATA: rule.comment = try NftUserdata.comment(message, attribute, type: 0)
            default: break
            }
        }
        guard let table, let name else { throw WireError(.missing, "NFTA_RULE_TABLE or NFTA_RULE_CHAIN") }
        chain = name
        self.init(family: try NftFamily(nfnetlink: message), table: table, value: rule)
    }

    public init(nfnetlink message: RawSpan) throws(WireError) {
        var chain = ""
        try self.init(nfnetlink: message, chain: &chain)
    }
}

extension NftExpression {
    /// Lists of NFTA_LIST_ELEM, each an expression.
    static func list(_ message: RawSpan, _ parent: Attribute) throws(WireError) -> [NftExpression] {
        var expressions: [NftExpression] = []
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            guard attribute.type == Int(NFTA_LIST_ELEM.rawValue) else { continue }
            expressions.append(try NftExpression(message, attribute))
        }
        return expressions
    }
}
