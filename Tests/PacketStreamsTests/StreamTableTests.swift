import Addresses
import NetworkModel
import PacketStreams
import Testing

@Suite struct StreamTableTests {
    private static let second: Int64 = 1_000_000_000

    private func tuple(_ src: String, _ sport: UInt16, _ dst: String, _ dport: UInt16, proto: UInt8 = 17) throws
        -> ConntrackEntry.Tuple
    {
        var tuple = ConntrackEntry.Tuple(
            src: try #require(IPAddress(src)), dst: try #require(IPAddress(dst)), proto: proto)
        (tuple.sport, tuple.dport) = (sport, dport)
        return tuple
    }

    private func datagram(_ tuple: ConntrackEntry.Tuple, at place: Int, _ ms: Int64, _ hash: UInt64) -> TrackedPacket {
        TrackedPacket(
            place: place, nanoseconds: ms * 1_000_000, tuple: tuple, length: 60,
            identity: .init(proto: 17, payloadLength: 32, payloadHash: hash))
    }

    private func segment(
        _ tuple: ConntrackEntry.Tuple, at place: Int, _ ms: Int64, _ sequence: UInt32, _ length: Int,
        flags: UInt8 = 0x10
    ) -> TrackedPacket {
        var identity = TrackedPacket.Identity(proto: 6, payloadLength: length, payloadHash: UInt64(sequence))
        identity.segment = .init(sequence: sequence, acknowledgment: 1, flags: flags)
        return TrackedPacket(
            place: place, nanoseconds: ms * 1_000_000, tuple: tuple, length: 40 + length, identity: identity)
    }

    private func streams(_ packets: [TrackedPacket]) -> [PacketCapture.Stream] {
        StreamTable(packets.shuffled(), end: 10 * Self.second).streams(most: 100).streams
    }

    @Test func aTranslatedPacketIsTheSamePacket() throws {
        let inside = try tuple("10.1.0.2", 4000, "8.8.8.8", 53)
        let outside = try tuple("192.0.2.1", 61000, "8.8.8.8", 53)
        let found = streams([
            datagram(inside, at: 0, 1, 7), datagram(inside, at: 1, 2, 7), datagram(outside, at: 2, 3, 7),
            datagram(inside, at: 0, 11, 8), datagram(inside, at: 1, 12, 8),
        ])
        let stream = try #require(found.first)
        #expect(found.count == 1)
        #expect(stream.sightings.map(\.place) == [0, 1, 2])
        #expect(stream.sightings.map(\.recognised) == [2, 2, 1])
        #expect(stream.sightings.map(\.tuple) == [inside, inside, outside])
    }

    @Test func aQuestionToTwoServersIsTwoStreams() throws {
        let (a, b) = (try tuple("10.1.0.2", 4000, "8.8.8.8", 53), try tuple("10.1.0.2", 4000, "1.1.1.1", 53))
        let (a2, b2) = (try tuple("192.0.2.1", 4000, "8.8.8.8", 53), try tuple("192.0.2.1", 4000, "1.1.1.1", 53))
        let found = streams([
            datagram(a, at: 0, 1, 7), datagram(b, at: 0, 2, 7), datagram(a2, at: 1, 3, 7), datagram(b2, at: 1, 4, 7),
        ])
        #expect(found.map { $0.sightings.map(\.tuple.dst) } == [[a.dst, a.dst], [b.dst, b.dst]])
    }

    @Test func aPacketMayBeTranslatedTwice() throws {
        let flows = try [("10.1.0.2", 4000), ("172.17.0.2", 4000), ("192.0.2.1", 4000)].map { address, port in
            try tuple(address, UInt16(port), "8.8.8.8", 53)
        }
        let found = streams(flows.enumerated().map { datagram($1, at: $0, Int64($0) + 1, 7) })
        #expect(found.map { $0.sightings.map(\.tuple) } == [flows])
    }

    @Test func ofTwoAlikeOneMayBeLost() throws {
        let flow = try tuple("10.1.0.2", 4000, "8.8.8.8", 53)
        let found = streams([
            datagram(flow, at: 0, 1, 7), datagram(flow, at: 0, 2, 7), datagram(flow, at: 1, 3, 7),
        ])
        #expect(found.first?.sightings.map(\.recognised) == [2, 1])
    }

    @Test func segmentsThatAreCutOrJoinedAreNotLost() throws {
        let flow = try tuple("10.1.0.2", 4000, "10.2.0.2", 80, proto: 6)
        let start: UInt32 = 0xffff_f000
        let found = streams([
            segment(flow, at: 0, 1, start, 8000),
            segment(flow, at: 1, 2, start, 3000), segment(flow, at: 1, 3, start &+ 3000, 5000),
            segment(flow, at: 0, 5, start &+ 8000, 1000), segment(flow, at: 0, 6, start &+ 9000, 1000),
            segment(flow, at: 1, 7, start &+ 8000, 2000),
        ])
        #expect(found.first?.sightings.map(\.recognised) == [3, 3])
    }

    @Test func aLostSegmentIsMissed() throws {
        let flow = try tuple("10.1.0.2", 4000, "10.2.0.2", 80, proto: 6)
        let found = streams([
            segment(flow, at: 0, 1, 1000, 500), segment(flow, at: 0, 2, 1500, 500), segment(flow, at: 1, 3, 1000, 500),
            segment(flow, at: 0, 9, 1500, 500),
        ])
        #expect(found.first?.sightings.map(\.recognised) == [3, 1])
        #expect(found.first?.tcp?.retransmissions == 1)
    }

    @Test func whatMayStillBeOnItsWayIsNotCounted() throws {
        let flow = try tuple("10.1.0.2", 4000, "8.8.8.8", 53)
        let found = streams([
            datagram(flow, at: 0, -1, 6), datagram(flow, at: 1, 1, 6), datagram(flow, at: 0, 9_999, 7),
            datagram(flow, at: 1, 10_001, 7), datagram(flow, at: 0, 10_002, 8),
        ])
        #expect(found.first?.sightings.map(\.recognised) == [1, 1])
    }

    @Test func refusalsAndFirstPacketsAreCounted() throws {
        let flow = try tuple("10.1.0.2", 4000, "10.2.0.2", 80, proto: 6)
        let found = streams([
            segment(flow, at: 0, 1, 1000, 0, flags: 0x02), segment(flow, at: 0, 1001, 1000, 0, flags: 0x02),
            segment(flow, at: 0, 1002, 1001, 0, flags: 0x04),
        ])
        let tcp = try #require(found.first?.tcp)
        #expect((tcp.syns, tcp.resets, tcp.retransmissions) == (2, 1, 1))
    }

    @Test func theListIsBounded() throws {
        let packets = try (0..<50).map { index in
            datagram(try tuple("10.1.0.2", UInt16(1000 + index), "8.8.8.8", 53), at: 0, Int64(index), UInt64(index))
        }
        let (listed, unlisted) = StreamTable(packets, end: Self.second).streams(most: 20)
        #expect(listed.count == 20)
        #expect(unlisted == 30)
    }

    /// What was on its way when the capture began was not seen by the first place, and is not its loss.
    @Test func whatWasOnItsWayAtTheEdgesIsNotLost() throws {
        let flow = try tuple("10.1.0.2", 4000, "8.8.8.8", 53)
        let found = streams([
            datagram(flow, at: 1, -3, 1), datagram(flow, at: 0, 5, 2), datagram(flow, at: 1, 6, 2),
            datagram(flow, at: 0, 10_500, 3),
        ])
        #expect(found.map { $0.sightings.map(\.place) } == [[0, 1]])
        #expect(found.first?.sightings.map(\.recognised) == [1, 1])
    }

    /// Where packets wait for half a second, those of the last half second may still arrive.
    @Test func whereQueuesAreLongTheLastOnesDoNotCount() throws {
        let flow = try tuple("10.1.0.2", 4000, "8.8.8.8", 53)
        let packets = [
            datagram(flow, at: 0, 1, 1), datagram(flow, at: 1, 501, 1), datagram(flow, at: 0, 9900, 2),
        ]
        let found = StreamTable(packets, end: 10 * Self.second, margin: Self.second / 4).streams(most: 10).streams
        #expect(found.first?.sightings.map(\.recognised) == [1, 1])
    }

    @Test func whatOnlyMayBeTheTargetsIsListedWithItsQuestion() throws {
        let (inside, outside) = (
            try tuple("10.1.0.2", 4000, "8.8.8.8", 53), try tuple("192.0.2.1", 61000, "8.8.8.8", 53)
        )
        let (answer, stranger) = (
            try tuple("8.8.8.8", 53, "192.0.2.1", 61000), try tuple("192.0.2.1", 9, "8.8.8.8", 53)
        )
        let perhaps = [datagram(outside, at: 1, 2, 7), datagram(answer, at: 1, 3, 8), datagram(stranger, at: 1, 4, 9)]
            .map {
                var packet = $0
                packet.isCertain = false
                return packet
            }
        let found = streams([datagram(inside, at: 0, 1, 7)] + perhaps)
        #expect(Set(found.map(\.sightings.first?.tuple)) == [inside, answer])
    }
}
