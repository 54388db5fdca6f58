import CLinux
import NetworkModel

// Expressions that change the packet, its flow or its way.

extension NftExpression {
    static func nat(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let type = NftNatType(number: try fields.u32(message, NFTA_NAT_TYPE)),
            let number = try fields.u32(message, NFTA_NAT_FAMILY), let family = NftFamily(number: number)
        else { return nil }
        let addrMin = try fields.register(message, NFTA_NAT_REG_ADDR_MIN)
        let protoMin = try fields.register(message, NFTA_NAT_REG_PROTO_MIN)
        // The kernel repeats the lower end where only one was given, or leaves it out.
        return .nat(
            type: type, family: family, addrMin: addrMin,
            addrMax: try fields.register(message, NFTA_NAT_REG_ADDR_MAX) ?? addrMin, protoMin: protoMin,
            protoMax: try fields.register(message, NFTA_NAT_REG_PROTO_MAX) ?? protoMin,
            flags: try fields.u32(message, NFTA_NAT_FLAGS) ?? 0)
    }

    static func masq(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        let protoMin = try fields.register(message, NFTA_MASQ_REG_PROTO_MIN)
        return .masq(
            protoMin: protoMin, protoMax: try fields.register(message, NFTA_MASQ_REG_PROTO_MAX) ?? protoMin,
            flags: try fields.u32(message, NFTA_MASQ_FLAGS) ?? 0)
    }

    static func redir(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        let protoMin = try fields.register(message, NFTA_REDIR_REG_PROTO_MIN)
        return .redir(
            protoMin: protoMin, protoMax: try fields.register(message, NFTA_REDIR_REG_PROTO_MAX) ?? protoMin,
            flags: try fields.u32(message, NFTA_REDIR_FLAGS) ?? 0)
    }

    static func reject(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let type = NftRejectType(number: try fields.u32(message, NFTA_REJECT_TYPE)) else { return nil }
        return .reject(type: type, code: try fields.u8(message, NFTA_REJECT_ICMP_CODE) ?? 0)
    }

    static func tproxy(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        let family = try fields.u32(message, NFTA_TPROXY_FAMILY).flatMap(NftFamily.init(number:))
        return .tproxy(
            family: family == .inet ? nil : family, addr: try fields.register(message, NFTA_TPROXY_REG_ADDR),
            port: try fields.register(message, NFTA_TPROXY_REG_PORT))
    }

    static func dup(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        .dup(
            addr: try fields.register(message, NFTA_DUP_SREG_ADDR), dev: try fields.register(message, NFTA_DUP_SREG_DEV)
        )
    }

    static func fwd(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let dev = try fields.register(message, NFTA_FWD_SREG_DEV) else { return nil }
        return .fwd(
            dev: dev, addr: try fields.register(message, NFTA_FWD_SREG_ADDR),
            family: try fields.u32(message, NFTA_FWD_NFPROTO).flatMap(NftFamily.init(number:)))
    }

    static func log(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        .log(
            group: try fields.u16(message, NFTA_LOG_GROUP), prefix: try fields.text(message, NFTA_LOG_PREFIX),
            snaplen: try fields.u32(message, NFTA_LOG_SNAPLEN),
            qthreshold: try fields.u16(message, NFTA_LOG_QTHRESHOLD),
            level: try fields.u32(message, NFTA_LOG_LEVEL), flags: try fields.u32(message, NFTA_LOG_FLAGS))
    }

    static func queue(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        let sreg = try fields.register(message, NFTA_QUEUE_SREG_QNUM)
        let num = try fields.u16(message, NFTA_QUEUE_NUM)
        if sreg == nil, num == nil { return nil }
        return .queue(
            num: num ?? 0, total: try fields.u16(message, NFTA_QUEUE_TOTAL) ?? 1,
            flags: try fields.u16(message, NFTA_QUEUE_FLAGS) ?? 0, sreg: sreg)
    }

    static func synproxy(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        .synproxy(
            mss: try fields.u16(message, NFTA_SYNPROXY_MSS) ?? 0,
            wscale: try fields.u8(message, NFTA_SYNPROXY_WSCALE) ?? 0,
            flags: try fields.u32(message, NFTA_SYNPROXY_FLAGS) ?? 0)
    }

    static func flowOffload(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let name = try fields.text(message, NFTA_FLOW_TABLE_NAME) else { return nil }
        return .flowOffload(flowtable: name)
    }

    static func match(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let name = try fields.text(message, NFTA_MATCH_NAME) else { return nil }
        return .match(
            name: name, revision: try fields.u32(message, NFTA_MATCH_REV) ?? 0,
            info: try fields.blob(message, NFTA_MATCH_INFO) ?? NftData([]))
    }

    static func target(_ message: RawSpan, _ fields: NftFields) throws(WireError) -> NftExpression? {
        guard let name = try fields.text(message, NFTA_TARGET_NAME) else { return nil }
        return .target(
            name: name, revision: try fields.u32(message, NFTA_TARGET_REV) ?? 0,
            info: try fields.blob(message, NFTA_TARGET_INFO) ?? NftData([]))
    }
}
