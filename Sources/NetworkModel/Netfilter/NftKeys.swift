// What expressions can be asked for, by nft's words.

/// NFT_META_*
public enum NftMetaKey: String, Hashable, Sendable, Codable, CaseIterable {
    case length, `protocol`, priority, mark, iif, oif, iifname, oifname, iiftype, oiftype, skuid, skgid, nftrace
    case rtclassid, secmark, nfproto, l4proto, ibrname, obrname, pkttype, cpu, iifgroup, oifgroup, cgroup, random
    case secpath, iifkind, oifkind, ibrpvid, ibrvproto, time, day, hour, sdif, sdifname
    /// Linux 6.5.
    case broute
}

/// NFT_CT_*
public enum NftCtKey: String, Hashable, Sendable, Codable, CaseIterable {
    case state, direction, status, mark, secmark, expiration, helper, l3proto, saddr, daddr, `protocol`
    case protoSrc = "proto-src"
    case protoDst = "proto-dst"
    case label, packets, bytes, avgpkt, zone, event, id
    case ipSaddr = "ip saddr"
    case ipDaddr = "ip daddr"
    case ip6Saddr = "ip6 saddr"
    case ip6Daddr = "ip6 daddr"
}

/// NFT_RT_*
public enum NftRtKey: String, Hashable, Sendable, Codable, CaseIterable {
    case classid, nexthop4, nexthop6, mtu, ipsec
}

/// NFT_SOCKET_*
public enum NftSocketKey: String, Hashable, Sendable, Codable, CaseIterable {
    case transparent, mark, wildcard, cgroupv2
}

/// NFT_FIB_RESULT_*
public enum NftFibResult: String, Hashable, Sendable, Codable, CaseIterable {
    case oif, oifname, type
}

/// NFT_PAYLOAD_*_HEADER
public enum NftPayloadBase: String, Hashable, Sendable, Codable, CaseIterable {
    case ll, nh, th
    /// Behind the transport header (Linux 5.17).
    case inner = "ih"
    /// The tunnel header that an `inner` expression looks into (Linux 6.2).
    case tunnel = "tun"
}

/// NFT_EXTHDR_OP_*
public enum NftExthdrOp: String, Hashable, Sendable, Codable, CaseIterable {
    case ipv6, tcpopt, ipv4, sctp, dccp
}

/// NFT_NG_*
public enum NftNumgen: String, Hashable, Sendable, Codable, CaseIterable {
    case inc, random
}

/// NFT_BITWISE_*; `and`, `or` and `xor` with another register or a constant since Linux 6.13.
public enum NftBitwiseOp: String, Hashable, Sendable, Codable, CaseIterable {
    case maskXor = "mask-xor"
    case lshift, rshift, and, or, xor
}

/// NFT_BYTEORDER_*
public enum NftByteorderOp: String, Hashable, Sendable, Codable, CaseIterable {
    case ntoh, hton
}

/// NFT_CMP_*
public enum NftCmpOp: String, Hashable, Sendable, Codable, CaseIterable {
    case eq, neq, lt, lte, gt, gte
}

/// NFT_DYNSET_OP_*
public enum NftDynsetOp: String, Hashable, Sendable, Codable, CaseIterable {
    case add, update, delete
}

/// NFT_NAT_*
public enum NftNatType: String, Hashable, Sendable, Codable, CaseIterable {
    case snat, dnat
}

/// NFT_REJECT_*
public enum NftRejectType: String, Hashable, Sendable, Codable, CaseIterable {
    case icmp
    case tcpReset = "tcp reset"
    case icmpx
}
