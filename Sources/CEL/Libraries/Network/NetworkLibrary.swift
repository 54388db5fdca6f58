import Addresses

extension CELLibrary {
    /// Addresses, prefixes and link-layer addresses, named as in Kubernetes' library for the language.
    public static let network = CELLibrary(
        "network",
        keys: [
            "cidr", "ip", "ip.isCanonical", "isCIDR", "isIP", "isMAC", "mac", "string", ".containsCIDR", ".containsIP",
            ".family", ".ip", ".isGlobalUnicast", ".isLinkLocalMulticast", ".isLinkLocalUnicast",
            ".isLocallyAdministered", ".isLoopback", ".isMulticast", ".isUnspecified", ".masked", ".prefixLength",
        ]
    ) { NetworkLibrary.table }
}

enum NetworkLibrary {
    static let table = FunctionTable(addresses + prefixes + linkLayerAddresses)

    private static let linkLayerAddresses: [Overload] = [
        Overload("mac") { (text: String) throws(CELError) in
            guard let mac = AddressReading.mac(text) else {
                throw CELError(.invalidArgument, "\(CELValue.string(text).excerpt) is not a link-layer address")
            }
            return mac
        },
        Overload("mac") { (mac: LinkLayerAddress) in mac },
        Overload("isMAC") { (text: String) in AddressReading.mac(text) != nil },
        Overload("isMulticast", member: true) { (mac: LinkLayerAddress) in mac.isGroup },
        Overload("isLocallyAdministered", member: true) { (mac: LinkLayerAddress) in
            (mac.bytes.first ?? 0) >> 1 & 1 == 1
        },
        Overload("string") { (mac: LinkLayerAddress) in mac.description },
    ]

    private static let addresses: [Overload] = [
        Overload("ip") { (text: String) throws(CELError) in try address(text) },
        Overload("ip") { (address: IPAddress) in address },
        // An IPv4 address in IPv6 spelling has two readings, however it is written.
        Overload("isIP") { (text: String) in (try? AddressReading.address(text)).map { $0.unmapped == $0 } ?? false },
        Overload("ip.isCanonical") { (text: String) throws(CELError) in
            try address(text).canonical.hasSameCodePoints(as: text)
        },
        Overload("family", member: true) { (address: IPAddress) in Int64(address.family == .inet ? 4 : 6) },
        Overload("isUnspecified", member: true) { (address: IPAddress) in address.isUnspecified },
        Overload("isLoopback", member: true) { (address: IPAddress) in address.unmapped.isLoopback },
        Overload("isGlobalUnicast", member: true) { (address: IPAddress) in address.isGlobalUnicast },
        Overload("isLinkLocalUnicast", member: true) { (address: IPAddress) in address.unmapped.isLinkLocal },
        Overload("isLinkLocalMulticast", member: true) { (address: IPAddress) in address.isLinkLocalMulticast },
        Overload("string") { (address: IPAddress) in address.canonical },
    ]

    private static let prefixes: [Overload] = [
        Overload("cidr") { (text: String) throws(CELError) in try network(text) },
        Overload("cidr") { (prefix: IPPrefix) in prefix },
        Overload("isCIDR") { (text: String) in (try? AddressReading.prefix(text)) != nil },
        Overload("containsIP", member: true) { (prefix: IPPrefix, address: IPAddress) in prefix.contains(address) },
        Overload("containsIP", member: true) { (prefix: IPPrefix, text: String) throws(CELError) in
            prefix.contains(try address(text))
        },
        Overload("containsCIDR", member: true) { (prefix: IPPrefix, other: IPPrefix) in prefix.contains(other) },
        Overload("containsCIDR", member: true) { (prefix: IPPrefix, text: String) throws(CELError) in
            prefix.contains(try network(text))
        },
        Overload("ip", member: true) { (prefix: IPPrefix) in prefix.address },
        Overload("masked", member: true) { (prefix: IPPrefix) in prefix.network },
        Overload("prefixLength", member: true) { (prefix: IPPrefix) in Int64(prefix.length) },
        Overload("string") { (prefix: IPPrefix) in prefix.canonical },
    ]

    private static func address(_ text: String) throws(CELError) -> IPAddress {
        do {
            return try AddressReading.address(text)
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

    private static func network(_ text: String) throws(CELError) -> IPPrefix {
        do {
            return try AddressReading.prefix(text)
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
