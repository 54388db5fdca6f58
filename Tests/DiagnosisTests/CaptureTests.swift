import Addresses
import Analysis
import NetworkModel
import PacketTrace
import TestSupport
import Testing

@testable import Diagnosis

/// What is made of packets that were captured from a pod to the card of its node, in a network where all is well but
/// what a test changes.
@Suite struct CaptureTests {
    private static let places = [("red", "eth0"), ("node", "v-red"), ("node", "br0"), ("node", "eth0")]

    private func capture(_ network: SmallNetwork, _ streams: [PacketCapture.Stream]) -> PacketCapture {
        var capture = PacketCapture(startedAt: "2026-01-01T00:00:01Z", milliseconds: 10_000, streams: streams)
        capture.places = Self.places.map { name, ifname in
            let link = network[name].links.rows.first { $0.ifname == ifname }
            return PacketCapture.Place(netns: network.id(name), ifindex: link?.ifindex ?? 0, ifname: ifname)
        }
        return capture
    }

    private func tuple(_ src: String, _ sport: UInt16, _ dst: String, _ dport: UInt16) throws -> ConntrackEntry.Tuple {
        var tuple = ConntrackEntry.Tuple(
            src: try #require(IPAddress(src)), dst: try #require(IPAddress(dst)), proto: 6)
        (tuple.sport, tuple.dport) = (sport, dport)
        return tuple
    }

    /// - Parameter counts: at each of the places, in the order of the packets; nil where none was seen.
    private func stream(
        _ tuples: [ConntrackEntry.Tuple], _ counts: [(place: Int, count: Int)], syns: Int = 0, resets: Int = 0,
        from start: Int = 0
    ) -> PacketCapture.Stream {
        var tcp = PacketCapture.TCP()
        (tcp.syns, tcp.resets) = (syns, resets)
        let sightings = zip(tuples, counts).enumerated().map { index, seen in
            PacketCapture.Sighting(
                place: seen.1.place, tuple: seen.0, packets: seen.1.count, recognised: seen.1.count,
                first: start + index, last: start + 5000, largest: 60)
        }
        return PacketCapture.Stream(sightings: sightings, tcp: tcp)
    }

    private func question(_ counts: [Int]) throws -> PacketCapture.Stream {
        let (inside, outside) = (
            try tuple("10.0.0.11", 4000, "11.0.0.1", 443), try tuple("192.0.2.2", 4000, "11.0.0.1", 443)
        )
        return stream(
            [inside, inside, inside, outside],
            counts.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element) },
            syns: 5)
    }

    private func answer() throws -> PacketCapture.Stream {
        let (inside, outside) = (
            try tuple("11.0.0.1", 443, "10.0.0.11", 4000), try tuple("11.0.0.1", 443, "192.0.2.2", 4000)
        )
        return stream([outside, inside, inside, inside], [(3, 5), (2, 5), (1, 5), (0, 5)], from: 100)
    }

    private func ladders(
        _ streams: [PacketCapture.Stream],
        _ change: (inout SmallNetwork, inout PacketCapture) -> Void = { _, _ in }
    ) throws -> [Ladder] {
        var network = SmallNetwork.pods()
        var capture = capture(network, streams)
        change(&network, &capture)
        network.change { $0.capture = capture }
        return try Diagnosed(network).diagnosis.analysis.ladders
    }

    private static func stopForwarding(_ network: inout SmallNetwork, _ capture: inout PacketCapture) {
        network["node"].sysctls["net.ipv4.ip_forward"] = .known("0")
        network.change("br0", in: "node") { $0.inet?.forwarding = 0 }
    }

    @Test func whatArrivesAndIsAnsweredIsWhole() throws {
        let ladders = try ladders([try question([5, 5, 5, 5]), try answer()])
        #expect(ladders.map { $0.rungs.map(\.seen) } == [[5, 5, 5, 5], [5, 5, 5, 5]])
        #expect(ladders.map { $0.rungs.map(\.place) } == [[0, 1, 2, 3], [3, 2, 1, 0]])
        #expect(ladders.allSatisfy { ladder in ladder.rungs.allSatisfy(\.isExpected) })
        #expect(ladders.allSatisfy { $0.loss == nil && $0.unexpected == nil && !$0.isUnanswered })
        #expect(ladders.map(\.isAnswer) == [false, true])
        #expect(ladders.map(\.words) == ["tcp 10.0.0.11:4000 -> 11.0.0.1:443", "tcp 11.0.0.1:443 -> 192.0.2.2:4000"])
    }

    @Test func aLossWhereTheSimulationStopsIsAsSimulated() throws {
        let ladder = try #require(try ladders([try question([5, 5, 5, 0])], Self.stopForwarding).first)
        let loss = try #require(ladder.loss)
        #expect((loss.lost, loss.after, loss.before) == (5, 2, nil))
        #expect(loss.dropPoint?.stage == .forward)
        #expect(ladder.isAsSimulated)
    }

    @Test func aLossThatNothingExplainsHasNoDropPoint() throws {
        let ladder = try #require(try ladders([try question([5, 5, 2, 2])]).first)
        let loss = try #require(ladder.loss)
        #expect((loss.lost, loss.after, loss.before) == (3, 1, 2))
        #expect(!ladder.isAsSimulated)
    }

    @Test func whatNeverShouldHaveGotThereIsUnexpected() throws {
        let ladder = try #require(try ladders([try question([5, 5, 5, 5])], Self.stopForwarding).first)
        #expect(ladder.unexpected?.place == 3)
        #expect(ladder.loss == nil)
    }

    @Test func aCaptureThatLostPacketsItselfProvesNothing() throws {
        let ladders = try ladders([try question([5, 5, 2, 2]), try answer()]) { _, capture in
            capture.places[2].missed = 1
        }
        #expect(ladders.allSatisfy { $0.loss == nil })
    }

    @Test func connectionsThatNobodyAnswersAreLostOutside() throws {
        #expect(try ladders([try question([5, 5, 5, 5])]).map(\.isUnanswered) == [true])
    }

    @Test(arguments: [true, false])
    func thePlacesLieOnTheWayOutBehindWhateverStopsPackets(forwards: Bool) throws {
        var network = SmallNetwork.pods()
        if !forwards {
            network["node"].sysctls["net.ipv4.ip_forward"] = .known("0")
            network.change("br0", in: "node") { $0.inet?.forwarding = 0 }
        }
        let plan = CapturePlan(try Diagnosed(network).diagnosis.analysis)
        #expect(plan.places.map(\.name) == ["eth0", "v-red", "br0", "eth0"])
        #expect(plan.places.map(\.isUntranslated) == [true, true, true, false])
    }
}
