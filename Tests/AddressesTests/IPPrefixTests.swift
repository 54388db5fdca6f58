import Addresses
import TestSupport
import Testing

struct IPPrefixTests {
    @Test(arguments: [
        ("10.1.0.11/24", "10.1.0.11/24"), ("10.0.0.1", "10.0.0.1/32"), ("::1", "::1/128"), ("0.0.0.0/0", "0.0.0.0/0"),
        ("2001:db8::/32", "2001:db8::/32"),
    ])
    func reads(text: String, printed: String) {
        #expect(IPPrefix(text)?.description == printed)
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0/8 ", "10.0.0.0/0x8", "10/8", "10.0.0.0/99999999999999999999", "10.0.0.0/255.0.0.0", "default",
    ])
    func refuses(text: String) {
        #expect(IPPrefix(text) == nil)
    }

    @Test func lengthsOutsideTheFamilyAreRefused() {
        for length in [-1, 33, Int.min, Int.max] {
            #expect(IPPrefix(.unspecified(.inet), length: length) == nil)
        }
        #expect(IPPrefix(.unspecified(.inet6), length: 129) == nil)
    }

    /// Bit by bit, for every length of both families.
    @Test func containsAndNetworkAgreeWithBits() throws {
        var dice = SplitMix64(seed: 5)
        for family in [IPAddress.Family.inet, .inet6] {
            for length in 0...family.width {
                for _ in 0..<40 {
                    let base = IPAddress(family: family, bits: UInt128(dice.next()) << 64 | UInt128(dice.next()))
                    let flipped = UInt128(1) << UInt128(dice.next() % UInt64(family.width))
                    let other = IPAddress(family: family, bits: base.bits ^ flipped)
                    let prefix = try #require(IPPrefix(base, length: length))
                    let isHostBit = flipped.trailingZeroBitCount < family.width - length
                    #expect(prefix.contains(other) == isHostBit)
                    #expect(prefix.contains(base))
                    #expect(prefix.network.address.bits == binaryNetwork(base, length))
                    #expect(prefix.network.contains(base))
                    #expect(prefix.network.network == prefix.network)
                }
            }
        }
    }

    private func binaryNetwork(_ address: IPAddress, _ length: Int) -> UInt128 {
        (0..<address.family.width).reduce(UInt128(0)) { bits, index in
            let bit = UInt128(1) << UInt128(address.family.width - 1 - index)
            return index < length ? bits | address.bits & bit : bits
        }
    }

    @Test func overlapAndContainment() throws {
        let wide = try #require(IPPrefix("10.0.0.0/8"))
        let narrow = try #require(IPPrefix("10.1.0.0/16"))
        let apart = try #require(IPPrefix("11.0.0.0/8"))
        #expect(wide.contains(narrow))
        #expect(!narrow.contains(wide))
        #expect(narrow.overlaps(wide))
        #expect(!wide.overlaps(apart))
        #expect(!IPPrefix.everything(.inet).contains(IPAddress.unspecified(.inet6)))
        #expect(!IPPrefix.everything(.inet6).overlaps(.everything(.inet)))
        #expect(IPPrefix.everything(.inet).isDefault)
        #expect(IPPrefix.host(IPAddress.unspecified(.inet6)).isHost)
    }

    @Test func sortsByAddressThenLength() {
        let texts = ["10.0.0.0/8", "10.0.0.0/16", "10.0.1.0/24", "11.0.0.0/8", "::/0", "::1/128"]
        let prefixes = texts.compactMap { IPPrefix($0) }
        #expect(prefixes.reversed().sorted().map(\.description) == texts)
    }
}
