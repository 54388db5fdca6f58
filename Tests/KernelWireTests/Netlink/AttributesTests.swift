import CLinux
import KernelWire
import TestSupport
import Testing

@Suite struct AttributesTests {
    private func types(_ bytes: [UInt8]) throws(WireError) -> [Int] {
        var types: [Int] = []
        var attributes = Attributes(in: bytes.span.bytes, after: 0)
        while let attribute = try attributes.next(in: bytes.span.bytes) { types.append(attribute.type) }
        return types
    }

    @Test func theLastAttributeNeedsNoPadding() throws {
        #expect(try types([4, 0, 1, 0, 5, 0, 2, 0, 9]) == [1, 2])
        #expect(try types([5, 0, 2, 0, 9, 0, 0, 0, 4, 0, 3, 0]) == [2, 3])
        #expect(try types([5, 0, 2, 0, 9, 0, 0]) == [2])
        #expect(try types([]) == [])
    }

    @Test func flagsAreNoPartOfTheType() throws {
        #expect(try types([4, 0, 1, 0x80, 4, 0, 2, 0x40]) == [1, 2])
    }

    @Test(arguments: [0, 1, 2, 3, 9, 255])
    func badLengthsThrow(_ length: UInt8) {
        #expect(throws: WireError.self) { try types([length, 0, 1, 0, 0, 0, 0, 0]) }
    }

    @Test func nestingHasABottom() throws {
        var build = Build()
        for _ in 0..<20 { build = Build().with(1, nested: build) }
        let bytes = build.bytes
        var attributes = Attributes(in: bytes.span.bytes, after: 0)
        var depth = 0
        let error = #expect(throws: WireError.self) {
            while let attribute = try attributes.next(in: bytes.span.bytes) {
                attributes = try Attributes(inside: attribute)
                depth += 1
            }
        }
        #expect(error?.reason == .tooDeep)
        #expect(depth == Attributes.maxDepth - 1)
    }

    @Test func shortValuesThrowAndLongOnesDoNot() throws {
        let bytes: [UInt8] = [6, 0, 1, 0, 1, 2, 0, 0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 9, 9, 9]
        let span = bytes.span.bytes
        var attributes = Attributes(in: span, after: 0)
        let short = try #require(try attributes.next(in: span))
        #expect(throws: WireError.self) { try short.u32(in: bytes) }
        let long = try #require(try attributes.next(in: span))
        #expect(try long.u32(in: bytes) == UInt32(littleEndian: 1))
    }

    @Test func integersAreReadInTheOrderAskedFor() throws {
        let bytes: [UInt8] = [1, 2, 3, 4]
        #expect(try bytes.span.bytes.big(UInt32.self, at: 0) == 0x01020304)
        #expect(try bytes.span.bytes.little(UInt32.self, at: 0) == 0x04030201)
        #expect(try bytes.span.bytes.native(UInt16.self, at: 1) == UInt16(littleEndian: 0x0302))
        for offset in [-1, 1, 4, Int.max, Int.min] {
            #expect(throws: WireError.self) { try bytes.span.bytes.big(UInt32.self, at: offset) }
        }
    }

    /// A struct in an attribute, at every length from nothing to 64 bytes too many.
    @Test func fixedStructsGrowAndShrink() {
        for length in 0...(MemoryLayout<nsd_rtnl_link_stats64>.size + 64) {
            let bytes = [UInt8](repeating: 1, count: length)
            let stats = bytes.span.bytes.fixed(nsd_rtnl_link_stats64(), from: 0, to: length)
            let words = length / 8
            #expect(
                stats.rx_packets
                    == (words > 0
                        ? 0x0101_0101_0101_0101
                        : UInt64(littleEndian: (0..<UInt64(length)).reduce(0) { $0 | 1 << ($1 * 8) })))
            #expect(
                (stats.rx_otherhost_dropped == 0x0101_0101_0101_0101)
                    == (length >= MemoryLayout<nsd_rtnl_link_stats64>.size))
        }
    }
}

extension Attribute {
    fileprivate func u32(in bytes: [UInt8]) throws(WireError) -> UInt32 { try bytes.span.bytes.u32(self) }
}
