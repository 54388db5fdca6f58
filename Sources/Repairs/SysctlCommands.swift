import Addresses
import NetworkModel
import SnapshotQuery

extension Scratch {
    /// `sysctl -w KEY=VALUE`
    mutating func sysctl(_ words: inout Words, in id: NetnsID) -> Bool {
        guard words.take("-w"), let setting = words.take(), words.isEmpty, let equals = setting.firstIndex(of: "=")
        else { return false }
        let value = String(setting[setting.index(after: equals)...])
        // sysctl(8) writes the dots of a link's name as slashes.
        let parts = setting[..<equals].split(separator: ".").map { $0.map { $0 == "/" ? "." : String($0) }.joined() }
        let key = parts.joined(separator: ".")
        change(id) { $0.sysctls[key] = .known(value) }
        guard let number = Int(value) else { return true }
        if key == "net.ipv4.ip_forward" {
            // devinet_sysctl_forward, inet_forward_change: all, default and every device.
            setAll(id, .inet) { $0.forwarding = number }
            everyLink(id) { $0.inet?.forwarding = number }
            return true
        }
        if key == "net.netfilter.nf_conntrack_max" || key == "net.nf_conntrack_max" {
            // One limit for the tables of all namespaces (K4).
            for each in snapshot.namespaces.keys {
                change(each) { $0.conntrack = $0.conntrack.map { $0.map { $0.limited(to: UInt32(clamping: number)) } } }
            }
            return true
        }
        guard parts.count == 5, parts[2] == "conf" else { return true }
        let (device, name) = (parts[3], parts[4])
        let family: IPAddress.Family = parts[1] == "ipv6" ? .inet6 : .inet
        if device == "all" {
            setAll(id, family) { conf in
                switch name {
                case "forwarding": conf.forwarding = number
                case "rp_filter": conf.rpFilter = number
                case "proxy_arp", "proxy_ndp": conf.proxyNeigh = number
                default: break
                }
            }
            // Of the others the value of `all` is looked at beside the device's own.
            guard name == "forwarding" else { return true }
            everyLink(id) { Self.set(name, number, family, &$0) }
        } else if let ifindex = ifindex(device, in: id) {
            change(LinkRef(id, ifindex)) { Self.set(name, number, family, &$0) }
        }
        return true
    }

    private static func set(_ name: String, _ value: Int, _ family: IPAddress.Family, _ link: inout Link) {
        switch (family, name) {
        case (.inet, "forwarding"): link.inet?.forwarding = value
        case (.inet, "rp_filter"): link.inet?.rpFilter = value
        case (.inet, "arp_ignore"): link.inet?.arpIgnore = value
        case (.inet, "arp_announce"): link.inet?.arpAnnounce = value
        case (.inet, "arp_filter"): link.inet?.arpFilter = value
        case (.inet, "proxy_arp"): link.inet?.proxyArp = value
        case (.inet, "proxy_arp_pvlan"): link.inet?.proxyArpPvlan = value
        case (.inet, "accept_local"): link.inet?.acceptLocal = value
        case (.inet, "route_localnet"): link.inet?.routeLocalnet = value
        case (.inet, "src_valid_mark"): link.inet?.srcValidMark = value
        case (.inet6, "forwarding"): link.inet6?.forwarding = value
        case (.inet6, "disable_ipv6"): link.inet6?.disableIpv6 = value
        case (.inet6, "proxy_ndp"): link.inet6?.proxyNdp = value
        default: break
        }
    }

    private mutating func setAll(_ id: NetnsID, _ family: IPAddress.Family, _ edit: (inout NetConf) -> Void) {
        change(id) { namespace in
            for index in namespace.netconf.rows.indices
            where namespace.netconf.rows[index].family == family && namespace.netconf.rows[index].ifindex == NetConf.all
            {
                edit(&namespace.netconf.rows[index])
            }
        }
    }

    private mutating func everyLink(_ id: NetnsID, _ edit: (inout Link) -> Void) {
        for link in snapshot.namespaces[id]?.links.rows ?? [] { change(LinkRef(id, link.ifindex), edit) }
    }
}
