import Addresses

/// One `-m`: a question that a rule asks about a packet, as the kernel's xt_match modules know it. Names are the modules'.
public enum XtMatch: Hashable, Sendable, Codable {
    case tcp(XtTCP)
    case udp(XtUDP)
    case udplite(XtUDP)
    case sctp(XtSCTP)
    case icmp(XtICMP)
    case icmp6(XtICMP)
    case multiport(XtMultiport)
    case esp(Invertible<XtRange>)
    case ah(Invertible<XtRange>)
    /// Also where it is written as `-m state`.
    case conntrack(XtConntrack)
    case connmark(Invertible<XtMasked>)
    case connbytes(XtConnbytes)
    case connlimit(XtConnlimit)
    /// An empty name matches every flow that has a helper.
    case helper(Invertible<String>)
    case addrtype(XtAddrtype)
    case iprange(XtIprange)
    case mac(Invertible<LinkLayerAddress>)
    /// PACKET_HOST 0, PACKET_BROADCAST 1, PACKET_MULTICAST 2.
    case pkttype(Invertible<UInt32>)
    case physdev(XtPhysdev)
    case devgroup(XtDevgroup)
    case realm(Invertible<XtMasked>)
    case rpfilter(XtRpfilter)
    case mark(Invertible<XtMasked>)
    case comment(String)
    case statistic(XtStatistic)
    case limit(XtLimit)
    case hashlimit(XtHashlimit)
    case recent(XtRecent)
    case quota(Invertible<UInt64>)
    case time(XtTime)
    case set(XtSetMatch)
    case owner(XtOwner)
    case cgroup(XtCgroup)
    case socket(XtSocket)
    /// Length of the IP packet in bytes, with its header.
    case length(Invertible<XtRange>)
    case ttl(XtHops)
    case hl(XtHops)
    case dscp(Invertible<UInt8>)
    case tos(Invertible<XtMasked>)
    case ecn(XtEcn)
    case tcpmss(Invertible<XtRange>)
    case cpu(Invertible<UInt32>)
    case policy(XtIpsecPolicy)
    /// A module or a revision of one that we do not know; its bytes as the kernel sent them.
    case unknown(name: String, revision: UInt8, bytes: [UInt8])
}
