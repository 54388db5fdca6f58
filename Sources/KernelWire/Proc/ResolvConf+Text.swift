import Addresses
import NetworkModel

extension ResolvConf {
    /// resolv.conf(5) as glibc reads it: a keyword counts only at the very start of a line and with a blank or tab
    /// behind it, lines that start with ";" or "#" are comments, the last `search` or `domain` wins, `options` add up.
    ///
    /// glibc uses the first three name servers (MAXNS); all are kept here.
    public init(text bytes: [UInt8]) {
        self.init()
        for line in bytes.lines {
            if let value = Self.value(of: "nameserver", in: line) {
                readNameserver(value)
            } else if let value = Self.value(of: "search", in: line) {
                search = value.words.map(\.text)
            } else if let value = Self.value(of: "domain", in: line) {
                search = value.words.prefix(1).map(\.text)
            } else if let value = Self.value(of: "options", in: line) {
                options += value.words.map(\.text)
            }
        }
    }

    private static func value(of keyword: StaticString, in line: Bytes) -> Bytes? {
        guard line.starts(with: keyword) else { return nil }
        let rest = line.dropFirst(keyword.utf8CodeUnitCount)
        guard rest.first == UInt8(ascii: " ") || rest.first == UInt8(ascii: "\t") else { return nil }
        return rest
    }

    /// The address ends at a blank, ";" or "#". A zone (`fe80::1%eth0`) is accepted, and dropped: the model has no
    /// place for it.
    private mutating func readNameserver(_ value: Bytes) {
        let start = value.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let word = start.prefix { byte in !";# \t".utf8.contains(byte) }
        let withoutZone = word.prefix { $0 != UInt8(ascii: "%") }
        if let address = LegacyIPv4.parse(word) {
            nameservers.append(address)
        } else if let address = IPAddress(withoutZone.text), address.family == .inet6 {
            nameservers.append(address)
        } else if let text = word.isEmpty ? nil : word.text {
            badNameservers.append(text)
        }
    }
}

/// IPv4 addresses as inet_aton(3) reads them, and therefore the resolver: one to four parts, each decimal, octal (with
/// a leading 0) or hexadecimal (0x), the last part filling what is left. `127.1` is 127.0.0.1.
enum LegacyIPv4 {
    static func parse(_ text: Bytes) -> IPAddress? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count) else { return nil }
        var bits: UInt32 = 0
        for (index, part) in parts.enumerated() {
            guard let value = number(part) else { return nil }
            let isLast = index == parts.count - 1
            let width = isLast ? 32 - 8 * index : 8
            guard width == 32 || value >> UInt32(width) == 0 else { return nil }
            bits |= isLast ? value : value << UInt32(24 - 8 * index)
        }
        return IPAddress(family: .inet, bits: UInt128(bits))
    }

    private static func number(_ part: Bytes) -> UInt32? {
        guard part.count <= 12, let first = part.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return nil
        }
        let text = part.text
        if text.hasPrefix("0x") || text.hasPrefix("0X") { return unsigned(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0"), text.count > 1 { return unsigned(text.dropFirst(), radix: 8) }
        return unsigned(text[...], radix: 10)
    }

    /// UInt32(_:radix:) would also take a sign.
    private static func unsigned(_ text: Substring, radix: Int) -> UInt32? {
        text.first == "+" || text.first == "-" ? nil : UInt32(text, radix: radix)
    }
}
