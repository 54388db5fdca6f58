import KernelWire
import Testing

/// Forms of the formats that our writer does not make, built by hand after their specifications.
@Suite struct CaptureFormatTests {
    /// Writes numbers in either byte order.
    struct Builder {
        var isBig = false
        var bytes: [UInt8] = []

        mutating func put<Number: FixedWidthInteger>(_ numbers: Number...) {
            for number in numbers {
                withUnsafeBytes(of: isBig ? number.bigEndian : number.littleEndian) { bytes += $0 }
            }
        }

        mutating func block(_ type: UInt32, _ body: (inout Builder) -> Void) {
            var inside = Builder(isBig: isBig)
            body(&inside)
            while inside.bytes.count % 4 != 0 { inside.bytes.append(0) }
            let length = UInt32(inside.bytes.count + 12)
            put(type, length)
            bytes += inside.bytes
            put(length)
        }

        mutating func option(_ code: UInt16, _ value: [UInt8]) {
            put(code, UInt16(value.count))
            bytes += value
            while bytes.count % 4 != 0 { bytes.append(0) }
        }

        mutating func section() {
            block(0x0a0d_0d0a) {
                $0.put(UInt32(0x1a2b_3c4d))
                $0.put(UInt16(1), 0)
                $0.put(Int64(-1))
            }
        }

        mutating func interface(snap: UInt32 = 0, options: (inout Builder) -> Void = { _ in }) {
            block(1) {
                $0.put(UInt16(1), 0)
                $0.put(snap)
                options(&$0)
            }
        }
    }

    @Test(arguments: [false, true])
    func everyBlock(isBig: Bool) throws {
        var file = Builder(isBig: isBig)
        file.section()
        file.interface(snap: 4) { options in
            options.option(2, Array("eth0".utf8))
            options.option(9, [6])
            var offset = Builder(isBig: isBig)
            offset.put(Int64(10))
            options.option(14, offset.bytes)
            options.option(4711, [1, 2, 3])
            options.put(UInt32(0))
        }
        // Unknown, and one of somebody's own.
        file.block(0x0bad) { $0.put(UInt32(1), 2, 3) }
        file.block(6) {
            $0.put(UInt32(0), 0, 5_000_000, 3, 60)
            $0.bytes += [1, 2, 3, 0]
            $0.option(1, Array("one".utf8))
            $0.option(1, Array("two".utf8))
            var flags = Builder(isBig: isBig)
            flags.put(UInt32(2))
            $0.option(2, flags.bytes)
        }
        file.block(3) {
            $0.put(UInt32(99))
            $0.bytes += [9, 8, 7, 6]
        }
        file.block(2) {
            $0.put(UInt16(0), 17)
            $0.put(UInt32(0), 6_000_000, 2, 2)
            $0.bytes += [5, 5]
        }
        // A second section counts its interfaces anew.
        file.section()
        file.interface()
        file.block(6) {
            $0.put(UInt32(0), 0, 1, 1, 1)
            $0.bytes += [4]
        }
        let read = try CaptureFixture.read(file.bytes)
        #expect(read.damage == nil)
        #expect(read.interfaces.map(\.name) == ["eth0", nil])
        #expect(read.packets.map(\.bytes) == [[1, 2, 3], [9, 8, 7, 6], [5, 5], [4]])
        #expect(read.packets.map(\.interface) == [0, 0, 0, 1])
        #expect(read.packets.map(\.time) == [15_000_000_000, nil, 16_000_000_000, 1000])
        #expect(read.packets.map(\.originalLength) == [60, 99, 2, 1])
        #expect(read.packets[0].comment == "one\ntwo")
        #expect(read.packets[0].direction == .outbound)
    }

    @Test(arguments: [false, true], [1000 as UInt64, 1])
    func classicFiles(isBig: Bool, tick: UInt64) throws {
        var file = Builder(isBig: isBig)
        file.put(UInt32(tick == 1 ? 0xa1b2_3c4d : 0xa1b2_c3d4))
        file.put(UInt16(2), 4)
        file.put(UInt32(0), 0, 65_535, 276)
        file.put(UInt32(100), 7, 2, 1514)
        file.bytes += [1, 2]
        let read = try CaptureFixture.read(file.bytes)
        #expect(read.damage == nil)
        #expect(read.interfaces.map(\.linkType) == [.linuxSLL2])
        #expect(read.packets.map(\.time) == [100_000_000_000 + 7 * tick])
        #expect(read.packets.map(\.originalLength) == [1514])
    }

    @Test func whatIsNoCapture() {
        func reason(_ bytes: [UInt8]) -> WireError.Reason? {
            do throws(WireError) {
                return try CaptureFixture.read(bytes).damage?.reason
            } catch {
                return error.reason
            }
        }
        #expect(reason([]) == .truncated)
        #expect(reason(Array("GIF89a and so on, for more than a header".utf8)) == .badValue)
        #expect(reason([0xa1, 0xb2, 0xcd, 0x34]) == .unsupported)
        #expect(reason([0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28]) == .truncated)
    }

    @Test func whatDoesNotFit() throws {
        func damage(_ body: (inout Builder) -> Void) throws -> WireError.Reason? {
            var file = Builder()
            file.section()
            body(&file)
            return try CaptureFixture.read(file.bytes).damage?.reason
        }
        // A packet of an interface that nobody described, or that an earlier section did.
        #expect(try damage { $0.block(6) { $0.put(UInt32(0), 0, 0, 0, 0) } } == .badValue)
        #expect(
            try damage { file in
                file.interface()
                file.section()
                file.block(3) { $0.put(UInt32(0)) }
            } == .badValue)
        // Longer than its block, than the file, and than anything.
        #expect(
            try damage { file in
                file.interface()
                file.block(6) { $0.put(UInt32(0), 0, 0, 5, 5, 0) }
            } == .badLength)
        #expect(try damage { $0.put(UInt32(6), 1000, 0, 0) } == .truncated)
        #expect(try damage { $0.put(UInt32(6), .max - 3, 0, 0) } == .badLength)
        #expect(try damage { $0.put(UInt32(6), 0, 0, 0) } == .badLength)
        #expect(try damage { $0.put(UInt32(6), 16, 0, 20) } == .badLength)
    }

    @Test func limitsHold() throws {
        var file = Builder()
        file.section()
        for _ in 0..<5 { file.interface() }
        var limits = CaptureLimits()
        limits.interfaces = 4
        #expect(try CaptureFixture.read(file.bytes, limits: limits).damage?.reason == .tooMany)
        for _ in 0..<5 { file.block(3) { $0.put(UInt32(0)) } }
        limits = CaptureLimits()
        limits.packets = 3
        let read = try CaptureFixture.read(file.bytes, limits: limits)
        #expect(read.damage?.reason == .tooMany)
        #expect(read.packets.count == 3)
    }
}
