import Addresses
import CLinux
import NetworkModel

extension Route {
    /// RTM_NEWROUTE: struct rtmsg, then RTA_* attributes. Entries of IPv4 and IPv6 tables and answers of RTM_GETROUTE;
    /// multicast routing and MPLS throw `.unsupported`.
    ///
    /// RTM_F_CLONED in `flags` marks an answer or a cached exception rather than an entry of the table.
    public init(rtnetlink message: RawSpan) throws(WireError) {
        let header = try message.header(rtmsg(), "rtmsg")
        let family = try IPAddress.Family(header.rtm_family, "rtmsg")
        guard let type = RouteType(rawValue: header.rtm_type) else { throw WireError(.badValue, "rtm_type") }
        self.init(
            type: type, dst: .everything(family), table: UInt32(header.rtm_table), proto: Int(header.rtm_protocol),
            scope: Int(header.rtm_scope), tos: Int(header.rtm_tos), flags: header.rtm_flags)
        // The flags of a single nexthop (RTNH_F_*) share a word with those of the route (RTM_F_*, from 0x100 up).
        var hop = NextHop(ifindex: nil, flags: NextHop.Flags(rawValue: header.rtm_flags & 0xff))
        var hasHop = false
        // Absent addresses are zeros, as in a default route.
        var destination = IPAddress.unspecified(family)
        var source = IPAddress.unspecified(family)
        var attributes = Attributes(in: message, after: MemoryLayout<rtmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case RTA_DST: destination = try message.address(family, attribute)
            case RTA_SRC: source = try message.address(family, attribute)
            case RTA_TABLE: table = try message.u32(attribute)
            case RTA_PRIORITY: metric = try message.u32(attribute)
            case RTA_PREFSRC: prefsrc = try message.address(family, attribute)
            case RTA_OIF:
                hop.ifindex = Int(try message.u32(attribute))
                hasHop = true
            case RTA_GATEWAY, RTA_VIA, RTA_ENCAP_TYPE:
                try hop.read(message, attribute)
                hasHop = true
            case RTA_FLOW: try hop.read(message, attribute)
            case RTA_MULTIPATH: try readMultipath(message, attribute)
            case RTA_NH_ID: nhid = try message.u32(attribute)
            case RTA_METRICS: try readMetrics(message, attribute)
            case RTA_PREF: pref = Int(try message.u8(attribute))
            case RTA_CACHEINFO: expires = Self.expiry(message.fixed(rta_cacheinfo(), attribute))
            default: break
            }
        }
        guard let dst = IPPrefix(destination, length: Int(header.rtm_dst_len)),
            let src = IPPrefix(source, length: Int(header.rtm_src_len))
        else { throw WireError(.badValue, "rtm_dst_len or rtm_src_len") }
        self.dst = dst
        if !src.isDefault { self.src = src }
        // A multipath route has no RTA_OIF of its own; should one come with both, RTA_MULTIPATH holds more.
        if hasHop, nexthops.isEmpty { nexthops = [hop] }
    }

    /// Signed, in USER_HZ, 1/100 s; 0 for routes that stay.
    private static func expiry(_ info: rta_cacheinfo) -> UInt32? {
        info.rta_expires > 0 ? UInt32(info.rta_expires) / 100 : nil
    }

    /// RTA_METRICS: RTAX_* inside. RTAX_LOCK is a bit for each metric that the kernel may not adapt.
    private mutating func readMetrics(_ message: RawSpan, _ metrics: Attribute) throws(WireError) {
        var attributes = try Attributes(inside: metrics)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case Int(RTAX_LOCK): mtuLocked = try message.u32(attribute) >> UInt32(RTAX_MTU) & 1 == 1
            case Int(RTAX_MTU): mtu = try message.u32(attribute)
            case Int(RTAX_ADVMSS): advmss = try message.u32(attribute)
            default: break
            }
        }
    }
}
