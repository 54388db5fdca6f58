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

    /// A setting, with where each source keeps it.
    struct Key: Sendable {
        let family: IPAddress.Family
        let name: SysctlKey
        let netconf: @Sendable (NetConf) -> Int?
        let link: @Sendable (Link) -> Int?

        static let forwarding = Key(family: .inet, name: .forwarding, netconf: \.forwarding, link: \.inet?.forwarding)
        static let rpFilter = Key(family: .inet, name: .rpFilter, netconf: \.rpFilter, link: \.inet?.rpFilter)
        static let acceptLocal = Key(
            family: .inet, name: .acceptLocal, netconf: { _ in nil }, link: \.inet?.acceptLocal)
        static let routeLocalnet = Key(
            family: .inet, name: .routeLocalnet, netconf: { _ in nil }, link: \.inet?.routeLocalnet)
        static let srcValidMark = Key(
            family: .inet, name: .srcValidMark, netconf: { _ in nil }, link: \.inet?.srcValidMark)
        static let sendRedirects = Key(
            family: .inet, name: .sendRedirects, netconf: { _ in nil }, link: { _ in nil })
        static let bcForwarding = Key(family: .inet, name: .bcForwarding, netconf: { _ in nil }, link: { _ in nil })
        static let forwarding6 = Key(
            family: .inet6, name: .forwarding, netconf: \.forwarding, link: \.inet6?.forwarding)
        static let forceForwarding6 = Key(
            family: .inet6, name: .forceForwarding, netconf: { _ in nil }, link: { _ in nil })
        static let disableIpv6 = Key(
            family: .inet6, name: .disableIPv6, netconf: { _ in nil }, link: \.inet6?.disableIpv6)
        static let useTempaddr = Key(
            family: .inet6, name: .useTempaddr, netconf: { _ in nil }, link: { _ in nil })
        static let useOifAddrsOnly = Key(
            family: .inet6, name: .useOifAddrsOnly, netconf: { _ in nil }, link: { _ in nil })
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
        // Off only where both are known.
        return try highest(key, ifindex) != 0
    }

    /// IN_DEV_MAXCONF, which makes rp_filter of `all` count everywhere (K8).
    func highest(_ key: Key, _ ifindex: Int) throws(NotKnown) -> Int {
        max(try require(key, ifindex), try require(key, NetConf.all))
    }

    /// One device's setting as what decided.
    func setting(_ key: Key, _ ifindex: Int, is value: Int) -> InputDecision.Setting {
        InputDecision.Setting(key: key.name, name: path(key, ifindex), value: value)
    }

    /// The dotted name of the setting.
    func path(_ key: Key, _ ifindex: Int) -> String {
        let device = ifindex == NetConf.all ? "all" : devices.seen(ifindex)?.ifname ?? "ifindex \(ifindex)"
        return "net.\(key.family == .inet ? "ipv4" : "ipv6").conf.\(device).\(key.name.rawValue)"
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
