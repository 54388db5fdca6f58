extension IPAddress {
    /// Why a text is not an address.
    enum Refusal: Error, Equatable {
        case malformed, zone, mapped
    }

    /// Reads an address strictly: no leading zeros, no zone, no `::ffff:1.2.3.4`.
    ///
    /// The last has two readings, and rules written for one of them would miss the other.
    static func parse(_ text: String) throws(Refusal) -> IPAddress {
        // The longest address has 45 characters; longer text is not worth splitting.
        guard text.utf8.count <= 64 else { throw .malformed }
        guard text.utf8.contains(UInt8(ascii: ":")) else {
            guard let bits = dotted(Substring(text)) else { throw .malformed }
            return IPAddress(v4: bits)
        }
        if let percent = text.utf8.firstIndex(of: UInt8(ascii: "%")) {
            throw v6(text[..<percent]) == nil || text[percent...].utf8.count == 1 ? .malformed : .zone
        }
        guard let bits = v6(text[...]) else { throw .malformed }
        let address = IPAddress(v6: bits)
        if address.unmapped.family == 4, text.utf8.contains(UInt8(ascii: ".")) { throw .mapped }
        return address
    }

    private static func dotted(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(decimal: part) else { return nil }
            bits = bits << 8 | UInt32(byte)
        }
        return bits
    }

    private static func v6(_ text: Substring) -> UInt128? {
        var halves: [[UInt16]] = [[]]
        var rest = text
        if rest.hasPrefix("::") {
            halves.append([])
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let part = rest.prefix { $0 != ":" }
            rest = rest.dropFirst(part.count)
            if rest.isEmpty, let bits = dotted(part) {
                halves[halves.count - 1] += [UInt16(truncatingIfNeeded: bits >> 16), UInt16(truncatingIfNeeded: bits)]
                break
            }
            guard let group = group(part) else { return nil }
            halves[halves.count - 1].append(group)
            if rest.hasPrefix("::") {
                guard halves.count == 1 else { return nil }
                halves.append([])
                rest = rest.dropFirst(2)
            } else if !rest.isEmpty {
                rest = rest.dropFirst()
                // A colon must be followed by a group.
                if rest.isEmpty || rest.first == ":" { return nil }
            }
        }
        return assemble(halves)
    }

    private static func group(_ text: Substring) -> UInt16? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy(Hex.isDigit) else { return nil }
        return UInt16(text, radix: 16)
    }

    /// Puts the groups before and after `::` at their ends of the address.
    private static func assemble(_ halves: [[UInt16]]) -> UInt128? {
        let missing = 8 - halves.reduce(0) { $0 + $1.count }
        // An elision must stand for at least one group.
        guard halves.count == 1 ? missing == 0 : missing > 0 else { return nil }
        let groups = halves.count == 1 ? halves[0] : halves[0] + Array(repeating: 0, count: missing) + halves[1]
        return groups.reduce(0) { $0 << 16 | UInt128($1) }
    }
}

extension UInt8 {
    /// A decimal number without sign and without leading zeros.
    init?(decimal text: Substring) {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy(Lexer.isDigit) else { return nil }
        if text.utf8.count > 1, text.utf8.first == UInt8(ascii: "0") { return nil }
        self.init(text)
    }
}
