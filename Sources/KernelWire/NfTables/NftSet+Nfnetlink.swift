import CLinux
import NetworkModel

extension NftRow where Value == NftSet {
    /// NFT_MSG_NEWSET: NFTA_SET_*.
    public init(nfnetlink message: RawSpan) throws(WireError) {
        var set = NftSet(name: "")
        var table: String?
        var named = false
        var attributes = Attributes(in: message, after: Nfnetlink.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_SET_TABLE: table = try message.text(attribute)
            case NFTA_SET_NAME:
                set.name = try message.text(attribute)
                named = true
            case NFTA_SET_HANDLE: set.handle = try message.be64(attribute)
            case NFTA_SET_FLAGS: set.flags = NftSet.Flags(rawValue: try message.be32(attribute))
            case NFTA_SET_KEY_TYPE: set.keyType = try message.be32(attribute)
            case NFTA_SET_KEY_LEN: set.keyLength = try message.be32(attribute)
            case NFTA_SET_DATA_TYPE: set.dataType = try message.be32(attribute)
            case NFTA_SET_DATA_LEN: set.dataLength = try message.be32(attribute)
            case NFTA_SET_OBJ_TYPE: set.objectType = try message.be32(attribute)
            case NFTA_SET_TIMEOUT: set.timeout = try message.be64(attribute)
            case NFTA_SET_GC_INTERVAL: set.gcInterval = try message.be32(attribute)
            case NFTA_SET_POLICY: set.policy = try message.be32(attribute)
            case NFTA_SET_DESC: try set.readDescription(message, attribute)
            case NFTA_SET_EXPR: set.expressions = [try NftExpression(message, attribute)]
            case NSD_NFTA_SET_EXPRESSIONS: set.expressions = try NftExpression.list(message, attribute)
            case NFTA_SET_USERDATA: set.userdata = NftData(try message.bytes(attribute))
            default: break
            }
        }
        guard named, let table else { throw WireError(.missing, "NFTA_SET_NAME or NFTA_SET_TABLE") }
        self.init(family: try NftFamily(nfnetlink: message), table: table, value: set)
    }
}

extension NftSet {
    /// NFTA_SET_DESC_*
    fileprivate mutating func readDescription(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_SET_DESC_SIZE: size = try message.be32(attribute)
            case NFTA_SET_DESC_CONCAT:
                var fields = try Attributes(inside: attribute)
                while let field = try fields.next(in: message) {
                    var lengths = try Attributes(inside: field)
                    while let length = try lengths.next(in: message) {
                        guard length.type == Int(NFTA_SET_FIELD_LEN.rawValue) else { continue }
                        fieldLengths.append(try message.be32(length))
                    }
                }
            default: break
            }
        }
    }
}

/// NFT_MSG_NEWSETELEM: as many elements of one set as fitted into the message.
public struct NftElements: Sendable {
    public var elements: [NftElement] = []

    public init(nfnetlink message: RawSpan) throws(WireError) {
        var attributes = Attributes(in: message, after: Nfnetlink.headerSize)
        while let attribute = try attributes.next(in: message) {
            guard attribute.type == Int(NFTA_SET_ELEM_LIST_ELEMENTS.rawValue) else { continue }
            var list = try Attributes(inside: attribute)
            while let element = try list.next(in: message) {
                guard element.type == Int(NFTA_LIST_ELEM.rawValue) else { continue }
                elements.append(try NftElement(message, element))
            }
        }
    }
}

extension NftElement {
    init(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        self.init(key: nil)
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_SET_ELEM_KEY: key = try NftData(message, attribute)
            case NFTA_SET_ELEM_KEY_END: keyEnd = try NftData(message, attribute)
            case NFTA_SET_ELEM_FLAGS: flags = try message.be32(attribute)
            case NFTA_SET_ELEM_DATA:
                switch try NftValue(message, attribute) {
                case .data(let bytes): data = bytes
                case .verdict(let decision): verdict = decision
                }
            case NFTA_SET_ELEM_TIMEOUT: timeout = try message.be64(attribute)
            case NFTA_SET_ELEM_EXPIRATION: expiration = try message.be64(attribute)
            case NFTA_SET_ELEM_OBJREF: object = try message.text(attribute)
            case NFTA_SET_ELEM_EXPR: expressions = [try NftExpression(message, attribute)]
            case NSD_NFTA_SET_ELEM_EXPRESSIONS: expressions = try NftExpression.list(message, attribute)
            case NFTA_SET_ELEM_USERDATA: comment = try NftUserdata.comment(message, attribute, type: 0)
            default: break
            }
        }
    }
}
