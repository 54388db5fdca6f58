import Addresses

/// Addresses that say nothing about a site, and ranges that mean something wherever they are met.
enum KnownAddresses {
    /// What lies in these stays as it is: "this network", loopback, link-local IPv4 and metadata services, the service
    /// addresses of RFC 6890, multicast and broadcast.
    static let fixed = prefixes([
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "224.0.0.0/3", "::/127", "ff00::/8",
    ])

    /// What lies in these stays in them: private and shared addresses, and of IPv6 global unicast, unique local and
    /// link-local ones.
    static let kept = prefixes([
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "2000::/3", "fd00::/8", "fe80::/64",
    ])

    /// Name servers that anybody may use.
    static let resolvers = prefixes([
        "1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "149.112.112.112", "208.67.222.222", "208.67.220.220",
        "2606:4700:4700::1111", "2606:4700:4700::1001", "2001:4860:4860::8888", "2001:4860:4860::8844", "2620:fe::fe",
        "2620:fe::9",
    ])

    /// IPv6 prefixes behind which an IPv4 address stands: mapped (RFC 4291), translated (RFC 6052), 6to4 (RFC 3056).
    static let embedding = prefixes(["::/96", "::ffff:0:0/96", "64:ff9b::/96", "2002::/16"])

    static func isFixed(_ address: IPAddress) -> Bool { fixed.contains { $0.contains(address) } }

    private static func prefixes(_ texts: [String]) -> [IPPrefix] { texts.compactMap { IPPrefix($0) } }
}
