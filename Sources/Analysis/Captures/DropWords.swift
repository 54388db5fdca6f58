import NetworkModel
import PacketTrace
import SnapshotQuery

/// What a function of the kernel, or its own word for a reason, says about a dropped packet.
enum DropWords {
    /// Where of the trace it is, and a sentence that goes on behind "dropped".
    typealias Meaning = (stage: Stage?, words: String)

    /// The kernel's word is the better one: functions are renamed, and drop for many reasons.
    ///
    /// - Parameter symbol: the function; nil where the kernel does not name it.
    static func meaning(_ reason: String?, at symbol: String?) -> Meaning? {
        reason.flatMap { reasons[$0] } ?? symbol.flatMap { functions[$0] }
    }

    /// Words of a drop by which the packet itself is lost for certain, and nobody told; nil for all others: sockets refuse with
    /// an answer, and what a bridge floods is dropped by all whom it is not for.
    static func lossWords(_ reason: String?, at symbol: String?) -> String? {
        guard let meaning = meaning(reason, at: symbol), reason != "OTHERHOST", symbol != "__netif_receive_skb_core"
        else { return nil }
        let isFull = reason == "SOCKET_RCVBUFF" || reason == "SOCKET_BACKLOG"
        return meaning.stage != .socket || isFull ? meaning.words : nil
    }

    /// enum skb_drop_reason by name, as drop_monitor tells it: its numbers move from kernel to kernel.
    private static let reasons: [String: Meaning] = [
        "NETFILTER_DROP": (.hook, "by a rule of netfilter"),
        "IP_INNOROUTES": (.route, "for want of a route"),
        "IP_OUTNOROUTES": (.route, "for want of a route"),
        "IP_RPFILTER": (.input, "by source validation (rp_filter)"),
        "IP_LOCAL_SOURCE": (.input, "since its source is an address of this namespace"),
        "IP_INVALID_SOURCE": (.input, "since nobody may have its source"),
        "IP_LOCALNET": (.input, "since 127.0.0.0/8 is not routed"),
        "OTHERHOST": (.device, "since its frame is for another hardware address"),
        "DEV_READY": (.device, "since the device is not up"),
        "FULL_RING": (.device, "since the device's ring is full"),
        "QDISC_DROP": (.queue, "by a queue of traffic control"),
        "QDISC_OVERLIMIT": (.queue, "since a queue is full"),
        "QDISC_CONGESTED": (.queue, "since a queue is congested"),
        "CPU_BACKLOG": (.device, "since the processor has a full backlog"),
        "TC_INGRESS": (.tc, "by a filter of traffic control, coming in"),
        "TC_EGRESS": (.tc, "by a filter of traffic control, going out"),
        "XDP": (.xdp, "by a program of XDP"),
        "NEIGH_FAILED": (.neighbor, "since nobody answered for the next hop's address"),
        "NEIGH_QUEUEFULL": (.neighbor, "since too many packets wait for the next hop's hardware address"),
        "NEIGH_DEAD": (.neighbor, "since the next hop's entry is gone"),
        "NEIGH_CREATEFAIL": (.neighbor, "since the neighbour table is full"),
        "PKT_TOO_BIG": (.mtu, "since it is too big for the next link"),
        "NO_SOCKET": (.socket, "since nobody listens"),
        "SOCKET_FILTER": (.socket, "by a filter of the socket"),
        "SOCKET_RCVBUFF": (.socket, "since the socket's buffer is full"),
        "SOCKET_BACKLOG": (.socket, "since the socket's backlog is full"),
        "TCP_OVERWINDOW": (.socket, "since it is outside of the connection's window"),
        "XFRM_POLICY": (.xfrm, "by a policy of IPsec"),
        "TCP_CSUM": (.socket, "since its checksum is wrong"),
        "UDP_CSUM": (.socket, "since its checksum is wrong"),
        "IP_CSUM": (.input, "since its header's checksum is wrong"),
        "BPF_CGROUP_EGRESS": (.cgroup, "by a program on the cgroup"),
        "VXLAN_INVALID_HDR": (.tunnel, "since its VXLAN header is none"),
        "VXLAN_VNI_NOT_FOUND": (.tunnel, "since no device has its VNI"),
        "BRIDGE_INGRESS_STP_STATE": (.bridge, "since the bridge's port does not forward"),
    ]

    /// Of kernels before 6.0, and where they give no reason (NOT_SPECIFIED).
    private static let functions: [String: Meaning] = [
        "nf_hook_slow": (.hook, "by a rule of netfilter"),
        "nft_do_chain": (.hook, "by a rule of nf_tables"),
        "ip_error": (.route, "for want of a route"),
        "ip6_pkt_drop": (.route, "for want of a route"),
        "ip_forward": (.forward, "while it was forwarded"),
        "ip6_forward": (.forward, "while it was forwarded"),
        "ip_rcv_finish_core": (.input, "while it was routed"),
        "arp_error_report": (.neighbor, "since nobody answered for the next hop's address"),
        "ndisc_error_report": (.neighbor, "since nobody answered for the next hop's address"),
        "__dev_queue_xmit": (.queue, "while it was queued"),
        "qdisc_drop": (.queue, "by a queue of traffic control"),
        "netem_enqueue": (.queue, "by netem"),
        "tcf_action_exec": (.tc, "by a filter of traffic control"),
        "__netif_receive_skb_core": (.device, "since nobody takes it"),
        "tcp_v4_rcv": (.socket, "by TCP"),
        "tcp_v6_rcv": (.socket, "by TCP"),
        "udp_queue_rcv_one_skb": (.socket, "by UDP"),
        "__udp4_lib_rcv": (.socket, "since nobody listens"),
        "icmp_rcv": (.socket, "by ICMP"),
        "br_handle_frame": (.bridge, "by a port of the bridge"),
        "br_forward_finish": (.bridge, "by the bridge"),
        "vxlan_xmit": (.tunnel, "on its way into the tunnel"),
    ]
}
