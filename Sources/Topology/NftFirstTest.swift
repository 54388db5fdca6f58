import NetworkModel

/// How a rule begins, where that is a comparison of some bytes of a header with a constant. A chain may have ten thousand
/// rules of which a packet matches one; this tells the others from it at a glance.
public struct NftFirstTest: Sendable {
    public enum Comparison: Sendable {
        case equal, unequal
    }

    /// Where a `payload` expression loads from.
    public struct Place: Hashable, Sendable {
        public let base: NftPayloadBase
        public let offset: Int
        /// Bytes that are loaded, and those that are compared: 1...16, not more than are loaded.
        public let loaded: Int
        public let compared: Int
    }

    public let place: Place
    public let comparison: Comparison
    /// As numbers in network byte order; the value as it stands, which may have bits beside the mask.
    public let mask: UInt128
    public let value: UInt128

    /// Nil for a rule that begins otherwise.
    public init?(_ rule: NftRule) {
        guard rule.expressions.count >= 2, case .payload(var register, let base, let offset, let length) = rule.expressions[0],
            base == .nh || base == .th, offset >= 0
        else { return nil }
        var mask: [UInt8]?
        var next = 1
        if case .bitwise(register, let dreg, length, .maskXor, let bits?, let xor?, _, _) = rule.expressions[1] {
            guard xor.bytes.allSatisfy({ $0 == 0 }), xor.bytes.count == length, bits.bytes.count == length else { return nil }
            (register, mask, next) = (dreg, bits.bytes, 2)
        }
        guard next < rule.expressions.count, case .cmp(register, let op, let data) = rule.expressions[next], op == .eq || op == .neq,
            (1...16).contains(data.bytes.count), data.bytes.count <= length
        else { return nil }
        place = Place(base: base, offset: offset, loaded: length, compared: data.bytes.count)
        comparison = op == .eq ? .equal : .unequal
        value = Self.number(data.bytes)
        self.mask = mask.map { Self.number($0.prefix(data.bytes.count)) } ?? Self.ones(data.bytes.count)
    }

    /// Whether bytes of which these bits are known cannot be what the rule asks for.
    @inline(__always)
    public func fails(_ bytes: UInt128, known: UInt128) -> Bool {
        let difference = (bytes & mask) ^ value
        // What the mask takes away is a known zero.
        let sure = known | ~mask
        switch comparison {
        case .equal: return difference & sure & Self.ones(place.compared) != 0
        case .unequal: return difference & Self.ones(place.compared) == 0 && sure & Self.ones(place.compared) == Self.ones(place.compared)
        }
    }

    @inline(__always)
    static func ones(_ bytes: Int) -> UInt128 { bytes >= 16 ? ~0 : (1 << UInt128(bytes * 8)) &- 1 }

    public static func number(_ bytes: some Sequence<UInt8>) -> UInt128 {
        bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }
}
