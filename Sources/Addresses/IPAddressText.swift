// Text forms: dotted quads strictly as inet_pton(3) reads them (no leading zeros, no short forms), IPv6 as
// RFC 4291 writes and RFC 5952 prints it. No zone identifiers: an address on a link carries its link beside it.

extension IPAddress: LosslessStringConvertible, CustomStringConvertible {
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 45 else { return nil }
        if bytes.contains(UInt8(ascii: ":")) {
            guard let bits = Self.parseIPv6(bytes[...]) else { return nil }
            self.init(family: .inet6, bits: bits)
        } else {
            guard let bits = Self.parseIPv4(bytes[...]) else { return nil }
            self.init(family: .inet, bits: UInt128(bits))
        }
    }

    public var description: String { family == .inet ? Self.dotted(UInt32(truncatingIfNeeded: bits)) : ipv6Text }

    private static func parseIPv4(_ text: ArraySlice<UInt8>) -> UInt32? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var octet: UInt32 = 0
            for digit in part {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
                octet = octet * 10 + UInt32(digit - UInt8(ascii: "0"))
            }
            guard octet <= 255 else { return nil }
            bits = bits << 8 | octet
        }
        return bits
    }

    private static func parseIPv6(_ text: ArraySlice<UInt8>) -> UInt128? {
        // "::" stands for as many zero groups as are missing, and may stand once.
        var halves: [[UInt16]] = [[]]
        var rest = text
        if rest.starts(with: [UInt8(ascii: ":"), UInt8(ascii: ":")]) {
            halves.append([])
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let group = rest.prefix { $0 != UInt8(ascii: ":") }
            rest = rest[group.endIndex...]
            if group.contains(UInt8(ascii: ".")) {
                guard rest.isEmpty, let quad = parseIPv4(group) else { return nil }
                halves[halves.count - 1] += [UInt16(quad >> 16), UInt16(truncatingIfNeeded: quad)]
                break
            }
            guard let value = hexGroup(group) else { return nil }
            halves[halves.count - 1].append(value)
            if rest.isEmpty { break }
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: ":") {
                guard halves.count == 1 else { return nil }
                halves.append([])
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                return nil
            }
        }
        let count = halves.reduce(0) { $0 + $1.count }
        guard halves.count == 1 ? count == 8 : count <= 7 else { return nil }
        let zeros = [UInt16](repeating: 0, count: 8 - count)
        let groups = halves[0] + zeros + (halves.count == 2 ? halves[1] : [])
        return groups.reduce(0) { $0 << 16 | UInt128($1) }
    }

    private static func hexGroup(_ group: ArraySlice<UInt8>) -> UInt16? {
        guard (1...4).contains(group.count) else { return nil }
        var value: UInt16 = 0
        for digit in group {
            guard let nibble = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
            value = value << 4 | UInt16(nibble)
        }
        return value
    }

    private static func dotted(_ bits: UInt32) -> String {
        "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
    }

    /// The text without a dotted tail, which RFC 5952 leaves to the writer: `::ffff:a00:1`. Of an IPv4 address the same as
    /// `description`.
    public var groupText: String { family == .inet ? description : groups }

    private var ipv6Text: String {
        // The two ranges that inet_ntop(3) writes with a dotted tail: IPv4-mapped, and IPv4-compatible with a
        // non-zero upper half of the quad (so that ::1 stays ::1).
        if bits >> 32 == 0xffff { return "::ffff:" + Self.dotted(UInt32(truncatingIfNeeded: bits)) }
        if bits >> 32 == 0, bits >> 16 != 0 { return "::" + Self.dotted(UInt32(truncatingIfNeeded: bits)) }
        return groups
    }

    private var groups: String {
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128((7 - $0) * 16)) }
        let gap = longestZeroRun(groups)
        let text = { (range: Range<Int>) in groups[range].map { String($0, radix: 16) }.joined(separator: ":") }
        return gap.isEmpty ? text(0..<8) : text(0..<gap.lowerBound) + "::" + text(gap.upperBound..<8)
    }

    /// The first of the longest runs of at least two zero groups (RFC 5952, 4.2).
    private func longestZeroRun(_ groups: [UInt16]) -> Range<Int> {
        var best = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > max(best.count, 1) { best = start..<index }
            start = index + 1
        }
        return best
    }
}

extension IPAddress: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let address = IPAddress(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an IP address: \(text)")
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension IPAddress {
    /// `10.1.0.2:80`, `[fd00::2]:80`; the address alone where there is no port.
    public func text(port: UInt16?) -> String {
        guard let port else { return "\(self)" }
        return family == .inet ? "\(self):\(port)" : "[\(self)]:\(port)"
    }
}
