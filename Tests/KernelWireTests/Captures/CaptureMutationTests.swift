import KernelWire
import TestSupport
import Testing

/// Captures from strangers: each is read or is damaged, and whatever is read is a frame. A trap would end the test process, a
/// loop would run into the time limit.
@Suite(.timeLimit(.minutes(2))) struct CaptureMutationTests {
    private static let samples: [[UInt8]] = {
        // The first packets of each: the formats are the same further on.
        let recorded = CaptureFixture.names.compactMap { try? CaptureFixture.bytes($0) }.map { Array($0.prefix(3000)) }
        let files = CaptureFixture.names.compactMap { try? CaptureFixture.file($0) }
        return recorded
            + files.map { file in
                var file = file
                file.packets = Array(file.packets.prefix(6))
                return CaptureRoundtripTests.written(file)
            } + [CaptureRoundtripTests.written(CaptureRoundtripTests.sample)]
    }()

    /// Reads a file and all its frames; returns how many.
    private static func read(_ bytes: [UInt8]) -> Int {
        guard let file = try? CaptureFixture.read(bytes) else { return 0 }
        for packet in file.packets {
            let frame = CaptureFixture.frame(packet.bytes, file.interfaces[packet.interface].linkType)
            guard (0...packet.bytes.count).contains(frame.headerLength) else { return -1 }
        }
        return file.packets.count
    }

    /// 20,000 files.
    @Test(arguments: 0..<4)
    func files(_ seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var packets = 0
        for _ in 0..<5_000 {
            var bytes = Self.samples[random.below(Self.samples.count)]
            for _ in 0...random.below(8) { bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next()) }
            // Numbers that reach to the end of the world.
            if random.below(3) == 0 {
                let place = random.below(bytes.count - 4) & ~3
                let value: UInt8 = random.below(2) == 0 ? 0xff : 0x7f
                bytes.replaceSubrange(place..<place + 4, with: [0xff, 0xff, 0xff, value])
            }
            if random.below(4) == 0 { bytes.removeLast(random.below(bytes.count)) }
            let read = Self.read(bytes)
            #expect(read >= 0)
            packets += max(read, 0)
        }
        #expect(packets > 5_000)
    }

    /// 20,000 frames, by every link type.
    @Test(arguments: 0..<4)
    func frames(_ seed: Int) throws {
        let samples = try CaptureFixture.names.flatMap { name in
            let file = try CaptureFixture.file(name)
            return file.packets.map { (bytes: $0.bytes, linkType: file.interfaces[0].linkType) }
        }
        var random = SplitMix64(seed: UInt64(100 + seed))
        let types: [LinkType] = [.null, .ethernet, .raw, .loop, .linuxSLL, .ipv4, .ipv6, .linuxSLL2]
        var withIP = 0
        for _ in 0..<5_000 {
            var (bytes, linkType) = samples[random.below(samples.count)]
            for _ in 0...random.below(6) where !bytes.isEmpty {
                bytes[random.below(min(bytes.count, 120))] = UInt8(truncatingIfNeeded: random.next())
            }
            if random.below(4) == 0 { bytes.removeLast(random.below(bytes.count + 1)) }
            if random.below(10) == 0 { linkType = types[random.below(types.count)] }
            let frame = CaptureFixture.frame(bytes, linkType)
            #expect((0...bytes.count).contains(frame.headerLength))
            #expect((1...4).contains(frame.packets.count))
            if frame.outer.ip != nil { withIP += 1 }
        }
        #expect(withIP > 2_000)
    }

    /// Every length of every frame: nothing is known of what was not captured, and what is known is right.
    @Test func everyPrefix() throws {
        for name in CaptureFixture.names {
            for sample in try CaptureFixture.samples(name) {
                let (packet, whole) = (sample.packet, sample.frame)
                let linkType = try CaptureFixture.file(name).interfaces[0].linkType
                for length in 0..<min(packet.bytes.count, 200) {
                    let frame = CaptureFixture.frame(Array(packet.bytes[..<length]), linkType)
                    #expect(frame.headerLength <= length)
                    #expect(frame.headerLength <= whole.headerLength)
                    if let ip = frame.outer.ip { #expect(ip.destination == whole.outer.ip?.destination) }
                }
            }
        }
    }
}
