/// A setting below /proc/sys/net, by the last part of its name: which one it is, whatever device it is of.
public enum SysctlKey: String, Hashable, Sendable, CaseIterable {
    case ipForward = "ip_forward"
    case forwarding
    case forceForwarding = "force_forwarding"
    case bcForwarding = "bc_forwarding"
    case rpFilter = "rp_filter"
    case acceptLocal = "accept_local"
    case routeLocalnet = "route_localnet"
    case srcValidMark = "src_valid_mark"
    case sendRedirects = "send_redirects"
    case arpIgnore = "arp_ignore"
    case arpFilter = "arp_filter"
    case disableIPv6 = "disable_ipv6"
    case useTempaddr = "use_tempaddr"
    case useOifAddrsOnly = "use_oif_addrs_only"
    case icmpEchoIgnoreAll = "icmp_echo_ignore_all"
    /// Below net.ipv6.icmp.
    case echoIgnoreAll = "echo_ignore_all"
}
