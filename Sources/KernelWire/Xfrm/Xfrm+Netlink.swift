import Addresses
import CLinux
import NetworkModel

extension XfrmPolicy {
    /// XFRM_MSG_NEWPOLICY: struct xfrm_userpolicy_info, then XFRMA_* attributes. Nil for the policy of a single socket.
    public init?(xfrm message: RawSpan) throws(WireError) {
        typealias Info = xfrm_userpolicy_info
        guard let direction = Direction(rawValue: try message.field(\Info.dir)) else { return nil }
        let family = try IPAddress.Family(exactly: try message.field(\Info.sel.family), "xfrm_selector")
        self.init(
            direction, isBlock: Int32(try message.field(\Info.action)) == XFRM_POLICY_BLOCK,
            priority: try message.field(\Info.priority), index: try message.field(\Info.index),
            src: try Self.prefix(message, family, \Info.sel.saddr, try message.field(\Info.sel.prefixlen_s)),
            dst: try Self.prefix(message, family, \Info.sel.daddr, try message.field(\Info.sel.prefixlen_d)))
        proto = try message.field(\Info.sel.proto)
        sport = UInt16(bigEndian: try message.field(\Info.sel.sport))
        sportMask = UInt16(bigEndian: try message.field(\Info.sel.sport_mask))
        dport = UInt16(bigEndian: try message.field(\Info.sel.dport))
        dportMask = UInt16(bigEndian: try message.field(\Info.sel.dport_mask))
        ifindex = Int(try message.field(\Info.sel.ifindex))
        var attributes = Attributes(in: message, after: MemoryLayout<xfrm_userpolicy_info>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case XFRMA_TMPL: templates = try Self.templates(message, attribute)
            case XFRMA_MARK:
                let mark = message.fixed(xfrm_mark(), attribute)
                (self.mark, markMask) = (mark.v, mark.m)
            case XFRMA_IF_ID: ifId = try message.u32(attribute)
            case XFRMA_POLICY_TYPE:
                isSub = Int(message.fixed(xfrm_userpolicy_type(), attribute).type) == XFRM_POLICY_TYPE_SUB
            default: break
            }
        }
    }

    private static func prefix(
        _ message: RawSpan, _ family: IPAddress.Family, _ field: KeyPath<xfrm_userpolicy_info, xfrm_address_t>,
        _ length: UInt8
    ) throws(WireError) -> IPPrefix {
        let address = try message.address(family, at: message.place(field))
        guard let prefix = IPPrefix(address, length: Int(length)) else { throw WireError(.badValue, "xfrm_selector") }
        return prefix
    }

    private static func templates(_ message: RawSpan, _ attribute: Attribute) throws(WireError) -> [Template] {
        typealias Wanted = xfrm_user_tmpl
        let size = MemoryLayout<Wanted>.stride
        var templates: [Template] = []
        for start in stride(from: attribute.start, to: attribute.end, by: size) where attribute.end - start >= size {
            let family = try IPAddress.Family(exactly: try message.field(\Wanted.family, from: start), "xfrm_user_tmpl")
            templates.append(
                Template(
                    dst: try message.address(family, at: message.place(\Wanted.id.daddr, from: start)),
                    proto: try message.field(\Wanted.id.proto, from: start),
                    mode: try message.field(\Wanted.mode, from: start),
                    reqid: try message.field(\Wanted.reqid, from: start),
                    isOptional: try message.field(\Wanted.optional, from: start) != 0))
        }
        return templates
    }
}

extension XfrmState {
    /// XFRM_MSG_NEWSA: struct xfrm_usersa_info; its attributes, keys among them, are not looked at.
    public init(xfrm message: RawSpan) throws(WireError) {
        typealias Info = xfrm_usersa_info
        let family = try IPAddress.Family(exactly: try message.field(\Info.family), "xfrm_usersa_info")
        self.init(
            dst: try message.address(family, at: message.place(\Info.id.daddr)),
            proto: try message.field(\Info.id.proto), mode: try message.field(\Info.mode),
            reqid: try message.field(\Info.reqid))
    }
}

// Swift lays no struct over bytes that holds a union, as xfrm's do for addresses. So fields are read one by one.
extension RawSpan {
    fileprivate func place<Header, Value>(_ field: KeyPath<Header, Value>, from start: Int = 0) -> Int {
        MemoryLayout<Header>.offset(of: field).map { start + $0 } ?? byteCount
    }

    fileprivate func field<Header, Value: FixedWidthInteger & BitwiseCopyable>(
        _ field: KeyPath<Header, Value>, from start: Int = 0
    ) throws(WireError) -> Value {
        try native(Value.self, at: place(field, from: start))
    }
}

extension IPAddress.Family {
    fileprivate init(exactly family: UInt16, _ what: String) throws(WireError) {
        guard let number = UInt8(exactly: family) else { throw WireError(.badValue, what) }
        self = try IPAddress.Family(number, what)
    }
}

extension Xfrm {
    /// XFRM_MSG_GETDEFAULT: struct xfrm_userpolicy_default.
    public static func blocked(xfrm message: RawSpan) throws(WireError) -> Set<XfrmPolicy.Direction> {
        let header = try message.header(nsd_xfrm_userpolicy_default(), "xfrm_userpolicy_default")
        let all: [(XfrmPolicy.Direction, UInt8)] = [(.in, header.in), (.fwd, header.fwd), (.out, header.out)]
        return Set(all.filter { Int($0.1) == NSD_XFRM_USERPOLICY_BLOCK }.map(\.0))
    }
}
