import Addresses

/// Addresses as expressions write them, more strictly than elsewhere.
enum AddressReading {
    /// Why a text is not an address.
    enum Refusal: Error, Equatable {
        case malformed, zone, mapped
    }

    /// No leading zeros, no zone, no `::ffff:1.2.3.4`: the last has two readings, and rules written for one of them
    /// would miss the other.
    static func address(_ text: String) throws(Refusal) -> IPAddress {
        let isIPv6 = text.utf8.contains(UInt8(ascii: ":"))
        if isIPv6, text.utf8.count <= 64, let percent = text.utf8.firstIndex(of: UInt8(ascii: "%")) {
            let isZone = text[percent...].utf8.count > 1 && IPAddress(String(text[..<percent]))?.family == .inet6
            throw isZone ? .zone : .malformed
        }
        guard let address = IPAddress(text) else { throw .malformed }
        if address.unmapped.family == .inet, isIPv6, text.utf8.contains(UInt8(ascii: ".")) { throw .mapped }
        return address
    }

    /// An address, a slash and a length without leading zeros.
    static func prefix(_ text: String) throws(Refusal) -> IPPrefix {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { throw .malformed }
        let address = try address(String(text[..<slash]))
        let digits = text[text.utf8.index(after: slash)...]
        guard let length = Int(digits), String(length) == digits, let prefix = IPPrefix(address, length: length) else {
            throw .malformed
        }
        return prefix
    }

    /// Six pairs of hexadecimal digits with `:` or `-` between them.
    static func mac(_ text: String) -> LinkLayerAddress? {
        guard text.utf8.count == 17 else { return nil }
        let separator: Character = text.utf8.contains(UInt8(ascii: "-")) ? "-" : ":"
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        return parts.count == 6 ? LinkLayerAddress(parts.joined(separator: ":")) : nil
    }
}
