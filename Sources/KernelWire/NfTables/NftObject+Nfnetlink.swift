import CLinux
import NetworkModel

extension NftRow where Value == NftObject {
    /// NFT_MSG_NEWOBJ: NFTA_OBJ_*.
    public init(nfnetlink message: RawSpan) throws(WireError) {
        var object = NftObject(name: "", kind: nil, content: .other(type: 0, data: NftData([])))
        var table: String?
        var named = false
        var type: UInt32 = 0
        var data: Attribute?
        var attributes = Attributes(in: message, after: Nfnetlink.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_OBJ_TABLE: table = try message.text(attribute)
            case NFTA_OBJ_NAME:
                object.name = try message.text(attribute)
                named = true
            case NFTA_OBJ_HANDLE: object.handle = try message.be64(attribute)
            case NFTA_OBJ_TYPE: type = try message.be32(attribute)
            case NFTA_OBJ_DATA: data = attribute
            case NFTA_OBJ_USERDATA: object.comment = try NftUserdata.comment(message, attribute, type: 0)
            default: break
            }
        }
        guard named, let table else { throw WireError(.missing, "NFTA_OBJ_NAME or NFTA_OBJ_TABLE") }
        object.kind = NftObject.Kind(type: type)
        object.content = try NftObject.Content(message, data, type: type, kind: object.kind)
        self.init(family: try NftFamily(nfnetlink: message), table: table, value: object)
    }
}

extension NftObject.Kind {
    /// NFT_OBJECT_*
    public init?(type: UInt32) {
        guard let kind = Self.allCases.first(where: { $0.type == type }) else { return nil }
        self = kind
    }

    public var type: UInt32 {
        switch self {
        case .counter: UInt32(NFT_OBJECT_COUNTER)
        case .quota: UInt32(NFT_OBJECT_QUOTA)
        case .ctHelper: UInt32(NFT_OBJECT_CT_HELPER)
        case .limit: UInt32(NFT_OBJECT_LIMIT)
        case .connlimit: UInt32(NFT_OBJECT_CONNLIMIT)
        case .tunnel: UInt32(NFT_OBJECT_TUNNEL)
        case .ctTimeout: UInt32(NFT_OBJECT_CT_TIMEOUT)
        case .secmark: UInt32(NFT_OBJECT_SECMARK)
        case .ctExpectation: UInt32(NFT_OBJECT_CT_EXPECT)
        case .synproxy: UInt32(NFT_OBJECT_SYNPROXY)
        }
    }
}

extension NftObject.Content {
    init(_ message: RawSpan, _ data: Attribute?, type: UInt32, kind: NftObject.Kind?) throws(WireError) {
        guard let data else {
            self = .other(type: type, data: NftData([]))
            return
        }
        switch kind {
        case .counter, .quota, .limit, .connlimit, .synproxy:
            self = .expression(try NftExpression(name: kind?.rawValue ?? "", message, data))
        case .ctHelper: self = try Self.helper(message, data)
        case .ctTimeout: self = try Self.timeout(message, data)
        case .ctExpectation: self = try Self.expectation(message, data)
        case .secmark: self = try Self.secmark(message, data)
        case .tunnel, nil: self = .other(type: type, data: NftData(try message.bytes(data)))
        }
    }

    private static func helper(_ message: RawSpan, _ data: Attribute) throws(WireError) -> Self {
        var (name, l3proto, l4proto) = ("", UInt16?.none, UInt8?.none)
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_CT_HELPER_NAME: name = try message.text(attribute)
            case NFTA_CT_HELPER_L3PROTO: l3proto = try message.be16(attribute)
            case NFTA_CT_HELPER_L4PROTO: l4proto = try message.u8(attribute)
            default: break
            }
        }
        return .helper(name: name, l3proto: l3proto, l4proto: l4proto)
    }

    private static func timeout(_ message: RawSpan, _ data: Attribute) throws(WireError) -> Self {
        var (seconds, l3proto, l4proto) = ([UInt32](), UInt16?.none, UInt8?.none)
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_CT_TIMEOUT_L3PROTO: l3proto = try message.be16(attribute)
            case NFTA_CT_TIMEOUT_L4PROTO: l4proto = try message.u8(attribute)
            case NFTA_CT_TIMEOUT_DATA:
                var states = try Attributes(inside: attribute)
                while let state = try states.next(in: message) { seconds.append(try message.be32(state)) }
            default: break
            }
        }
        return .timeout(l3proto: l3proto, l4proto: l4proto, seconds: seconds)
    }

    private static func expectation(_ message: RawSpan, _ data: Attribute) throws(WireError) -> Self {
        var (l3proto, l4proto, dport) = (UInt16?.none, UInt8?.none, UInt16?.none)
        var (milliseconds, size) = (UInt32?.none, UInt8?.none)
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_CT_EXPECT_L3PROTO: l3proto = try message.be16(attribute)
            case NFTA_CT_EXPECT_L4PROTO: l4proto = try message.u8(attribute)
            case NFTA_CT_EXPECT_DPORT: dport = try message.be16(attribute)
            // In the host's byte order, unlike all others.
            case NFTA_CT_EXPECT_TIMEOUT: milliseconds = try message.u32(attribute)
            case NFTA_CT_EXPECT_SIZE: size = try message.u8(attribute)
            default: break
            }
        }
        return .expectation(l3proto: l3proto, l4proto: l4proto, dport: dport, milliseconds: milliseconds, size: size)
    }

    private static func secmark(_ message: RawSpan, _ data: Attribute) throws(WireError) -> Self {
        var context = ""
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            if attribute.type == Int(NFTA_SECMARK_CTX.rawValue) { context = try message.text(attribute) }
        }
        return .secmark(context: context)
    }
}

extension NftRow where Value == NftFlowtable {
    /// NFT_MSG_NEWFLOWTABLE: NFTA_FLOWTABLE_*.
    public init(nfnetlink message: RawSpan) throws(WireError) {
        var flowtable = NftFlowtable(name: "")
        var table: String?
        var named = false
        var attributes = Attributes(in: message, after: Nfnetlink.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_FLOWTABLE_TABLE: table = try message.text(attribute)
            case NFTA_FLOWTABLE_NAME:
                flowtable.name = try message.text(attribute)
                named = true
            case NFTA_FLOWTABLE_HANDLE: flowtable.handle = try message.be64(attribute)
            case NFTA_FLOWTABLE_FLAGS: flowtable.flags = try message.be32(attribute)
            case NFTA_FLOWTABLE_HOOK:
                let place = try NftHook(flowtable: message, attribute)
                flowtable.hook = place.hook
                flowtable.priority = place.priority
                flowtable.devices = place.devices
            default: break
            }
        }
        guard named, let table else { throw WireError(.missing, "NFTA_FLOWTABLE_NAME or NFTA_FLOWTABLE_TABLE") }
        self.init(family: try NftFamily(nfnetlink: message), table: table, value: flowtable)
    }
}
