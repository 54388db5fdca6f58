import CLinux
import NetworkModel

// Expressions that compare, look up, count and limit.

extension NftExpression {
    static func bitwise(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        // Before Linux 5.6 there was only mask and xor.
        let number = try fields.u32(message, NFTA_BITWISE_OP) ?? UInt32(NSD_NFT_BITWISE_MASK_XOR)
        guard let op = NftBitwiseOp(number: number), let sreg = try fields.register(message, NFTA_BITWISE_SREG),
            let dreg = try fields.register(message, NFTA_BITWISE_DREG),
            let len = try fields.count(message, NFTA_BITWISE_LEN)
        else { return nil }
        return .bitwise(
            sreg: sreg, dreg: dreg, len: len, op: op, mask: try fields.data(message, NFTA_BITWISE_MASK),
            xor: try fields.data(message, NFTA_BITWISE_XOR), data: try fields.data(message, NFTA_BITWISE_DATA),
            sreg2: try fields.register(message, NSD_NFTA_BITWISE_SREG2))
    }

    static func byteorder(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let op = NftByteorderOp(number: try fields.u32(message, NFTA_BYTEORDER_OP)),
            let sreg = try fields.register(message, NFTA_BYTEORDER_SREG),
            let dreg = try fields.register(message, NFTA_BYTEORDER_DREG),
            let len = try fields.count(message, NFTA_BYTEORDER_LEN),
            let size = try fields.count(message, NFTA_BYTEORDER_SIZE)
        else { return nil }
        return .byteorder(sreg: sreg, dreg: dreg, op: op, len: len, size: size)
    }

    static func cmp(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let op = NftCmpOp(number: try fields.u32(message, NFTA_CMP_OP)),
            let sreg = try fields.register(message, NFTA_CMP_SREG), let data = try fields.data(message, NFTA_CMP_DATA)
        else { return nil }
        return .cmp(sreg: sreg, op: op, data: data)
    }

    static func range(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let op = try fields.u32(message, NFTA_RANGE_OP), op <= NFT_RANGE_NEQ.rawValue,
            let sreg = try fields.register(message, NFTA_RANGE_SREG),
            let from = try fields.data(message, NFTA_RANGE_FROM_DATA),
            let to = try fields.data(message, NFTA_RANGE_TO_DATA)
        else { return nil }
        return .range(sreg: sreg, inverted: op == NFT_RANGE_NEQ.rawValue, from: from, to: to)
    }

    static func lookup(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let set = try fields.text(message, NFTA_LOOKUP_SET),
            let sreg = try fields.register(message, NFTA_LOOKUP_SREG)
        else { return nil }
        var target: NftLookupTarget?
        if let number = try fields.u32(message, NFTA_LOOKUP_DREG) {
            if number == NFT_REG_VERDICT.rawValue {
                target = .verdict
            } else {
                guard let word = NftFields.word(number) else { return nil }
                target = .register(word)
            }
        }
        let inverted = (try fields.u32(message, NFTA_LOOKUP_FLAGS) ?? 0) & NFT_LOOKUP_F_INV.rawValue != 0
        return .lookup(set: set, sreg: sreg, dreg: target, inverted: inverted)
    }

    static func dynset(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let set = try fields.text(message, NFTA_DYNSET_SET_NAME),
            let op = NftDynsetOp(number: try fields.u32(message, NFTA_DYNSET_OP)),
            let sregKey = try fields.register(message, NFTA_DYNSET_SREG_KEY)
        else { return nil }
        var expressions: [NftExpression] = []
        if let list = try fields.find(message, NSD_NFTA_DYNSET_EXPRESSIONS) {
            expressions = try Self.list(message, list)
        } else if let one = try fields.find(message, NFTA_DYNSET_EXPR) {
            expressions = [try NftExpression(message, one)]
        }
        return .dynset(
            set: set, op: op, sregKey: sregKey, sregData: try fields.register(message, NFTA_DYNSET_SREG_DATA),
            timeout: try fields.u64(message, NFTA_DYNSET_TIMEOUT),
            inverted: (try fields.u32(message, NFTA_DYNSET_FLAGS) ?? 0) & NFT_DYNSET_F_INV.rawValue != 0,
            expressions: expressions)
    }

    static func counter(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        let counter = try NftCounter(message, fields.parent)
        return .counter(packets: counter.packets, bytes: counter.bytes)
    }

    static func limit(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let rate = try fields.u64(message, NFTA_LIMIT_RATE), let unit = try fields.u64(message, NFTA_LIMIT_UNIT),
            case let type = try fields.u32(message, NFTA_LIMIT_TYPE) ?? NFT_LIMIT_PKTS.rawValue,
            type <= NFT_LIMIT_PKT_BYTES.rawValue
        else { return nil }
        return .limit(
            rate: rate, unit: unit, burst: try fields.u32(message, NFTA_LIMIT_BURST) ?? 0,
            isBytes: type == NFT_LIMIT_PKT_BYTES.rawValue,
            over: (try fields.u32(message, NFTA_LIMIT_FLAGS) ?? 0) & NFT_LIMIT_F_INV.rawValue != 0)
    }

    static func quota(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let bytes = try fields.u64(message, NFTA_QUOTA_BYTES) else { return nil }
        let flags = try fields.u32(message, NFTA_QUOTA_FLAGS) ?? 0
        return .quota(
            bytes: bytes, consumed: try fields.u64(message, NFTA_QUOTA_CONSUMED) ?? 0,
            over: flags & NFT_QUOTA_F_INV.rawValue != 0, depleted: flags & NFT_QUOTA_F_DEPLETED.rawValue != 0)
    }

    static func connlimit(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let count = try fields.u32(message, NFTA_CONNLIMIT_COUNT) else { return nil }
        let flags = try fields.u32(message, NFTA_CONNLIMIT_FLAGS) ?? 0
        return .connlimit(count: count, over: flags & NFT_CONNLIMIT_F_INV.rawValue != 0)
    }

    static func last(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        let isSet = (try fields.u32(message, NSD_NFTA_LAST_SET) ?? 0) != 0
        return .last(milliseconds: isSet ? try fields.u64(message, NSD_NFTA_LAST_MSECS) : nil)
    }

    static func objref(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        if let set = try fields.text(message, NFTA_OBJREF_SET_NAME) {
            guard let sreg = try fields.register(message, NFTA_OBJREF_SET_SREG) else { return nil }
            return .objrefMap(set: set, sreg: sreg)
        }
        guard let name = try fields.text(message, NFTA_OBJREF_IMM_NAME),
            let type = try fields.u32(message, NFTA_OBJREF_IMM_TYPE)
        else { return nil }
        return .objref(type: type, name: name)
    }
}
