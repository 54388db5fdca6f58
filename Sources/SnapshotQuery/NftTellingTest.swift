import NetworkModel

/// A comparison of some bytes of a header with a constant, of those that a rule begins with the one that tells most. A chain
/// may have ten thousand rules of which a packet matches one; this tells the others from it at a glance.
public struct NftTellingTest: Sendable {
    /// NFT_CMP_EQ and NFT_CMP_NEQ.
    public enum Comparison: Sendable {
        case equal, unequal
    }

    /// Where a `payload` expression loads from.
    public struct Place: Hashable, Sendable {
        /// The network header or the transport header; no other is looked at.
        public let base: NftPayloadBase
        /// In bytes from there.
        public let offset: Int
        /// Bytes that are loaded, and those that are compared: 1...16, not more than are loaded.
        public let loaded: Int
        public let compared: Int
    }

    /// The bytes that are compared.
    public let place: Place
    /// Whether the bytes must be the value, or must not.
    public let comparison: Comparison
    /// As numbers in network byte order; the value as it stands, which may have bits beside the mask.
    public let mask: UInt128
    public let value: UInt128

    /// Nil for a rule that begins otherwise. Before the first expression that does more than load and compare, the order
    /// of comparisons makes no difference.
    public init?(_ rule: NftRule) {
        var best: NftTellingTest?
        var rest = rule.expressions[...]
        while let test = Self.next(&rest) {
            // An address says more than a port, equality more than its contrary.
            if let test, best.map({ test.weight > $0.weight }) ?? true { best = test }
        }
        guard let best else { return nil }
        self = best
    }

    private var weight: Int { place.compared + (comparison == .equal ? 100 : 0) }

    /// Takes one load and its comparison off the rest: nil where something else comes, nil inside where it is no test of
    /// this kind.
    private static func next(_ rest: inout ArraySlice<NftExpression>) -> NftTellingTest?? {
        guard let load = rest.popFirst() else { return nil }
        var register: Int
        var payload: (base: NftPayloadBase, offset: Int, length: Int)?
        switch load {
        case .payload(let dreg, let base, let offset, let length):
            register = dreg
            payload = (base, offset, length)
        case .meta(_, let dreg): register = dreg
        default: return nil
        }
        var bits: [UInt8]?
        if case .bitwise(register, let dreg, let length, .maskXor, let mask?, let xor?, _, _)? = rest.first {
            if length != payload?.length || xor.bytes.count != length || mask.bytes.count != length
                || xor.bytes.contains(where: { $0 != 0 })
            {
                payload = nil
            }
            (register, bits) = (dreg, mask.bytes)
            rest.removeFirst()
        }
        guard case .cmp(register, let op, let data)? = rest.popFirst() else { return nil }
        guard let payload, payload.base == .nh || payload.base == .th, payload.offset >= 0, op == .eq || op == .neq,
            (1...16).contains(data.bytes.count), data.bytes.count <= payload.length
        else { return .some(nil) }
        let count = data.bytes.count
        return NftTellingTest(
            place: Place(base: payload.base, offset: payload.offset, loaded: payload.length, compared: count),
            comparison: op == .eq ? .equal : .unequal, mask: bits.map { number($0.prefix(count)) } ?? ones(count),
            value: number(data.bytes))
    }

    private init(place: Place, comparison: Comparison, mask: UInt128, value: UInt128) {
        self.place = place
        self.comparison = comparison
        self.mask = mask
        self.value = value
    }

    /// Whether bytes of which these bits are known cannot be what the rule asks for.
    @inlinable
    public func fails(_ bytes: UInt128, known: UInt128) -> Bool {
        let difference = (bytes & mask) ^ value
        // What the mask takes away is a known zero.
        let sure = known | ~mask
        switch comparison {
        case .equal: return difference & sure & Self.ones(place.compared) != 0
        case .unequal:
            return difference & Self.ones(place.compared) == 0
                && sure & Self.ones(place.compared) == Self.ones(place.compared)
        }
    }

    @inlinable
    static func ones(_ bytes: Int) -> UInt128 { bytes >= 16 ? ~0 : (1 << UInt128(bytes * 8)) &- 1 }

    /// Bytes as a number in network byte order: at most 16 of them.
    public static func number(_ bytes: some Sequence<UInt8>) -> UInt128 {
        bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }
}
