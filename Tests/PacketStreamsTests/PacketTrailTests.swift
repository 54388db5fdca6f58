import Addresses
import NetworkModel
import PacketStreams
import Testing

@Suite struct PacketTrailTests {
    private let inside: ConntrackEntry.Tuple
    private let outside: ConntrackEntry.Tuple

    init() throws {
        inside = try Self.tuple("10.1.0.2", "8.8.8.8")
        outside = try Self.tuple("192.0.2.1", "8.8.8.8")
    }

    private static func tuple(_ src: String, _ dst: String) throws -> ConntrackEntry.Tuple {
        var tuple = ConntrackEntry.Tuple(
            src: try #require(IPAddress(src)), dst: try #require(IPAddress(dst)), proto: 17)
        (tuple.sport, tuple.dport) = (4000, 53)
        return tuple
    }

    private func packet(_ tuple: ConntrackEntry.Tuple, _ place: Int, _ time: Int64, _ hash: UInt64 = 7) -> TrackedPacket
    {
        TrackedPacket(
            place: place, nanoseconds: time, tuple: tuple, length: 60,
            identity: .init(proto: 17, payloadLength: 32, payloadHash: hash))
    }

    /// What is said of each, when all were seen.
    private func words(_ packets: [TrackedPacket]) -> [String] {
        var trail = PacketTrail(["blue:veth", "host:br0", "host:eth0"])
        for packet in packets { trail.add(packet) }
        return packets.map(trail.words)
    }

    @Test func aWayIsToldPlaceByPlace() {
        let said = words([packet(inside, 0, 1_000), packet(inside, 1, 5_000), packet(outside, 2, 3_005_000)])
        #expect(
            said == [
                "first seen here; 4 µs later on host:br0",
                "4 µs after blue:veth; 3 ms later on host:eth0, as 192.0.2.1:4000 -> 8.8.8.8:53",
                "3 ms after host:br0; seen nowhere later",
            ])
    }

    @Test func whatIsSentAgainIsAnotherPacket() {
        let second: Int64 = 100_000_000
        let said = words([
            packet(inside, 0, 0), packet(inside, 1, 900), packet(inside, 0, second), packet(inside, 1, second + 900),
        ])
        #expect(said[0] == "first seen here; 900 ns later on host:br0")
        #expect(said[2] == "first seen here; 900 ns later on host:br0")
        #expect(said[1] == "900 ns after blue:veth; seen nowhere later")
    }

    /// The first server's question is lost; the second one's is no sign of it.
    @Test func aQuestionToTwoServersIsTwoPackets() throws {
        let other = try Self.tuple("10.1.0.2", "1.1.1.1")
        let said = words([packet(inside, 0, 0), packet(other, 0, 10), packet(other, 1, 20)])
        #expect(
            said == [
                "first seen here; seen nowhere later", "first seen here; 10 ns later on host:br0",
                "10 ns after blue:veth; seen nowhere later",
            ])
        let translated = words([
            packet(inside, 0, 0), packet(other, 0, 10), packet(outside, 2, 20),
            packet(try Self.tuple("192.0.2.1", "1.1.1.1"), 2, 30),
        ])
        #expect(translated[0].contains("20 ns later on host:eth0, as 192.0.2.1:4000 -> 8.8.8.8:53"))
        #expect(translated[1].contains("20 ns later on host:eth0, as 192.0.2.1:4000 -> 1.1.1.1:53"))
    }

    @Test func whatNobodyAsksAboutIsForgotten() {
        var trail = PacketTrail(["a", "b"])
        let (early, late) = (packet(inside, 0, 0), packet(inside, 0, 2_000_000_000, 8))
        trail.add(early)
        trail.add(late)
        trail.add(packet(inside, 1, 2_000_000_500, 8))
        trail.forget(before: 2_000_000_000)
        #expect(trail.words(late) == "first seen here; 500 ns later on b")
        trail.add(packet(inside, 1, 500))
        #expect(trail.words(packet(inside, 1, 500)) == "first seen here; seen nowhere later")
    }
}
