import CLinux
import NetworkModel

// Expressions that put a value into a register. Nil stands for arguments that are not understood.

extension NftExpression {
    static func immediate(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let attribute = try fields.find(message, NFTA_IMMEDIATE_DATA) else { return nil }
        switch try NftValue(message, attribute) {
        case .verdict(let verdict): return .verdict(verdict)
        case .data(let data):
            guard let dreg = try fields.register(message, NFTA_IMMEDIATE_DREG) else { return nil }
            return .immediate(dreg: dreg, data: data)
        }
    }

    static func payload(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let base = NftPayloadBase(number: try fields.u32(message, NFTA_PAYLOAD_BASE)),
            let offset = try fields.count(message, NFTA_PAYLOAD_OFFSET),
            let len = try fields.count(message, NFTA_PAYLOAD_LEN)
        else { return nil }
        if let sreg = try fields.register(message, NFTA_PAYLOAD_SREG) {
            return .payloadSet(
                sreg: sreg, base: base, offset: offset, len: len,
                csumType: try fields.u32(message, NFTA_PAYLOAD_CSUM_TYPE) ?? 0,
                csumOffset: try fields.u32(message, NFTA_PAYLOAD_CSUM_OFFSET) ?? 0,
                csumFlags: try fields.u32(message, NFTA_PAYLOAD_CSUM_FLAGS) ?? 0)
        }
        guard let dreg = try fields.register(message, NFTA_PAYLOAD_DREG) else { return nil }
        return .payload(dreg: dreg, base: base, offset: offset, len: len)
    }

    static func meta(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let key = NftMetaKey(number: try fields.u32(message, NFTA_META_KEY)) else { return nil }
        if let sreg = try fields.register(message, NFTA_META_SREG) { return .metaSet(key: key, sreg: sreg) }
        guard let dreg = try fields.register(message, NFTA_META_DREG) else { return nil }
        return .meta(key: key, dreg: dreg)
    }

    static func ct(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let key = NftCtKey(number: try fields.u32(message, NFTA_CT_KEY)) else { return nil }
        let direction = try fields.u8(message, NFTA_CT_DIRECTION).map(Int.init)
        if let sreg = try fields.register(message, NFTA_CT_SREG) {
            return .ctSet(key: key, sreg: sreg, direction: direction)
        }
        guard let dreg = try fields.register(message, NFTA_CT_DREG) else { return nil }
        return .ct(key: key, dreg: dreg, direction: direction)
    }

    static func rt(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let key = NftRtKey(number: try fields.u32(message, NFTA_RT_KEY)),
            let dreg = try fields.register(message, NFTA_RT_DREG)
        else { return nil }
        return .rt(key: key, dreg: dreg)
    }

    static func socket(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let key = NftSocketKey(number: try fields.u32(message, NFTA_SOCKET_KEY)),
            let dreg = try fields.register(message, NFTA_SOCKET_DREG)
        else { return nil }
        return .socket(key: key, dreg: dreg, level: try fields.u32(message, NSD_NFTA_SOCKET_LEVEL))
    }

    static func fib(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let result = NftFibResult(number: try fields.u32(message, NFTA_FIB_RESULT)),
            let dreg = try fields.register(message, NFTA_FIB_DREG)
        else { return nil }
        return .fib(dreg: dreg, result: result, flags: try fields.u32(message, NFTA_FIB_FLAGS) ?? 0)
    }

    static func exthdr(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        // Without NFTA_EXTHDR_OP (before Linux 4.11) it is IPv6.
        guard let op = NftExthdrOp(number: try fields.u32(message, NFTA_EXTHDR_OP) ?? NFT_EXTHDR_OP_IPV6.rawValue),
            let type = try fields.u8(message, NFTA_EXTHDR_TYPE)
        else { return nil }
        let offset = try fields.count(message, NFTA_EXTHDR_OFFSET) ?? 0
        let len = try fields.count(message, NFTA_EXTHDR_LEN) ?? 0
        if let sreg = try fields.register(message, NFTA_EXTHDR_SREG) {
            return .exthdrSet(sreg: sreg, op: op, type: type, offset: offset, len: len)
        }
        let present = (try fields.u32(message, NFTA_EXTHDR_FLAGS) ?? 0) & NFT_EXTHDR_F_PRESENT.rawValue != 0
        let dreg = try fields.register(message, NFTA_EXTHDR_DREG)
        return .exthdr(dreg: dreg, op: op, type: type, offset: offset, len: len, present: present)
    }

    static func numgen(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let type = NftNumgen(number: try fields.u32(message, NFTA_NG_TYPE)),
            let modulus = try fields.u32(message, NFTA_NG_MODULUS),
            let dreg = try fields.register(message, NFTA_NG_DREG)
        else { return nil }
        return .numgen(dreg: dreg, type: type, modulus: modulus, offset: try fields.u32(message, NFTA_NG_OFFSET) ?? 0)
    }

    static func hash(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        let type = try fields.u32(message, NFTA_HASH_TYPE) ?? NFT_HASH_JENKINS.rawValue
        guard type <= NFT_HASH_SYM.rawValue, let dreg = try fields.register(message, NFTA_HASH_DREG) else { return nil }
        let sreg = try fields.register(message, NFTA_HASH_SREG)
        if type == NFT_HASH_JENKINS.rawValue, sreg == nil { return nil }
        return .hash(
            dreg: dreg, sreg: type == NFT_HASH_SYM.rawValue ? nil : sreg,
            len: try fields.count(message, NFTA_HASH_LEN) ?? 0,
            modulus: try fields.u32(message, NFTA_HASH_MODULUS) ?? 0,
            seed: try fields.u32(message, NFTA_HASH_SEED), offset: try fields.u32(message, NFTA_HASH_OFFSET) ?? 0)
    }

    static func osf(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let dreg = try fields.register(message, NFTA_OSF_DREG) else { return nil }
        return .osf(
            dreg: dreg, ttl: try fields.u8(message, NFTA_OSF_TTL) ?? 0,
            flags: try fields.u32(message, NFTA_OSF_FLAGS) ?? 0)
    }

    static func tunnel(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let dreg = try fields.register(message, NFTA_TUNNEL_DREG),
            let key = try fields.u32(message, NFTA_TUNNEL_KEY)
        else { return nil }
        return .tunnel(dreg: dreg, key: key, mode: try fields.u32(message, NFTA_TUNNEL_MODE) ?? 0)
    }

    static func xfrm(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let dreg = try fields.register(message, NFTA_XFRM_DREG), let key = try fields.u32(message, NFTA_XFRM_KEY)
        else { return nil }
        return .xfrm(
            dreg: dreg, key: key, direction: try fields.u8(message, NFTA_XFRM_DIR) ?? 0,
            spnum: try fields.u32(message, NFTA_XFRM_SPNUM) ?? 0)
    }
}
