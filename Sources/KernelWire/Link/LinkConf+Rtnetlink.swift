import CLinux
import NetworkModel

extension InetConf {
    /// IFLA_AF_SPEC/AF_INET holds IFLA_INET_CONF: an array of u32 in host order, entry `IPV4_DEVCONF_X - 1` for
    /// setting X. Newer kernels append.
    init(_ message: RawSpan, _ family: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: family)
        while let attribute = try attributes.next(in: message) {
            guard attribute.type == IFLA_INET_CONF else { continue }
            forwarding = message.setting(IPV4_DEVCONF_FORWARDING - 1, attribute)
            rpFilter = message.setting(IPV4_DEVCONF_RP_FILTER - 1, attribute)
            arpIgnore = message.setting(IPV4_DEVCONF_ARP_IGNORE - 1, attribute)
            arpAnnounce = message.setting(IPV4_DEVCONF_ARP_ANNOUNCE - 1, attribute)
            arpFilter = message.setting(IPV4_DEVCONF_ARPFILTER - 1, attribute)
            proxyArp = message.setting(IPV4_DEVCONF_PROXY_ARP - 1, attribute)
            proxyArpPvlan = message.setting(IPV4_DEVCONF_PROXY_ARP_PVLAN - 1, attribute)
            acceptLocal = message.setting(IPV4_DEVCONF_ACCEPT_LOCAL - 1, attribute)
            routeLocalnet = message.setting(IPV4_DEVCONF_ROUTE_LOCALNET - 1, attribute)
            srcValidMark = message.setting(IPV4_DEVCONF_SRC_VMARK - 1, attribute)
            logMartians = message.setting(IPV4_DEVCONF_LOG_MARTIANS - 1, attribute)
            ignoreRoutesWithLinkdown = message.setting(IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN - 1, attribute)
        }
    }
}

extension Inet6Conf {
    /// IFLA_AF_SPEC/AF_INET6: IFLA_INET6_CONF is an array of s32 in host order, indexed by DEVCONF_* from 0 on.
    init(_ message: RawSpan, _ family: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: family)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_INET6_CONF:
                forwarding = message.setting(DEVCONF_FORWARDING, attribute)
                disableIpv6 = message.setting(DEVCONF_DISABLE_IPV6, attribute)
                acceptRa = message.setting(DEVCONF_ACCEPT_RA, attribute)
                proxyNdp = message.setting(DEVCONF_PROXY_NDP, attribute)
                acceptDad = message.setting(DEVCONF_ACCEPT_DAD, attribute)
            case IFLA_INET6_ADDR_GEN_MODE: addrGenMode = Int(try message.u8(attribute))
            default: break
            }
        }
    }
}

extension RawSpan {
    /// Nil where this kernel's array does not reach as far.
    fileprivate func setting(_ index: Int, _ attribute: Attribute) -> Int? {
        let offset = attribute.start + index * MemoryLayout<Int32>.size
        guard offset + MemoryLayout<Int32>.size <= attribute.end else { return nil }
        return (try? native(Int32.self, at: offset)).map { Int($0) }
    }
}
