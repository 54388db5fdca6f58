import Foundation
import KernelWire
import TestSupport
import Testing

/// What others read in what we write.
@Suite(.needs("tshark", "capinfos", from: "deps-captures")) struct CaptureOracleTests {
    private static var file: CaptureFile {
        var file = CaptureFile()
        file.application = "nsdoctor"
        file.comments = ["target pid 4321", "a \u{202e}comment\nof two lines"]
        file.interfaces = [
            CaptureInterface(name: "blue:veth-blue", description: "inside"), CaptureInterface(name: "host:br0"),
        ]
        file.interfaces[1].statistics = CaptureStatistics(
            start: 1_700_000_000_000_000_000, end: 1_700_000_001_000_000_000, received: 12, dropped: 3)
        let frame = [UInt8](repeating: 0xff, count: 6) + [2, 0, 0, 0, 0, 1, 0x88, 0xb5]
        for (place, comment) in [nil, "lost: 10 of 12", "\u{1b}]0;title\u{7}"].enumerated() {
            file.packets.append(
                CapturedPacket(
                    interface: place % 2, time: 1_700_000_000_123_456_789 + UInt64(place), bytes: frame,
                    originalLength: 1500, direction: place == 0 ? .inbound : .outbound, comment: comment))
        }
        return file
    }

    private static func say(_ words: [String]) throws -> Command.Outcome {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "capture.pcapng")
            try Data(CaptureRoundtripTests.written(file)).write(to: path)
            return try Command.run(words.map { $0 == "FILE" ? path.path : $0 })
        }
    }

    private static func complaints(_ outcome: Command.Outcome) -> [Substring] {
        outcome.errors.split(separator: "\n").filter { !$0.contains("Running as user") }
    }

    @Test func tsharkShowsNamesTimesAndComments() throws {
        let fields = [
            "frame.interface_name", "frame.time_epoch", "frame.len", "frame.cap_len", "frame.packet_flags_direction",
            "frame.comment",
        ]
        let outcome = try Self.say(["tshark", "-r", "FILE", "-T", "fields"] + fields.flatMap { ["-e", $0] })
        #expect(outcome.status == 0)
        #expect(Self.complaints(outcome).isEmpty)
        let lines = outcome.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        #expect(lines.map { $0.first } == ["blue:veth-blue", "host:br0", "blue:veth-blue"])
        #expect(lines.map { $0[1] } == (789...791).map { "1700000000.123456\($0)" })
        #expect(lines.map { $0[2...3] } == [["1500", "14"], ["1500", "14"], ["1500", "14"]])
        #expect(lines.map { $0[4] } == ["0x00000001", "0x00000002", "0x00000002"])
        #expect(lines[1].last == "lost: 10 of 12")
    }

    @Test func capinfosShowsTheSection() throws {
        let outcome = try Self.say(["capinfos", "FILE"])
        #expect(outcome.status == 0)
        #expect(Self.complaints(outcome).isEmpty)
        for wanted in ["target pid 4321", "Number of packets:   3", "Name = host:br0", "nanoseconds (9)", "nsdoctor"] {
            #expect(outcome.output.contains(wanted), "\(wanted)")
        }
    }

    /// What they write is read: each format that editcap makes of one of theirs is the same capture.
    @Test(arguments: ["pcap", "nsecpcap", "pcapng"])
    func otherWriters(format: String) throws {
        let theirs = try CaptureFixture.file("plain")
        let read = try withTemporaryFolder { folder in
            let path = folder.appending(path: "capture")
            let source = Repository.path("fixtures/captures/plain.pcap")
            let outcome = try Command.run(["editcap", "-F", format, source, path.path])
            #expect(outcome.status == 0)
            return try CaptureFixture.read(Array(try Data(contentsOf: path)))
        }
        #expect(read.damage == nil)
        #expect(read.packets.map(\.bytes) == theirs.packets.map(\.bytes))
        #expect(read.packets.map(\.originalLength) == theirs.packets.map(\.originalLength))
        // Microseconds are what pcap has room for.
        let tick: UInt64 = format == "pcap" ? 1000 : 1
        #expect(read.packets.map { ($0.time ?? 0) / tick } == theirs.packets.map { ($0.time ?? 0) / tick })
    }
}
