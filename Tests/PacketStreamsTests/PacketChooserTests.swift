import Addresses
import NetworkModel
import PacketStreams
import Testing

@Suite struct PacketChooserTests {
    private func packet(_ src: String, _ sport: UInt16, _ dst: String, _ dport: UInt16, at place: Int = 0) throws
        -> TrackedPacket
    {
        var tuple = ConntrackEntry.Tuple(
            src: try #require(IPAddress(src)), dst: try #require(IPAddress(dst)), proto: 17)
        (tuple.sport, tuple.dport) = (sport, dport)
        return TrackedPacket(
            place: place, nanoseconds: 0, tuple: tuple, length: 60,
            identity: .init(proto: 17, payloadLength: 32, payloadHash: 0))
    }

    /// Inside, and outside where the node's own address stands for the target's.
    private func places() throws -> [PlaceChoice] {
        var (inside, outside) = (PlaceChoice(), PlaceChoice())
        inside.own = [try #require(IPAddress("10.1.0.2"))]
        outside.own = inside.own
        outside.translated = [try #require(IPAddress("192.0.2.1"))]
        outside.doors = [.init(try #require(IPAddress("192.0.2.1")), 17, port: 5000)]
        return [inside, outside]
    }

    @Test func behindNATWhomTheTargetTalksToIsPerhapsTheTargets() throws {
        var chooser = PacketChooser(try places())
        let outside = try packet("192.0.2.1", 61000, "8.8.8.8", 53, at: 1)
        #expect(chooser.isWanted(outside) == .no)
        #expect(chooser.isWanted(try packet("10.1.0.2", 4000, "8.8.8.8", 53)) == .yes)
        #expect(chooser.isWanted(outside) == .perhaps)
        #expect(chooser.isWanted(try packet("8.8.8.8", 53, "192.0.2.1", 61000, at: 1)) == .perhaps)
        #expect(chooser.isWanted(try packet("192.0.2.1", 61000, "1.1.1.1", 53, at: 1)) == .no)
        #expect(chooser.isWanted(try packet("10.1.0.3", 4000, "8.8.8.8", 53)) == .no)
    }

    @Test func aDoorLeadsToTheTarget() throws {
        var chooser = PacketChooser(try places())
        #expect(chooser.isWanted(try packet("203.0.113.7", 4000, "192.0.2.1", 5000, at: 1)) == .yes)
        #expect(chooser.isWanted(try packet("203.0.113.7", 4000, "192.0.2.1", 22, at: 1)) == .no)
    }

    @Test func ofANarrowQuestionOnlyTheConversationIsWanted() throws {
        var choice = PlaceChoice()
        var wanted = try packet("10.1.0.2", 0, "8.8.8.8", 53).tuple
        wanted.sport = nil
        choice.tuples = [wanted]
        var chooser = PacketChooser([choice])
        #expect(chooser.isWanted(try packet("10.1.0.2", 4000, "8.8.8.8", 53)) == .yes)
        #expect(chooser.isWanted(try packet("8.8.8.8", 53, "10.1.0.2", 4000)) == .yes)
        #expect(chooser.isWanted(try packet("10.1.0.2", 4000, "8.8.8.8", 54)) == .no)
        var error = try packet("10.1.0.1", 0, "10.1.0.2", 0)
        error.quoted = try packet("10.1.0.2", 4000, "8.8.8.8", 53).tuple
        #expect(chooser.isWanted(error) == .yes)
    }
}
