import NetworkModel

/// What it means that a counter rises.
public enum CounterMeaning: Hashable, Sendable {
    /// Packets that got on.
    case traffic
    /// Packets that were lost here, whosever: why, to be said behind "lost".
    case loss(String)
    /// What may be a loss, or be nothing: frames that nobody wanted, retries.
    case doubtful
    /// Said of the object itself, and not of packets.
    case event
    /// Everything else.
    case other

    /// - Parameters:
    ///   - kind: of a link's device: `veth`, `vxlan`; nil where that is not known.
    public init(_ source: CounterSource, _ name: String, linkKind kind: String? = nil) {
        switch source {
        case .link: self = Self.link(name, kind)
        case .device(_, _, let driver): self = Self.device(driver, name)
        case .bridge: self = Self.bridge(name)
        case .vlan: self = name.hasSuffix("_packets") ? .traffic : .other
        case .qdisc: self = Self.qdisc(name)
        case .protocols: self = Self.protocols(name)
        case .rule, .counter: self = name == "packets" ? .traffic : .other
        case .conntrack:
            switch name {
            case "drop": self = .loss("connection tracking had no room, or another made the same entry first")
            case "insert_failed", "invalid", "early_drop": self = .doubtful
            default: self = .other
            }
        case .neighbors: self = name == "table_fulls" ? .loss("the table of neighbours was full") : .other
        case .softnet:
            switch name {
            case "processed": self = .traffic
            case "dropped": self = .loss("the queue of received packets was full (netdev_max_backlog)")
            case "time_squeeze": self = .doubtful
            default: self = .other
            }
        case .drops(let drops):
            let words = drops.isOwn ? DropWords.lossWords(drops.reason, at: drops.symbol) : nil
            self = words.map { .loss($0) } ?? .doubtful
        case .socket:
            switch name {
            case "drops": self = .loss("the socket did not take them")
            case "retrans": self = .doubtful
            default: self = .other
            }
        }
    }

    private static func link(_ name: String, _ kind: String?) -> CounterMeaning {
        switch name {
        case "rx_packets", "tx_packets": .traffic
        case "carrier_changes": .event
        case "rx_missed_errors": .loss("the device had no room for them")
        case "rx_fifo_errors", "rx_over_errors": .loss("the device could not be read fast enough")
        case "rx_crc_errors", "rx_frame_errors": .loss("they came in damaged")
        case "tx_carrier_errors", "tx_aborted_errors", "tx_fifo_errors": .loss("the device could not send them")
        // A tunnel without a far end drops what the kernel itself sends to groups all the time (K12); a pair drops into its
        // other end while that is down, or what is larger than that takes.
        case "tx_dropped": kind == "veth" ? .loss("the other end of the pair did not take them") : .doubtful
        // Frames that no protocol wanted are among them.
        case "rx_dropped", "rx_errors", "tx_errors", "rx_nohandler", "rx_otherhost_dropped": .doubtful
        default: .other
        }
    }

    /// Those of fq_codel and fq that tell why are among `drops` already (fq_codel_enqueue, fq_enqueue); what was marked got on.
    private static func qdisc(_ name: String) -> CounterMeaning {
        switch name {
        case "packets", "ecn_mark", "ce_mark": .traffic
        case "drops": .loss("the queue had no room for them, or its filters dropped them")
        case "drop_overlimit", "drop_overmemory", "flows_plimit", "horizon_drops": .doubtful
        default: .other
        }
    }

    /// A port that begins or ends to forward, and a change of the tree that another bridge tells of, are events. What could
    /// not be read as IGMP or MLD is dropped, but may be anything (br_multicast_err_count).
    private static func bridge(_ name: String) -> CounterMeaning {
        switch name {
        case "rx_mcast_packets", "tx_mcast_packets": .traffic
        case "transition_blk", "transition_fwd", "rx_tcn": .event
        case "igmp_parse_errors", "mld_parse_errors": .doubtful
        default: .other
        }
    }

    private static func protocols(_ name: String) -> CounterMeaning {
        if let reason = losses[name] { return .loss(reason) }
        if passing.contains(name) { return .traffic }
        if doubts.contains(name) { return .doubtful }
        return .other
    }

    private static let passing: Set<String> = [
        "IpInReceives", "IpForwDatagrams", "IpInDelivers", "IpOutRequests", "Ip6InReceives", "Ip6OutForwDatagrams",
        "Ip6InDelivers", "Ip6OutRequests", "TcpInSegs", "TcpOutSegs", "UdpInDatagrams", "UdpOutDatagrams",
        "Udp6InDatagrams", "Udp6OutDatagrams", "IcmpInMsgs", "IcmpOutMsgs", "Icmp6InMsgs", "Icmp6OutMsgs",
    ]

    /// Errors that whoever sent the packet hears of, and what is mended by itself.
    private static let doubts: Set<String> = [
        "TcpRetransSegs", "TcpOutRsts", "UdpNoPorts", "Udp6NoPorts", "IpFragFails", "Ip6FragFails", "TcpAttemptFails",
        "TcpEstabResets", "TcpExtTCPTimeouts", "TcpExtTCPSynRetrans", "TcpExtListenOverflows", "UdpInErrors",
        "Udp6InErrors", "IpOutNoRoutes", "Ip6InDiscards", "Ip6OutNoRoutes", "Ip6InNoRoutes", "Ip6InAddrErrors",
    ]

    /// net/ipv4/proc.c and its like. Those of IPv6 that a host's own chatter to groups raises are left out.
    private static let losses: [String: String] = [
        "IpInHdrErrors": "their headers were wrong, or their time to live was over",
        "IpInAddrErrors": "they were for an address that is not here, and nothing is forwarded",
        "IpInDiscards": "there was no memory for them",
        "IpOutDiscards": "they could not be sent",
        "IpReasmFails": "pieces of them did not come",
        "IpExtInNoRoutes": "there was no route for them",
        "IpExtInTruncatedPkts": "they were cut off",
        "IpExtInCsumErrors": "their checksums were wrong",
        "Ip6InTooBigErrors": "they were too large for the next link",
        "Ip6InTruncatedPkts": "they were cut off",
        "Ip6ReasmFails": "pieces of them did not come",
        "TcpInCsumErrors": "their checksums were wrong",
        "UdpInCsumErrors": "their checksums were wrong",
        "UdpRcvbufErrors": "the receiving program did not read fast enough",
        "UdpSndbufErrors": "the sending program's buffer was full",
        "UdpMemErrors": "there was no memory for them",
        "Udp6InCsumErrors": "their checksums were wrong",
        "Udp6RcvbufErrors": "the receiving program did not read fast enough",
        "Udp6SndbufErrors": "the sending program's buffer was full",
        "Udp6MemErrors": "there was no memory for them",
        "TcpExtIPReversePathFilter": "source validation did not believe their source (rp_filter)",
        "TcpExtListenDrops": "a server's queue of connections was full, or it did not want them",
        "TcpExtTCPBacklogDrop": "the receiving program did not read fast enough",
        "TcpExtTCPRcvQDrop": "the receiving program did not read fast enough",
        "TcpExtTCPReqQFullDrop": "a server's queue of half-open connections was full",
        "TcpExtTCPMinTTLDrop": "their time to live was below what the socket wants",
        "TcpExtPFMemallocDrop": "there was no memory for them",
    ]

    /// In one word, of a closed set.
    public var word: String {
        switch self {
        case .traffic: "traffic"
        case .loss: "loss"
        case .doubtful: "doubtful"
        case .event: "event"
        case .other: "other"
        }
    }

    /// All of them.
    public static let words = ["traffic", "loss", "doubtful", "event", "other"]

    /// Why packets were lost; nil where none were, for certain.
    public var reason: String? { if case .loss(let reason) = self { reason } else { nil } }
}
