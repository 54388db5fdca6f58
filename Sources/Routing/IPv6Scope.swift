import Addresses

/// Address scopes as numbers, IPV6_ADDR_SCOPE_* (RFC 4291, 2.7).
enum IPv6Scope {
    static let linkLocal = 2
    static let siteLocal = 5
    static let global = 14

    /// __ipv6_addr_src_scope
    static func of(_ address: IPAddress) -> Int {
        if address.isUnspecified { return -1 }
        if address.isMulticast { return Int(truncatingIfNeeded: address.bits >> 112) & 0xf }
        if address.isLoopback || address.isLinkLocal { return linkLocal }
        return address.bits >> 118 == 0x3fb ? siteLocal : global
    }

    /// ipv6_saddr_preferred: mapped, compatible and loopback addresses do not age.
    static func isExemptFromDeprecation(_ address: IPAddress) -> Bool {
        address.bits >> 32 == 0xffff || address.bits >> 32 == 0
    }
}
