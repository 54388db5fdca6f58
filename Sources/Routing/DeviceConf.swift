import Addresses
import NetworkModel

/// The /proc/sys/net/{ipv4,ipv6}/conf values that routing looks at, wherever they were read from: RTM_GETNETCONF,
/// the link's own attributes, or the files themselves.
struct DeviceConf {
    private let devices: Devices
    private let netconf: [IPAddress.Family: [Int: NetConf]]
    private let sysctls: [String: Observed<String>]

    init(_ namespace: Namespace, _ devices: Devices) {
        self.devices = devices
        netconf = Dictionary(grouping: namespace.netconf.rows, by: \.family).mapValues { rows in
            Dictionary(rows.map { ($0.ifindex, $0) }, uniquingKeysWith: { first, _ in first })
        }
        sysctls = namespace.sysctls
    }

    /// A setting by its file name, with where each source keeps it.
    struct Key: Sendable {
        let family: IPAddress.Family
        let name: String
        let netconf: @Sendable (NetConf) -> Int?
        let link: @Sendable (Link) -> Int?

        static let forwarding = Key(family: .inet, name: "forwarding", netconf: \.forwarding, link: \.inet?.forwarding)
        static let rpFilter = Key(family: .inet, name: "rp_filter", netconf: \.rpFilter, link: \.inet?.rpFilter)
        static let acceptLocal = Key(
            family: .inet, name: "accept_local", netconf: { _ in nil }, link: \.inet?.acceptLocal)
        static let routeLocalnet = Key(
            family: .inet, name: "route_localnet", netconf: { _ in nil }, link: \.inet?.routeLocalnet)
        static let srcValidMark = Key(
            family: .inet, name: "src_valid_mark", netconf: { _ in nil }, link: \.inet?.srcValidMark)
        static let sendRedirects = Key(
            family: .inet, name: "send_redirects", netconf: { _ in nil }, link: { _ in nil })
        static let bcForwarding = Key(family: .inet, name: "bc_forwarding", netconf: { _ in nil }, link: { _ in nil })
        static let forwarding6 = Key(
            family: .inet6, name: "forwarding", netconf: \.forwarding, link: \.inet6?.forwarding)
        static let forceForwarding6 = Key(
            family: .inet6, name: "force_forwarding", netconf: { _ in nil }, link: { _ in nil })
        static let disableIpv6 = Key(
            family: .inet6, name: "disable_ipv6", netconf: { _ in nil }, link: \.inet6?.disableIpv6)
        static let useTempaddr = Key(
            family: .inet6, name: "use_tempaddr", netconf: { _ in nil }, link: { _ in nil })
        static let useOifAddrsOnly = Key(
            family: .inet6, name: "use_oif_addrs_only", netconf: { _ in nil }, link: { _ in nil })
    }

    /// One device's value; `NetConf.all` for `conf.all`. Nil where it was not read.
    func value(_ key: Key, _ ifindex: Int) -> Int? {
        if let row = netconf[key.family]?[ifindex], let value = key.netconf(row) { return value }
        if ifindex > 0, let link = devices.seen(ifindex), let value = key.link(link) { return value }
        return sysctls[path(key, ifindex)]?.value.flatMap { Int($0.trimmingSpaces) }
    }

    func require(_ key: Key, _ ifindex: Int) throws(NotKnown) -> Int {
        guard let value = value(key, ifindex) else { throw NotKnown("\(path(key, ifindex)) was not read") }
        return value
    }

    /// IN_DEV_ORCONF: on if either the device or `all` says so.
    func either(_ key: Key, _ ifindex: Int) throws(NotKnown) -> Bool {
        if (value(key, NetConf.all) ?? 0) != 0 || (value(key, ifindex) ?? 0) != 0 { return true }
        _ = try require(key, ifindex)
        _ = try require(key, NetConf.all)
        return false
    }

    /// IN_DEV_MAXCONF, which makes rp_filter of `all` count everywhere (K8).
    func highest(_ key: Key, _ ifindex: Int) throws(NotKnown) -> Int {
        max(try require(key, ifindex), try require(key, NetConf.all))
    }

    /// The dotted name of the setting.
    func path(_ key: Key, _ ifindex: Int) -> String {
        let device = ifindex == NetConf.all ? "all" : devices.seen(ifindex)?.ifname ?? "ifindex \(ifindex)"
        return "net.\(key.family == .inet ? "ipv4" : "ipv6").conf.\(device).\(key.name)"
    }
}

extension String {
    fileprivate var trimmingSpaces: Substring {
        let isSpace = { (c: Character) in c.isWhitespace }
        var rest = drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }
}
