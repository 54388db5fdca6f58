import Addresses
import CLinux
import NetworkModel

// Questions to conntrack, NETLINK_NETFILTER. The kernel wants CAP_NET_ADMIN in the namespace's user namespace for each,
// and loads nf_conntrack_netlink where it is missing: whoever must not change the host looks first.

extension Request {
    /// Single answers are marked as parts of more, which never come: an acknowledgement ends them.
    private static var single: Int32 { NLM_F_ACK }

    /// The whole table of both families.
    public static func getFlows() -> [UInt8] {
        RequestBuilder(ctnetlink: UInt32(IPCTNL_MSG_CT_GET.rawValue), flags: dump).bytes
    }

    /// Those that have an address at one place: filtered by the kernel since Linux 5.8 (CTA_FILTER), everything before.
    /// Of a single tuple the one entry.
    public static func getFlows(_ filter: ConntrackFilter) -> [UInt8] {
        let type = UInt32(IPCTNL_MSG_CT_GET.rawValue)
        switch filter {
        case .tuple(let tuple, let zone):
            var request = RequestBuilder(ctnetlink: type, family: tuple.src.family.rawValue, flags: single)
            request.attribute(nested: CTA_TUPLE_ORIG.rawValue, tuple.attributes)
            if zone != 0 { request.attribute(CTA_ZONE.rawValue, zone.bigEndian) }
            return request.bytes
        case .address(let place, let address):
            var request = RequestBuilder(ctnetlink: type, family: address.family.rawValue, flags: dump)
            let isOriginal = place == .origSrc || place == .origDst
            let isSource = place == .origSrc || place == .replySrc
            request.attribute(
                nested: (isOriginal ? CTA_TUPLE_ORIG : CTA_TUPLE_REPLY).rawValue,
                AttributeBytes.nested(CTA_TUPLE_IP.rawValue, AttributeBytes.address(address, isSource: isSource)))
            let flag = UInt32(isSource ? NSD_CTA_FILTER_IP_SRC : NSD_CTA_FILTER_IP_DST)
            request.attribute(
                nested: CTA_FILTER.rawValue,
                AttributeBytes.plain(CTA_FILTER_ORIG_FLAGS.rawValue, isOriginal ? flag : 0)
                    + AttributeBytes.plain(CTA_FILTER_REPLY_FLAGS.rawValue, isOriginal ? 0 : flag))
            return request.bytes
        }
    }

    /// CTA_STATS_GLOBAL_*: how many entries there are and may be.
    public static func getConntrackTotals() -> [UInt8] {
        RequestBuilder(ctnetlink: UInt32(IPCTNL_MSG_CT_GET_STATS.rawValue), flags: single).bytes
    }

    /// CTA_STATS_* of each CPU.
    public static func getConntrackStatistics() -> [UInt8] {
        RequestBuilder(ctnetlink: UInt32(IPCTNL_MSG_CT_GET_STATS_CPU.rawValue), flags: dump).bytes
    }

    public static func getExpectations() -> [UInt8] {
        var request = RequestBuilder(
            UInt32(NFNL_SUBSYS_CTNETLINK_EXP) << 8 | UInt32(IPCTNL_MSG_EXP_GET.rawValue), flags: dump)
        request.append(nfgenmsg(nfgen_family: 0, version: UInt8(NFNETLINK_V0), res_id: 0))
        return request.bytes
    }
}

extension RequestBuilder {
    init(ctnetlink type: UInt32, family: UInt8 = 0, flags: Int32) {
        self.init(UInt32(NFNL_SUBSYS_CTNETLINK) << 8 | type, flags: flags)
        append(nfgenmsg(nfgen_family: family, version: UInt8(NFNETLINK_V0), res_id: 0))
    }

    mutating func attribute(nested type: some BinaryInteger, _ content: [UInt8]) {
        attribute(UInt32(type) | UInt32(NLA_F_NESTED), bytes: content)
    }
}

/// Attributes as bytes, for those that stand inside of others.
enum AttributeBytes {
    static func plain(_ type: some BinaryInteger, _ value: some BitwiseCopyable) -> [UInt8] {
        raw(UInt32(type), unsafe withUnsafeBytes(of: value) { unsafe Array($0) })
    }

    static func nested(_ type: some BinaryInteger, _ content: [UInt8]) -> [UInt8] {
        raw(UInt32(type) | UInt32(NLA_F_NESTED), content)
    }

    static func raw(_ type: UInt32, _ value: [UInt8]) -> [UInt8] {
        let header = nlattr(
            nla_len: UInt16(truncatingIfNeeded: MemoryLayout<nlattr>.size + value.count),
            nla_type: UInt16(truncatingIfNeeded: type))
        let bytes = unsafe withUnsafeBytes(of: header) { unsafe Array($0) } + value
        return bytes + [UInt8](repeating: 0, count: Attributes.aligned(bytes.count) - bytes.count)
    }

    static func address(_ address: IPAddress, isSource: Bool) -> [UInt8] {
        let type =
            address.family == .inet
            ? (isSource ? CTA_IP_V4_SRC : CTA_IP_V4_DST) : (isSource ? CTA_IP_V6_SRC : CTA_IP_V6_DST)
        return raw(type.rawValue, address.bytes)
    }
}

extension ConntrackEntry.Tuple {
    fileprivate var attributes: [UInt8] {
        let isIPv6 = src.family == .inet6
        var l4 = AttributeBytes.plain(CTA_PROTO_NUM.rawValue, proto)
        if let sport { l4 += AttributeBytes.plain(CTA_PROTO_SRC_PORT.rawValue, sport.bigEndian) }
        if let dport { l4 += AttributeBytes.plain(CTA_PROTO_DST_PORT.rawValue, dport.bigEndian) }
        if let icmpId {
            l4 += AttributeBytes.plain((isIPv6 ? CTA_PROTO_ICMPV6_ID : CTA_PROTO_ICMP_ID).rawValue, icmpId.bigEndian)
        }
        if let icmpType {
            l4 += AttributeBytes.plain((isIPv6 ? CTA_PROTO_ICMPV6_TYPE : CTA_PROTO_ICMP_TYPE).rawValue, icmpType)
        }
        if let icmpCode {
            l4 += AttributeBytes.plain((isIPv6 ? CTA_PROTO_ICMPV6_CODE : CTA_PROTO_ICMP_CODE).rawValue, icmpCode)
        }
        return AttributeBytes.nested(
            CTA_TUPLE_IP.rawValue,
            AttributeBytes.address(src, isSource: true) + AttributeBytes.address(dst, isSource: false))
            + AttributeBytes.nested(CTA_TUPLE_PROTO.rawValue, l4)
    }
}
