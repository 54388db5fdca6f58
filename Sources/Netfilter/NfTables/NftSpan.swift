import NetworkModel

/// A number in a register of which only bounds are known: a length, or what chance has drawn from them.
struct NftSpan: Hashable {
    var numbers: ClosedRange<UInt64>
    /// In the host's byte order, in which numbers cannot be told smaller from larger byte by byte on all machines.
    var isHost: Bool
    /// Chance draws each of them as often, and what it is called; nil for a number that is only not known.
    var chance: String?

    init(_ numbers: ClosedRange<UInt64>, isHost: Bool = true, chance: String? = nil) {
        self.numbers = numbers
        self.isHost = isHost
        self.chance = chance
    }

    /// Of all numbers in the span, how many are in the range.
    private func share(_ range: ClosedRange<UInt64>) -> Double {
        guard numbers.overlaps(range) else { return 0 }
        let common = numbers.clamped(to: range)
        if common == numbers { return 1 }
        return (Double(common.upperBound - common.lowerBound) + 1)
            / (Double(numbers.upperBound - numbers.lowerBound) + 1)
    }

    /// What a comparison with a constant of four bytes comes to; nil where bytes cannot be compared so.
    func compare(_ op: NftCmpOp, _ data: NftData) -> NftStep? {
        guard data.bytes.count == 4 else { return nil }
        let value = number(data)
        // memcmp
        let isOrdered = !isHost || !NftData.hostIsLittle
        switch op {
        case .eq: return step(share(value...value), op, value)
        case .neq: return step(1 - share(value...value), op, value)
        case .lt where isOrdered: return step(value == 0 ? 0 : share(0...(value - 1)), op, value)
        case .lte where isOrdered: return step(share(0...value), op, value)
        case .gt where isOrdered: return step(value == .max ? 0 : share((value + 1)...(.max)), op, value)
        case .gte where isOrdered: return step(share(value...(.max)), op, value)
        case .lt, .lte, .gt, .gte: return nil
        }
    }

    /// Whether it is between two constants.
    func isBetween(_ from: NftData, _ to: NftData, inverted: Bool) -> NftStep? {
        guard !isHost || !NftData.hostIsLittle, from.bytes.count == 4, to.bytes.count == 4 else { return nil }
        let (low, high) = (number(from), number(to))
        let share = low <= high ? share(low...high) : 0
        return step(inverted ? 1 - share : share, inverted ? .lt : .gte, low)
    }

    private func number(_ data: NftData) -> UInt64 {
        let bytes = KnownBytes(data.bytes)
        return UInt64((isHost ? bytes.host(UInt32.self) : bytes.big(UInt32.self)) ?? 0)
    }

    private func step(_ share: Double, _ op: NftCmpOp, _ value: UInt64) -> NftStep {
        if share <= 0 { return .stop(nil) }
        if share >= 1 { return .next }
        guard let chance else { return .doubt("a part of the packet that it looks at is not known") }
        return .either(
            Chance(
                assuming: "\(chance) is \(op.words) \(value)", otherwise: "\(chance) is not \(op.words) \(value)",
                share: share))
    }
}

extension NftCmpOp {
    fileprivate var words: String {
        switch self {
        case .eq: "equal to"
        case .neq: "other than"
        case .lt: "less than"
        case .lte: "at most"
        case .gt: "greater than"
        case .gte: "at least"
        }
    }
}
