/// if_tsresol: what one tick of a timestamp is.
public struct TimestampResolution: RawRepresentable, Hashable, Sendable {
    /// Negative power of ten, or of two where the highest bit is set.
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// What pcapng has without the option.
    public static let microseconds = TimestampResolution(rawValue: 6)
    public static let nanoseconds = TimestampResolution(rawValue: 9)

    /// Nanoseconds since 1970, rounded down, `offset` seconds later. What does not fit is the nearest that does.
    public func nanoseconds(of ticks: UInt64, offset: Int64 = 0) -> UInt64 {
        let sum = Int128(UInt128(nanosecondsSinceOffset(ticks))) + Int128(offset) * 1_000_000_000
        return UInt64(clamping: sum)
    }

    private func nanosecondsSinceOffset(_ ticks: UInt64) -> UInt64 {
        let exponent = Int(rawValue & 0x7f)
        if rawValue & 0x80 != 0 {
            // At most 2^64 times 10^9, which is below 2^94.
            return UInt64(clamping: (UInt128(ticks) * 1_000_000_000) >> UInt128(exponent))
        }
        if exponent <= 9 { return UInt64(clamping: UInt128(ticks) * UInt128(Self.power(9 - exponent))) }
        // 10^20 ticks do not fit 64 bits.
        return exponent - 9 > 19 ? 0 : ticks / Self.power(exponent - 9)
    }

    /// Of ten; at most 10^19, which 64 bits hold.
    private static func power(_ exponent: Int) -> UInt64 { (0..<exponent).reduce(1) { value, _ in value &* 10 } }
}
