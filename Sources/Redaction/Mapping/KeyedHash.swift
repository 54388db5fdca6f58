/// SipHash-2-4 (Aumasson, Bernstein 2012): what a pseudonym depends on besides the original, so that nobody without the
/// key can try originals until one fits.
struct KeyedHash: Sendable {
    private let k0: UInt64
    private let k1: UInt64

    init(_ key: RedactionKey) {
        (k0, k1) = (key.first, key.second)
    }

    /// 64 bits that depend on every byte and on the key.
    func callAsFunction(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var state = State(k0, k1)
        var (word, count): (UInt64, UInt64) = (0, 0)
        for byte in bytes {
            word |= UInt64(byte) << (8 * (count % 8))
            count &+= 1
            if count % 8 == 0 {
                state.take(word)
                word = 0
            }
        }
        state.take(word | count << 56)
        return state.finish()
    }

    private struct State {
        private var v0, v1, v2, v3: UInt64

        init(_ k0: UInt64, _ k1: UInt64) {
            v0 = k0 ^ 0x736f_6d65_7073_6575
            v1 = k1 ^ 0x646f_7261_6e64_6f6d
            v2 = k0 ^ 0x6c79_6765_6e65_7261
            v3 = k1 ^ 0x7465_6462_7974_6573
        }

        mutating func take(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish() -> UInt64 {
            v2 ^= 0xff
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            v0 &+= v1
            v1 = Self.rotated(v1, 13) ^ v0
            v0 = Self.rotated(v0, 32)
            v2 &+= v3
            v3 = Self.rotated(v3, 16) ^ v2
            v0 &+= v3
            v3 = Self.rotated(v3, 21) ^ v0
            v2 &+= v1
            v1 = Self.rotated(v1, 17) ^ v2
            v2 = Self.rotated(v2, 32)
        }

        private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 { word << count | word >> (64 - count) }
    }
}

/// What pseudonyms are made with: chosen at random for each run, and kept nowhere.
public struct RedactionKey: Sendable {
    let first: UInt64
    let second: UInt64

    /// The same numbers give the same pseudonyms.
    public init(_ first: UInt64, _ second: UInt64) {
        (self.first, self.second) = (first, second)
    }

    /// Another one each time.
    public static func random(using generator: inout some RandomNumberGenerator) -> RedactionKey {
        RedactionKey(generator.next(), generator.next())
    }
}
