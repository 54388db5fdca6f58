/// Addresses, prefixes and link-layer addresses, named as in Kubernetes' library for the language.
enum NetworkFunctions {
    static let overloads: [Overload] =
        addresses + prefixes
        + [
            Overload("mac") { (text: String) throws(CELError) in
                guard let mac = MACAddress(text) else {
                    throw CELError(.invalidArgument, "\(CELValue.string(text).excerpt) is not a link-layer address")
                }
                return mac
            },
            Overload("mac") { (mac: MACAddress) in mac },
            Overload("isMAC") { (text: String) in MACAddress(text) != nil },
            Overload("isMulticast", member: true) { (mac: MACAddress) in mac.isMulticast },
            Overload("isLocallyAdministered", member: true) { (mac: MACAddress) in mac.isLocallyAdministered },
        ]

    private static let addresses: [Overload] = [
        Overload("ip") { (text: String) throws(CELError) in try address(text) },
        Overload("ip") { (address: IPAddress) in address },
        Overload("isIP") { (text: String) in (try? IPAddress.parse(text)) != nil },
        Overload("ip.isCanonical") { (text: String) throws(CELError) in
            try address(text).description.hasSameCodePoints(as: text)
        },
        Overload("family", member: true) { (address: IPAddress) in Int64(address.family) },
        Overload("isUnspecified", member: true) { (address: IPAddress) in address.isUnspecified },
        Overload("isLoopback", member: true) { (address: IPAddress) in address.isLoopback },
        Overload("isGlobalUnicast", member: true) { (address: IPAddress) in address.isGlobalUnicast },
        Overload("isLinkLocalUnicast", member: true) { (address: IPAddress) in address.isLinkLocalUnicast },
        Overload("isLinkLocalMulticast", member: true) { (address: IPAddress) in address.isLinkLocalMulticast },
    ]

    private static let prefixes: [Overload] = [
        Overload("cidr") { (text: String) throws(CELError) in try network(text) },
        Overload("cidr") { (prefix: CIDR) in prefix },
        Overload("isCIDR") { (text: String) in (try? CIDR.parse(text)) != nil },
        Overload("containsIP", member: true) { (prefix: CIDR, address: IPAddress) in prefix.contains(address) },
        Overload("containsIP", member: true) { (prefix: CIDR, text: String) throws(CELError) in
            prefix.contains(try address(text))
        },
        Overload("containsCIDR", member: true) { (prefix: CIDR, other: CIDR) in prefix.contains(other) },
        Overload("containsCIDR", member: true) { (prefix: CIDR, text: String) throws(CELError) in
            prefix.contains(try network(text))
        },
        Overload("ip", member: true) { (prefix: CIDR) in prefix.address },
        Overload("masked", member: true) { (prefix: CIDR) in prefix.masked },
        Overload("prefixLength", member: true) { (prefix: CIDR) in Int64(prefix.prefixLength) },
    ]

    private static func address(_ text: String) throws(CELError) -> IPAddress {
        do {
            return try IPAddress.parse(text)
        } catch {
            switch error {
            case .zone: throw CELError(.invalidArgument, "IP Address with zone value is not allowed")
            case .mapped: throw CELError(.invalidArgument, "IPv4-mapped IPv6 address is not allowed")
            case .malformed:
                throw CELError(
                    .invalidArgument,
                    "IP Address '\(String(text.unicodeScalars.prefix(64)))' parse error during conversion from string")
            }
        }
    }

    private static func network(_ text: String) throws(CELError) -> CIDR {
        do {
            return try CIDR.parse(text)
        } catch {
            switch error {
            case .zone: throw CELError(.invalidArgument, "CIDR with zone value is not allowed")
            case .mapped: throw CELError(.invalidArgument, "IPv4-mapped IPv6 address is not allowed")
            case .malformed:
                throw CELError(.invalidArgument, "network address parse error during conversion from string")
            }
        }
    }
}
