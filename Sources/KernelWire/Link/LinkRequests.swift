import CLinux

extension Request {
    /// RTM_GETLINK, every link. `Link.stats` always come: `statistics` asks for the IPv6 counters (IFLA_INET6_STATS),
    /// a fifth of each message that the model has no place for.
    ///
    /// `targetNsid` asks about the namespace of that number (in the socket's own) without entering it: Linux 4.16, and
    /// CAP_NET_ADMIN over it. In the answer IFLA_LINK_NETNSID too is a number of the socket's namespace.
    public static func getLinks(statistics: Bool = false, targetNsid: Int? = nil) -> [UInt8] {
        links(statistics: statistics, targetNsid: targetNsid).bytes
    }

    /// Only the ports of one master, filtered by the kernel since Linux 4.4.
    public static func getLinks(master: Int, statistics: Bool = false, targetNsid: Int? = nil) -> [UInt8] {
        var request = links(statistics: statistics, targetNsid: targetNsid)
        request.attribute(IFLA_MASTER, UInt32(truncatingIfNeeded: master))
        return request.bytes
    }

    /// One link by its number.
    public static func getLink(ifindex: Int, statistics: Bool = false, targetNsid: Int? = nil) -> [UInt8] {
        link(ifindex: ifindex, name: nil, statistics: statistics, targetNsid: targetNsid)
    }

    /// One link by its name, or by one of its alternative names (Linux 5.5).
    public static func getLink(ifname: [UInt8], statistics: Bool = false, targetNsid: Int? = nil) -> [UInt8] {
        link(ifindex: 0, name: ifname, statistics: statistics, targetNsid: targetNsid)
    }

    public static func getLink(ifname: String, statistics: Bool = false, targetNsid: Int? = nil) -> [UInt8] {
        getLink(ifname: Array(ifname.utf8), statistics: statistics, targetNsid: targetNsid)
    }

    /// RTM_GETLINK of PF_BRIDGE: every bridge port (and bridge) with what the bridge thinks of it, and its VLANs.
    public static func getBridgePorts() -> [UInt8] {
        var request = RequestBuilder(RTM_GETLINK, flags: dump)
        request.append(ifinfomsg(family: AF_BRIDGE))
        request.attribute(IFLA_EXT_MASK, UInt32(RTEXT_FILTER_BRVLAN_COMPRESSED))
        return request.bytes
    }

    private static func links(statistics: Bool, targetNsid: Int?) -> RequestBuilder {
        var request = RequestBuilder(RTM_GETLINK, flags: dump)
        request.append(ifinfomsg(family: AF_UNSPEC))
        request.linkOptions(statistics: statistics, targetNsid: targetNsid)
        return request
    }

    private static func link(ifindex: Int, name: [UInt8]?, statistics: Bool, targetNsid: Int?) -> [UInt8] {
        var request = RequestBuilder(RTM_GETLINK, flags: 0)
        request.append(ifinfomsg(family: AF_UNSPEC, ifindex: ifindex))
        if let name {
            // IFLA_IFNAME holds IFNAMSIZ bytes with the NUL; only alternative names are longer.
            request.attribute(name.count < IFNAMSIZ ? IFLA_IFNAME : IFLA_ALT_IFNAME, name: name)
        }
        request.linkOptions(statistics: statistics, targetNsid: targetNsid)
        return request.bytes
    }
}

extension RequestBuilder {
    fileprivate mutating func linkOptions(statistics: Bool, targetNsid: Int?) {
        // Linux 4.4. In spite of its name it spares only what net/ipv6/addrconf.c adds to IFLA_AF_SPEC.
        if !statistics { attribute(IFLA_EXT_MASK, UInt32(RTEXT_FILTER_SKIP_STATS)) }
        if let targetNsid { attribute(IFLA_TARGET_NETNSID, Int32(truncatingIfNeeded: targetNsid)) }
    }
}

extension ifinfomsg {
    fileprivate init(family: Int32, ifindex: Int = 0) {
        self.init()
        ifi_family = UInt8(truncatingIfNeeded: family)
        ifi_index = Int32(truncatingIfNeeded: ifindex)
    }
}
