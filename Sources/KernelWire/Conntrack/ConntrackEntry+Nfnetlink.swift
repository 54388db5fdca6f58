import Addresses
import CLinux
import NetworkModel

extension ConntrackEntry {
    /// IPCTNL_MSG_CT_NEW: struct nfgenmsg, then CTA_* attributes in network byte order.
    public init(nfnetlink message: RawSpan) throws(WireError) {
        _ = try message.header(nfgenmsg(), "nfgenmsg")
        var original: Tuple?
        var reply: Tuple?
        var rest: [Attribute] = []
        var attributes = Attributes(in: message, after: MemoryLayout<nfgenmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case CTA_TUPLE_ORIG: original = try Tuple(message, attribute)
            case CTA_TUPLE_REPLY: reply = try Tuple(message, attribute)
            default: rest.append(attribute)
            }
        }
        guard let original, let reply else { throw WireError(.missing, "CTA_TUPLE_ORIG or CTA_TUPLE_REPLY") }
        self.init(original: original, reply: reply)
        for attribute in rest { try read(attribute, message) }
    }

    private mutating func read(_ attribute: Attribute, _ message: RawSpan) throws(WireError) {
        switch attribute.type {
        case CTA_STATUS: status = Status(rawValue: try message.be32(attribute))
        case CTA_TIMEOUT: timeout = try message.be32(attribute)
        case CTA_MARK: mark = try message.be32(attribute)
        case CTA_ZONE: zone = try message.be16(attribute)
        case CTA_ID: id = try message.be32(attribute)
        case CTA_USE: use = try message.be32(attribute)
        case CTA_PROTOINFO: protocolState = try Self.state(message, attribute)
        case CTA_HELP:
            helper = try message.inner(attribute, CTA_HELP_NAME).map { (name) throws(WireError) in
                try message.text(name)
            }
        case CTA_TUPLE_MASTER: master = try Tuple(message, attribute)
        case CTA_LABELS: labels = try message.bytes(attribute)
        case CTA_COUNTERS_ORIG: originalCounter = try Counter(message, attribute)
        case CTA_COUNTERS_REPLY: replyCounter = try Counter(message, attribute)
        case CTA_SECCTX:
            secctx = try message.inner(attribute, CTA_SECCTX_NAME).map { (name) throws(WireError) in
                try message.text(name)
            }
        default: break
        }
    }

    /// Each protocol has its state first.
    private static func state(_ message: RawSpan, _ attribute: Attribute) throws(WireError) -> UInt8? {
        var protocols = try Attributes(inside: attribute)
        guard let proto = try protocols.next(in: message) else { return nil }
        switch proto.type {
        case CTA_PROTOINFO_TCP:
            return try message.inner(proto, CTA_PROTOINFO_TCP_STATE).map { (state) throws(WireError) in
                try message.u8(state)
            }
        case CTA_PROTOINFO_SCTP:
            return try message.inner(proto, CTA_PROTOINFO_SCTP_STATE).map { (state) throws(WireError) in
                try message.u8(state)
            }
        case CTA_PROTOINFO_DCCP:
            return try message.inner(proto, CTA_PROTOINFO_DCCP_STATE).map { (state) throws(WireError) in
                try message.u8(state)
            }
        default: return nil
        }
    }
}

extension ConntrackEntry.Counter {
    fileprivate init(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        self.init(packets: 0, bytes: 0)
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case CTA_COUNTERS_PACKETS: packets = try message.be64(attribute)
            case CTA_COUNTERS_BYTES: bytes = try message.be64(attribute)
            case CTA_COUNTERS32_PACKETS: packets = UInt64(try message.be32(attribute))
            case CTA_COUNTERS32_BYTES: bytes = UInt64(try message.be32(attribute))
            default: break
            }
        }
    }
}

extension ConntrackEntry.Tuple {
    init(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        var src: IPAddress?
        var dst: IPAddress?
        var l4: Attribute?
        var zone: UInt16?
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case CTA_TUPLE_IP:
                var addresses = try Attributes(inside: attribute)
                while let address = try addresses.next(in: message) {
                    switch address.type {
                    case CTA_IP_V4_SRC, CTA_IP_V6_SRC: src = try message.address(address)
                    case CTA_IP_V4_DST, CTA_IP_V6_DST: dst = try message.address(address)
                    default: break
                    }
                }
            case CTA_TUPLE_PROTO: l4 = attribute
            case CTA_TUPLE_ZONE: zone = try message.be16(attribute)
            default: break
            }
        }
        guard let src, let dst, src.family == dst.family else {
            throw WireError(.missing, "CTA_TUPLE_IP", at: parent.start)
        }
        self.init(src: src, dst: dst, proto: 0)
        self.zone = zone
        if let l4 { try readProtocol(message, l4) }
    }

    private mutating func readProtocol(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case CTA_PROTO_NUM: proto = try message.u8(attribute)
            case CTA_PROTO_SRC_PORT: sport = try message.be16(attribute)
            case CTA_PROTO_DST_PORT: dport = try message.be16(attribute)
            case CTA_PROTO_ICMP_ID, CTA_PROTO_ICMPV6_ID: icmpId = try message.be16(attribute)
            case CTA_PROTO_ICMP_TYPE, CTA_PROTO_ICMPV6_TYPE: icmpType = try message.u8(attribute)
            case CTA_PROTO_ICMP_CODE, CTA_PROTO_ICMPV6_CODE: icmpCode = try message.u8(attribute)
            default: break
            }
        }
    }
}

extension RawSpan {
    /// The first attribute of a type inside of another.
    fileprivate func inner<Constant: RawRepresentable>(
        _ parent: Attribute, _ type: Constant
    ) throws(WireError) -> Attribute? where Constant.RawValue == UInt32 {
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: self) {
            if attribute.type == Int(type.rawValue) { return attribute }
        }
        return nil
    }
}
