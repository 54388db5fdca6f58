import Addresses
import TestSupport
import Testing

@testable import Redaction

@Suite struct AddressMapTests {
    private static func map(_ seed: UInt64) -> AddressMap { AddressMap(KeyedHash(RedactionKey(seed, 7))) }

    private static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    /// As many equal bits in front as the originals have.
    @Test(arguments: [IPAddress.Family.inet, .inet6])
    func prefixesStay(_ family: IPAddress.Family) {
        var random = SplitMix64(seed: 11)
        var map = Self.map(1)
        for _ in 0..<400 {
            let first = UInt128(random.next()) << 64 | UInt128(random.next())
            let bits = family == .inet ? first & 0xffff_ffff : first
            let flip = UInt128(1) << UInt128(random.next() % UInt64(family.width))
            let one = IPAddress(family: family, bits: bits), other = IPAddress(family: family, bits: bits ^ flip)
            guard !KnownAddresses.isFixed(one), !KnownAddresses.isFixed(other) else { continue }
            let distance = map.address(one).bits ^ map.address(other).bits
            #expect(distance.leadingZeroBitCount == flip.leadingZeroBitCount)
        }
    }

    @Test(
        arguments: [
            "0.0.0.0", "127.0.0.53", "169.254.169.254", "224.0.0.251", "255.255.255.255", "8.8.8.8", "1.1.1.1", "::",
            "::1",
            "ff02::1", "2001:4860:4860::8888",
        ])
    func wellKnownOnesStay(_ text: String) throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            var map = Self.map(seed)
            #expect(map.address(try Self.address(text)).description == text)
        }
    }

    @Test(
        arguments: [
            ("10.1.2.3", "10.0.0.0/8"), ("172.20.3.4", "172.16.0.0/12"), ("192.168.15.1", "192.168.0.0/16"),
            ("100.80.1.1", "100.64.0.0/10"), ("fd00:1::5", "fd00::/8"), ("fe80::1234", "fe80::/64"),
            ("2001:db8::1", "2000::/3"),
        ])
    func rangesStayAndNothingIsWhatItWas(_ text: String, _ range: String) throws {
        for seed in 1...50 as ClosedRange<UInt64> {
            var map = Self.map(seed)
            let result = map.address(try Self.address(text))
            #expect(try #require(IPPrefix(range)).contains(result))
            #expect(result.description != text)
        }
    }

    @Test func endsOfANetworkStayEnds() throws {
        var map = Self.map(3)
        map.pinEnds(of: try #require(IPPrefix("10.1.2.77/24")))
        #expect(map.address(try Self.address("10.1.2.0")).bits & 0xff == 0)
        #expect(map.address(try Self.address("10.1.2.255")).bits & 0xff == 0xff)
    }

    /// What is in a range is in its pseudonym, and nothing else.
    @Test(arguments: [("10.1.2.5", "10.1.2.20"), ("10.0.0.0", "10.0.3.255"), ("10.1.255.250", "10.2.0.7")])
    func rangesStayRanges(_ low: String, _ high: String) throws {
        var map = Self.map(5)
        let (low, high) = (try Self.address(low), try Self.address(high))
        map.pinRange(low, high)
        let range = map.range(low, high)
        #expect(range.high.bits - range.low.bits == high.bits - low.bits)
        for bits in (low.bits - 40)...(high.bits + 40) {
            let inside = low.bits <= bits && bits <= high.bits
            let mapped = map.address(IPAddress(family: .inet, bits: bits))
            #expect((range.low.bits <= mapped.bits && mapped.bits <= range.high.bits) == inside)
        }
    }

    @Test(arguments: ["::ffff:", "64:ff9b::"])
    func whatIsInsideIPv6IsTheSame(_ prefix: String) throws {
        var map = Self.map(9)
        let outer = map.address(try Self.address(prefix + "10.1.2.3"))
        let inner = map.address(try Self.address("10.1.2.3"))
        #expect(outer == (try Self.address("\(prefix)\(inner)")))
    }
}
