import CLinux
import NetworkModel

// Between the kernel's numbers and nft's words. Nil for numbers that are younger than this program.

extension CaseIterable where Self: Hashable {
    /// The case for a number, where numbers are given case by case.
    fileprivate static func find(_ number: UInt32?, _ numbers: KeyValuePairs<UInt32, Self>) -> Self? {
        guard let number else { return nil }
        return numbers.first { $0.key == number }?.value
    }
}

extension NftMetaKey {
    init?(number: UInt32?) {
        guard let number, let key = Self.byNumber[number] else { return nil }
        self = key
    }

    private static let byNumber: [UInt32: NftMetaKey] = [
        NFT_META_LEN.rawValue: .length, NFT_META_PROTOCOL.rawValue: .protocol, NFT_META_PRIORITY.rawValue: .priority,
        NFT_META_MARK.rawValue: .mark, NFT_META_IIF.rawValue: .iif, NFT_META_OIF.rawValue: .oif,
        NFT_META_IIFNAME.rawValue: .iifname, NFT_META_OIFNAME.rawValue: .oifname, UInt32(NSD_NFT_META_IFTYPE): .iiftype,
        NFT_META_OIFTYPE.rawValue: .oiftype, NFT_META_SKUID.rawValue: .skuid, NFT_META_SKGID.rawValue: .skgid,
        NFT_META_NFTRACE.rawValue: .nftrace, NFT_META_RTCLASSID.rawValue: .rtclassid,
        NFT_META_SECMARK.rawValue: .secmark, NFT_META_NFPROTO.rawValue: .nfproto, NFT_META_L4PROTO.rawValue: .l4proto,
        NFT_META_BRI_IIFNAME.rawValue: .ibrname, NFT_META_BRI_OIFNAME.rawValue: .obrname,
        NFT_META_PKTTYPE.rawValue: .pkttype, NFT_META_CPU.rawValue: .cpu, NFT_META_IIFGROUP.rawValue: .iifgroup,
        NFT_META_OIFGROUP.rawValue: .oifgroup, NFT_META_CGROUP.rawValue: .cgroup, NFT_META_PRANDOM.rawValue: .random,
        NFT_META_SECPATH.rawValue: .secpath, NFT_META_IIFKIND.rawValue: .iifkind, NFT_META_OIFKIND.rawValue: .oifkind,
        NFT_META_BRI_IIFPVID.rawValue: .ibrpvid, NFT_META_BRI_IIFVPROTO.rawValue: .ibrvproto,
        NFT_META_TIME_NS.rawValue: .time, NFT_META_TIME_DAY.rawValue: .day, NFT_META_TIME_HOUR.rawValue: .hour,
        NFT_META_SDIF.rawValue: .sdif, NFT_META_SDIFNAME.rawValue: .sdifname,
        UInt32(NSD_NFT_META_BRI_BROUTE): .broute,
    ]
}

extension NftCtKey {
    init?(number: UInt32?) {
        guard let number, let key = Self.byNumber[number] else { return nil }
        self = key
    }

    private static let byNumber: [UInt32: NftCtKey] = [
        NFT_CT_STATE.rawValue: .state, NFT_CT_DIRECTION.rawValue: .direction, NFT_CT_STATUS.rawValue: .status,
        NFT_CT_MARK.rawValue: .mark, NFT_CT_SECMARK.rawValue: .secmark, NFT_CT_EXPIRATION.rawValue: .expiration,
        NFT_CT_HELPER.rawValue: .helper, NFT_CT_L3PROTOCOL.rawValue: .l3proto, NFT_CT_SRC.rawValue: .saddr,
        NFT_CT_DST.rawValue: .daddr, NFT_CT_PROTOCOL.rawValue: .protocol, NFT_CT_PROTO_SRC.rawValue: .protoSrc,
        NFT_CT_PROTO_DST.rawValue: .protoDst, NFT_CT_LABELS.rawValue: .label, NFT_CT_PKTS.rawValue: .packets,
        NFT_CT_BYTES.rawValue: .bytes, NFT_CT_AVGPKT.rawValue: .avgpkt, NFT_CT_ZONE.rawValue: .zone,
        NFT_CT_EVENTMASK.rawValue: .event, NFT_CT_SRC_IP.rawValue: .ipSaddr, NFT_CT_DST_IP.rawValue: .ipDaddr,
        NFT_CT_SRC_IP6.rawValue: .ip6Saddr, NFT_CT_DST_IP6.rawValue: .ip6Daddr, NFT_CT_ID.rawValue: .id,
    ]
}

extension NftRtKey {
    init?(number: UInt32?) {
        guard
            let key = Self.find(
                number,
                [
                    NFT_RT_CLASSID.rawValue: .classid, NFT_RT_NEXTHOP4.rawValue: .nexthop4,
                    NFT_RT_NEXTHOP6.rawValue: .nexthop6,
                    NFT_RT_TCPMSS.rawValue: .mtu, NFT_RT_XFRM.rawValue: .ipsec,
                ])
        else { return nil }
        self = key
    }
}

extension NftSocketKey {
    init?(number: UInt32?) {
        guard
            let key = Self.find(
                number,
                [
                    NFT_SOCKET_TRANSPARENT.rawValue: .transparent, NFT_SOCKET_MARK.rawValue: .mark,
                    NFT_SOCKET_WILDCARD.rawValue: .wildcard, UInt32(NSD_NFT_SOCKET_CGROUPV2): .cgroupv2,
                ])
        else { return nil }
        self = key
    }
}

extension NftFibResult {
    init?(number: UInt32?) {
        guard
            let key = Self.find(
                number,
                [
                    NFT_FIB_RESULT_OIF.rawValue: .oif, NFT_FIB_RESULT_OIFNAME.rawValue: .oifname,
                    NFT_FIB_RESULT_ADDRTYPE.rawValue: .type,
                ])
        else { return nil }
        self = key
    }
}

extension NftPayloadBase {
    init?(number: UInt32?) {
        guard
            let key = Self.find(
                number,
                [
                    NFT_PAYLOAD_LL_HEADER.rawValue: .ll, NFT_PAYLOAD_NETWORK_HEADER.rawValue: .nh,
                    NFT_PAYLOAD_TRANSPORT_HEADER.rawValue: .th, UInt32(NSD_NFT_PAYLOAD_INNER_HEADER): .inner,
                    UInt32(NSD_NFT_PAYLOAD_TUN_HEADER): .tunnel,
                ])
        else { return nil }
        self = key
    }
}

extension NftExthdrOp {
    init?(number: UInt32?) {
        guard
            let key = Self.find(
                number,
                [
                    NFT_EXTHDR_OP_IPV6.rawValue: .ipv6, NFT_EXTHDR_OP_TCPOPT.rawValue: .tcpopt,
                    NFT_EXTHDR_OP_IPV4.rawValue: .ipv4, UInt32(NSD_NFT_EXTHDR_OP_SCTP): .sctp,
                    UInt32(NSD_NFT_EXTHDR_OP_DCCP): .dccp,
                ])
        else { return nil }
        self = key
    }
}

extension NftNumgen {
    init?(number: UInt32?) {
        guard let key = Self.find(number, [NFT_NG_INCREMENTAL.rawValue: .inc, NFT_NG_RANDOM.rawValue: .random])
        else { return nil }
        self = key
    }
}

extension NftBitwiseOp {
    init?(number: UInt32?) {
        guard
            let key = Self.find(
                number,
                [
                    UInt32(NSD_NFT_BITWISE_MASK_XOR): .maskXor, NFT_BITWISE_LSHIFT.rawValue: .lshift,
                    NFT_BITWISE_RSHIFT.rawValue: .rshift, UInt32(NSD_NFT_BITWISE_AND): .and,
                    UInt32(NSD_NFT_BITWISE_OR): .or, UInt32(NSD_NFT_BITWISE_XOR): .xor,
                ])
        else { return nil }
        self = key
    }
}

extension NftByteorderOp {
    init?(number: UInt32?) {
        guard let key = Self.find(number, [NFT_BYTEORDER_NTOH.rawValue: .ntoh, NFT_BYTEORDER_HTON.rawValue: .hton])
        else { return nil }
        self = key
    }
}

extension NftCmpOp {
    init?(number: UInt32?) {
        guard
            let key = Self.find(
                number,
                [
                    NFT_CMP_EQ.rawValue: .eq, NFT_CMP_NEQ.rawValue: .neq, NFT_CMP_LT.rawValue: .lt,
                    NFT_CMP_LTE.rawValue: .lte,
                    NFT_CMP_GT.rawValue: .gt, NFT_CMP_GTE.rawValue: .gte,
                ])
        else { return nil }
        self = key
    }
}

extension NftDynsetOp {
    init?(number: UInt32?) {
        guard
            let key = Self.find(
                number,
                [
                    NFT_DYNSET_OP_ADD.rawValue: .add, NFT_DYNSET_OP_UPDATE.rawValue: .update,
                    NFT_DYNSET_OP_DELETE.rawValue: .delete,
                ])
        else { return nil }
        self = key
    }
}

extension NftNatType {
    init?(number: UInt32?) {
        guard let key = Self.find(number, [NFT_NAT_SNAT.rawValue: .snat, NFT_NAT_DNAT.rawValue: .dnat]) else {
            return nil
        }
        self = key
    }
}

extension NftRejectType {
    init?(number: UInt32?) {
        guard
            let key = Self.find(
                number,
                [
                    NFT_REJECT_ICMP_UNREACH.rawValue: .icmp, NFT_REJECT_TCP_RST.rawValue: .tcpReset,
                    NFT_REJECT_ICMPX_UNREACH.rawValue: .icmpx,
                ])
        else { return nil }
        self = key
    }
}
