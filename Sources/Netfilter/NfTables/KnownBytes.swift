import Addresses
import NetworkModel

/// Bytes of which some bits are not known: what a register or a header of a simulated packet holds.
struct KnownBytes: Hashable {
    private(set) var bytes: [UInt8]
    /// A set bit: that bit of `bytes` is known. Bits that are not known are zero in `bytes`.
    private(set) var known: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        known = [UInt8](repeating: 0xff, count: bytes.count)
    }

    init(unknown count: Int) {
        bytes = [UInt8](repeating: 0, count: count)
        known = bytes
    }

    /// In network byte order; nil is not known.
    init<T: FixedWidthInteger>(big value: T?) {
        guard let value else {
            self.init(unknown: T.bitWidth / 8)
            return
        }
        self.init((0..<(T.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: value >> T($0 * 8)) })
    }

    /// In the host's byte order, as `meta` and `ct` fill registers.
    init<T: FixedWidthInteger>(host value: T?) {
        self.init(big: value)
        if NftData.hostIsLittle { reverse(size: T.bitWidth / 8) }
    }

    init(_ address: IPAddress) {
        self.init(address.bytes)
    }

    var count: Int { bytes.count }
    var isKnown: Bool { known.allSatisfy { $0 == 0xff } }

    /// The least and the greatest that the bytes may be, read as one number in network byte order.
    var least: [UInt8] { bytes }
    var greatest: [UInt8] { zip(bytes, known).map { $0 | ~$1 } }

    /// Nil unless all is known.
    var value: [UInt8]? { isKnown ? bytes : nil }

    /// The first bytes as a number in network byte order; nil unless they are known.
    func big<T: FixedWidthInteger>(_ type: T.Type) -> T? {
        let width = T.bitWidth / 8
        guard count >= width, known.prefix(width).allSatisfy({ $0 == 0xff }) else { return nil }
        return bytes.prefix(width).reduce(0) { $0 << 8 | T(truncatingIfNeeded: $1) }
    }

    func host<T: FixedWidthInteger>(_ type: T.Type) -> T? {
        big(type).map { NftData.hostIsLittle ? $0.byteSwapped : $0 }
    }

    // MARK: Parts

    /// The bytes of a range; what lies beyond the end is not known.
    func part(_ offset: Int, _ length: Int) -> KnownBytes {
        var part = KnownBytes(unknown: max(length, 0))
        for index in part.bytes.indices {
            let (place, overflow) = offset.addingReportingOverflow(index)
            guard !overflow, place >= 0, place < count else { continue }
            part.bytes[index] = bytes[place]
            part.known[index] = known[place]
        }
        return part
    }

    /// Writes over the bytes from an offset on; what would lie beyond the end is dropped.
    mutating func put(_ other: KnownBytes, at offset: Int) {
        for index in other.bytes.indices {
            let place = offset + index
            guard place >= 0, place < count else { continue }
            bytes[place] = other.bytes[index]
            known[place] = other.known[index]
        }
    }

    static func + (a: KnownBytes, b: KnownBytes) -> KnownBytes {
        var sum = a
        sum.bytes += b.bytes
        sum.known += b.known
        return sum
    }

    // MARK: Arithmetic

    /// nft_bitwise_eval_mask_xor: `(self & mask) ^ xor`.
    func masked(_ mask: KnownBytes, xor: KnownBytes) -> KnownBytes { and(mask).xor(xor) }

    func and(_ other: KnownBytes) -> KnownBytes {
        combine(other) { a, x, b, y in
            // Zero on either side is enough to know a zero.
            (a & b, (x & y) | (x & ~a) | (y & ~b))
        }
    }

    func or(_ other: KnownBytes) -> KnownBytes {
        combine(other) { a, x, b, y in (a | b, (x & y) | (x & a) | (y & b)) }
    }

    func xor(_ other: KnownBytes) -> KnownBytes { combine(other) { a, x, b, y in (a ^ b, x & y) } }

    private func combine(_ other: KnownBytes, _ body: (UInt8, UInt8, UInt8, UInt8) -> (UInt8, UInt8)) -> KnownBytes {
        var result = KnownBytes(unknown: count)
        for index in 0..<min(count, other.count) {
            let (value, mask) = body(bytes[index], known[index], other.bytes[index], other.known[index])
            result.bytes[index] = value & mask
            result.known[index] = mask
        }
        return result
    }

    /// nft_bitwise_eval_lshift and _rshift: words of four bytes in the host's order, the first being the highest.
    func shifted(left: Bool, by amount: UInt32) -> KnownBytes {
        guard amount > 0, amount < 32 else { return amount == 0 ? self : KnownBytes(unknown: count) }
        var result = KnownBytes(unknown: count)
        result.bytes = Self.shift(bytes, left: left, by: amount)
        // What comes in from outside is a known zero.
        result.known = Self.shift(known.map { ~$0 }, left: left, by: amount).map { ~$0 }
        return result
    }

    private static func shift(_ bytes: [UInt8], left: Bool, by amount: UInt32) -> [UInt8] {
        var words = stride(from: 0, to: bytes.count, by: 4).map { start -> UInt32 in
            let word = (0..<4).reduce(UInt32(0)) { word, index in
                word << 8 | UInt32(start + index < bytes.count ? bytes[start + index] : 0)
            }
            return NftData.hostIsLittle ? word.byteSwapped : word
        }
        var carry: UInt32 = 0
        for index in left ? Array(words.indices.reversed()) : Array(words.indices) {
            let word = words[index]
            words[index] = (left ? word << amount : word >> amount) | carry
            carry = left ? word >> (32 - amount) : word << (32 - amount)
        }
        let shifted = words.flatMap { word -> [UInt8] in
            let word = NftData.hostIsLittle ? word.byteSwapped : word
            return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
        }
        return Array(shifted.prefix(bytes.count))
    }

    /// Turns groups of `size` bytes around: htons, htonl and the like on a little-endian host.
    mutating func reverse(size: Int) {
        guard size > 1 else { return }
        var start = 0
        while start + size <= count {
            bytes[start..<(start + size)].reverse()
            known[start..<(start + size)].reverse()
            start += size
        }
    }

    // MARK: Comparison

    /// memcmp with a constant: nil where the unknown bits decide.
    func compare(_ other: [UInt8]) -> ClosedRange<Int> {
        let low = NftData.compare(least, other)
        let high = NftData.compare(greatest, other)
        return low...max(low, high)
    }

    func equals(_ other: [UInt8]) -> Bool? {
        var sure = true
        for index in 0..<min(count, other.count) {
            if (bytes[index] ^ other[index]) & known[index] != 0 { return false }
            if known[index] != 0xff { sure = false }
        }
        return sure && count >= other.count ? true : nil
    }
}
