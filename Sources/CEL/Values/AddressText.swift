import Addresses

extension IPAddress {
    /// RFC 5952, with a dotted tail in `::ffff:0:0/96` alone, as Kubernetes' library writes it.
    var canonical: String { unmapped == self ? groupText : description }
}

extension IPPrefix {
    var canonical: String { "\(address.canonical)/\(length)" }
}

extension CELValue {
    /// The text of an address, a prefix or a link-layer address; nil for all other values.
    public var addressText: String? {
        switch self {
        case .ip(let address): address.canonical
        case .cidr(let prefix): prefix.canonical
        case .mac(let address): address.description
        default: nil
        }
    }
}
