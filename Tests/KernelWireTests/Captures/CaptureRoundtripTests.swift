import KernelWire
import TestSupport
import Testing

/// What is written is what is read again, and each reader's own ways of the formats.
@Suite struct CaptureRoundtripTests {
    static var sample: CaptureFile {
        var file = CaptureFile()
        file.application = "nsdoctor 1.0"
        file.comments = ["target pid 4321", "why does \u{1b}[31mblue\u{202e} not answer?"]
        var first = CaptureInterface(name: "blue:veth-blue", description: "inside", snapLength: 262_144)
        first.filter = "tcp port 80"
        first.statistics = CaptureStatistics(
            start: 1_700_000_000_000_000_001, end: 1_700_000_001_000_000_002, received: 3, dropped: 1)
        file.interfaces = [first, CaptureInterface(name: "host:veth-blue-br", linkType: .raw)]
        file.packets = [
            CapturedPacket(interface: 0, time: 1_700_000_000_123_456_789, bytes: [1, 2, 3], originalLength: 1500),
            CapturedPacket(
                interface: 1, time: 1_700_000_000_123_456_790, bytes: [], originalLength: 0, direction: .outbound),
            CapturedPacket(
                interface: 0, time: .max, bytes: [UInt8](repeating: 7, count: 64), originalLength: 64,
                direction: .inbound, comment: "lost behind br0"),
        ]
        return file
    }

    static func written(_ file: CaptureFile) -> [UInt8] {
        var writer = PcapngWriter()
        writer.write(file)
        return writer.bytes
    }

    @Test func aCaptureIsWhatWasWritten() throws {
        #expect(try CaptureFixture.read(Self.written(Self.sample)) == Self.sample)
    }

    /// A stream is the same, however it is cut into pieces.
    @Test func piecesMakeTheWhole() throws {
        let file = Self.sample
        var writer = PcapngWriter()
        var sent: [UInt8] = []
        func send() {
            sent += writer.bytes
            writer.clear()
        }
        writer.section(application: "nsdoctor 1.0", comments: file.comments)
        send()
        #expect(file.interfaces.map { writer.interface($0) } == [0, 1])
        for packet in file.packets {
            writer.packet(packet)
            send()
        }
        writer.statistics(interface: 0, try #require(file.interfaces[0].statistics))
        send()
        #expect(sent == Self.written(file))
    }

    /// An option holds 65,535 bytes; what is longer is cut between two characters.
    @Test func longTextsAreCut() throws {
        var file = CaptureFile()
        let long = String(repeating: "ä", count: 40_000)
        file.comments = [long, "a" + long, "short"]
        let read = try CaptureFixture.read(Self.written(file))
        #expect(read.damage == nil)
        #expect(read.comments.map(\.utf8.count) == [65_534, 65_535, 5])
        #expect(read.comments.allSatisfy { !$0.contains("\u{fffd}") && !$0.contains("\\x") })
    }

    /// Whoever is killed leaves a file without an end.
    @Test func whatComesBeforeTheCutIsThere() throws {
        let bytes = Self.written(Self.sample)
        var found: Set<Int> = []
        for length in 4..<bytes.count {
            guard let file = try? CaptureFixture.read(Array(bytes[..<length])) else { continue }
            #expect(Self.sample.packets.starts(with: file.packets))
            found.insert(file.packets.count)
            if file.damage == nil { #expect([0, 1, 2, 3].contains(file.packets.count)) }
        }
        #expect(found == [0, 1, 2, 3])
    }

    @Test func resolutionsAndOffsets() {
        typealias Resolution = TimestampResolution
        #expect(Resolution.microseconds.nanoseconds(of: 1_000_001) == 1_000_001_000)
        #expect(Resolution.nanoseconds.nanoseconds(of: .max) == .max)
        #expect(Resolution(rawValue: 0).nanoseconds(of: 3) == 3_000_000_000)
        #expect(Resolution(rawValue: 0).nanoseconds(of: .max) == .max)
        #expect(Resolution(rawValue: 12).nanoseconds(of: 5_999) == 5)
        #expect(Resolution(rawValue: 28).nanoseconds(of: .max) == 1)
        #expect(Resolution(rawValue: 29).nanoseconds(of: .max) == 0)
        #expect(Resolution(rawValue: 127).nanoseconds(of: .max) == 0)
        #expect(Resolution(rawValue: 0x80 | 10).nanoseconds(of: 1536) == 1_500_000_000)
        #expect(Resolution(rawValue: 0x80 | 32).nanoseconds(of: .max) == 4_294_967_295_999_999_999)
        #expect(Resolution(rawValue: 0xff).nanoseconds(of: .max) == 0)
        #expect(Resolution(rawValue: 0x80).nanoseconds(of: .max) == .max)
        #expect(Resolution.nanoseconds.nanoseconds(of: 7, offset: 2) == 2_000_000_007)
        #expect(Resolution.nanoseconds.nanoseconds(of: 7, offset: -1) == 0)
        #expect(Resolution.nanoseconds.nanoseconds(of: 7, offset: .max) == .max)
        #expect(Resolution.nanoseconds.nanoseconds(of: 7, offset: .min) == 0)
    }
}
