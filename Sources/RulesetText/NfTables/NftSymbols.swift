/// Words that nft has for numbers, by type.
extension NftType {
    func symbol(_ value: UInt64) -> String? {
        table?.first { $0.0 == value }?.1
    }

    /// Bits of a bitmask type, lowest first.
    func flags(_ value: UInt64) -> String? {
        guard isBitmask, let table else { return nil }
        var words: [String] = []
        var rest = value
        for (bit, word) in table where bit != 0 && value & bit != 0 {
            words.append(word)
            rest &= ~bit
        }
        return rest == 0 && !words.isEmpty ? words.joined(separator: ",") : nil
    }

    private var table: [(UInt64, String)]? {
        switch self {
        case .ctState: [(1, "invalid"), (2, "established"), (4, "related"), (8, "new"), (64, "untracked")]
        case .ctStatus:
            [
                (1, "expected"), (2, "seen-reply"), (4, "assured"), (8, "confirmed"), (16, "snat"), (32, "dnat"),
                (512, "dying"),
            ]
        case .ctDir: [(0, "original"), (1, "reply")]
        case .tcpFlag:
            [
                (1, "fin"), (2, "syn"), (4, "rst"), (8, "psh"), (16, "ack"), (32, "urg"), (64, "ecn"), (128, "cwr"),
            ]
        case .etherType: [(0x0800, "ip"), (0x0806, "arp"), (0x86dd, "ip6"), (0x8100, "8021q"), (0x88a8, "8021ad")]
        case .arpOp:
            [
                (1, "request"), (2, "reply"), (3, "rrequest"), (4, "rreply"), (8, "inrequest"), (9, "inreply"),
                (10, "nak"),
            ]
        case .nfproto: [(2, "ipv4"), (10, "ipv6")]
        case .pkttype: [(0, "host"), (1, "broadcast"), (2, "multicast"), (3, "other")]
        case .fibAddr:
            [
                (0, "unspec"), (1, "unicast"), (2, "local"), (3, "broadcast"), (4, "anycast"), (5, "multicast"),
                (6, "blackhole"), (7, "unreachable"), (8, "prohibit"),
            ]
        case .ecn: [(0, "not-ect"), (1, "ect1"), (2, "ect0"), (3, "ce")]
        case .dscp:
            [
                (0, "cs0"), (8, "cs1"), (16, "cs2"), (24, "cs3"), (32, "cs4"), (40, "cs5"), (48, "cs6"), (56, "cs7"),
                (1, "lephb"), (10, "af11"), (12, "af12"), (14, "af13"), (18, "af21"), (20, "af22"), (22, "af23"),
                (26, "af31"), (28, "af32"), (30, "af33"), (34, "af41"), (36, "af42"), (38, "af43"), (46, "ef"),
            ]
        case .arphrd:
            [
                (1, "ether"), (512, "ppp"), (769, "ipip6"), (768, "ipip"), (772, "loopback"), (776, "sit"),
                (778, "ipgre"),
            ]
        case .day:
            [
                (0, "Sunday"), (1, "Monday"), (2, "Tuesday"), (3, "Wednesday"), (4, "Thursday"), (5, "Friday"),
                (6, "Saturday"),
            ]
        case .devgroup: [(0, "default")]
        case .realm: [(0, "cosmos")]
        case .icmpType: Self.icmpTypes
        case .icmpv6Type: Self.icmpv6Types
        case .icmpCode:
            [
                (0, "net-unreachable"), (1, "host-unreachable"), (2, "prot-unreachable"), (3, "port-unreachable"),
                (4, "frag-needed"), (9, "net-prohibited"), (10, "host-prohibited"), (13, "admin-prohibited"),
            ]
        case .icmpv6Code:
            [
                (0, "no-route"), (1, "admin-prohibited"), (3, "addr-unreachable"), (4, "port-unreachable"),
                (5, "policy-fail"), (6, "reject-route"),
            ]
        case .icmpxCode: [(1, "port-unreachable"), (3, "admin-prohibited"), (0, "no-route"), (2, "host-unreachable")]
        case .igmpType:
            [
                (0x11, "membership-query"), (0x12, "membership-report-v1"), (0x16, "membership-report-v2"),
                (0x22, "membership-report-v3"), (0x17, "leave-group"),
            ]
        case .dccpType:
            [
                (0, "request"), (1, "response"), (2, "data"), (3, "ack"), (4, "dataack"), (5, "closereq"), (6, "close"),
                (7, "reset"), (8, "sync"), (9, "syncack"),
            ]
        case .protocolNumber: Self.protocols
        default: nil
        }
    }

    /// /etc/protocols of Debian, as far as anybody writes rules about them.
    private static let protocols: [(UInt64, String)] = [
        (0, "ip"), (1, "icmp"), (2, "igmp"), (3, "ggp"), (4, "ipencap"), (5, "st"), (6, "tcp"), (8, "egp"), (9, "igp"),
        (12, "pup"), (17, "udp"), (20, "hmp"), (22, "xns-idp"), (27, "rdp"), (29, "iso-tp4"), (33, "dccp"), (36, "xtp"),
        (37, "ddp"), (38, "idpr-cmtp"), (41, "ipv6"), (43, "ipv6-route"), (44, "ipv6-frag"), (45, "idrp"), (46, "rsvp"),
        (47, "gre"), (50, "esp"), (51, "ah"), (57, "skip"), (58, "ipv6-icmp"), (59, "ipv6-nonxt"), (60, "ipv6-opts"),
        (73, "rspf"), (81, "vmtp"), (88, "eigrp"), (89, "ospf"), (93, "ax.25"), (94, "ipip"), (97, "etherip"),
        (98, "encap"), (103, "pim"), (108, "ipcomp"), (112, "vrrp"), (115, "l2tp"), (124, "isis"), (132, "sctp"),
        (133, "fc"), (135, "mobility-header"), (136, "udplite"), (137, "mpls-in-ip"), (138, "manet"), (139, "hip"),
        (140, "shim6"), (141, "wesp"), (142, "rohc"), (143, "ethernet"),
    ]

    private static let icmpTypes: [(UInt64, String)] = [
        (0, "echo-reply"), (3, "destination-unreachable"), (4, "source-quench"), (5, "redirect"), (8, "echo-request"),
        (9, "router-advertisement"), (10, "router-solicitation"), (11, "time-exceeded"), (12, "parameter-problem"),
        (13, "timestamp-request"), (14, "timestamp-reply"), (15, "info-request"), (16, "info-reply"),
        (17, "address-mask-request"), (18, "address-mask-reply"),
    ]

    private static let icmpv6Types: [(UInt64, String)] = [
        (1, "destination-unreachable"), (2, "packet-too-big"), (3, "time-exceeded"), (4, "parameter-problem"),
        (128, "echo-request"), (129, "echo-reply"), (130, "mld-listener-query"), (131, "mld-listener-report"),
        (132, "mld-listener-done"), (133, "nd-router-solicit"), (134, "nd-router-advert"), (135, "nd-neighbor-solicit"),
        (136, "nd-neighbor-advert"), (137, "nd-redirect"), (138, "router-renumbering"), (141, "ind-neighbor-solicit"),
        (142, "ind-neighbor-advert"), (143, "mld2-listener-report"),
    ]
}
