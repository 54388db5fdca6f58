import NetworkModel

extension NftExpression {
    /// How many bytes a load writes; the rest of the last word is zero. 0 for what is no load.
    var loadedBytes: Int {
        switch self {
        case .payload(_, _, _, let len): len
        case .exthdr(_, _, _, _, let len, let present): present ? 1 : len
        case .meta(let key, _): key.bytes
        case .ct(let key, _, _): key.bytes
        case .rt(let key, _): key == .nexthop6 ? 16 : key == .mtu ? 2 : key == .ipsec ? 1 : 4
        case .socket(let key, _, _): key == .mark ? 4 : key == .cgroupv2 ? 8 : 1
        case .fib(_, let result, _): result == .oifname ? 16 : 4
        case .numgen, .hash: 4
        case .osf, .xfrm, .tunnel: 16
        default: 0
        }
    }
}

extension NftMetaKey {
    /// nft_meta_get_init
    fileprivate var bytes: Int {
        switch self {
        case .l4proto, .nfproto, .pkttype, .day, .secpath, .broute: 1
        case .protocol, .iiftype, .oiftype, .ibrpvid, .ibrvproto: 2
        case .iifname, .oifname, .iifkind, .oifkind, .ibrname, .obrname, .sdifname: 16
        case .time: 8
        case .length, .priority, .mark, .iif, .oif, .skuid, .skgid, .nftrace, .rtclassid, .secmark, .cpu, .iifgroup,
            .oifgroup, .cgroup, .random, .hour, .sdif:
            4
        }
    }
}

extension NftCtKey {
    /// nft_ct_get_init
    fileprivate var bytes: Int {
        switch self {
        case .direction, .l3proto, .protocol: 1
        case .protoSrc, .protoDst, .zone: 2
        case .packets, .bytes, .avgpkt: 8
        case .helper, .label, .saddr, .daddr, .ip6Saddr, .ip6Daddr: 16
        case .state, .status, .mark, .secmark, .expiration, .event, .id, .ipSaddr, .ipDaddr: 4
        }
    }
}
