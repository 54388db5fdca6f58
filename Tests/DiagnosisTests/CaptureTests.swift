import Addresses
import Analysis
import NetworkModel
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
        let sightings = zip(tuples, counts).enumerated().map { index, seen -> PacketCapture.Sighting in
            var sighting = PacketCapture.Sighting(
                place: seen.1.place, tuple: seen.0, packets: seen.1.count, recognised: seen.1.count,
                first: start + index, last: start + 5000, largest: 60)
            sighting.isOutgoing = false
            return sighting
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

    private func said(
        _ streams: [PacketCapture.Stream], solicitations: [PacketCapture.Solicitation] = [],
        _ change: (inout SmallNetwork) -> Void = { _ in }
    ) throws -> Diagnosed {
        var network = SmallNetwork.pods()
        change(&network)
        var capture = capture(network, streams)
        capture.solicitations = solicitations
        network.change { $0.capture = capture }
        return try Diagnosed(network)
    }

    @Test func whatArrivesAndIsAnsweredIsSilent() throws {
        let said = try said([try question([5, 5, 5, 5]), try answer()])
        #expect(said.words == [])
        #expect(said.report.verdict == .ok)
        let streams = try #require(said.report.capture?.streams)
        #expect(streams.map { $0.rungs.map(\.seen) } == [[5, 5, 5, 5], [5, 5, 5, 5]])
        #expect(streams.map { $0.rungs.map(\.place) } == [[0, 1, 2, 3], [3, 2, 1, 0]])
        #expect(streams.allSatisfy { stream in stream.rungs.allSatisfy(\.isExpected) })
        #expect(streams.map(\.isAnswer) == [false, true])
        #expect(streams.map(\.flow) == ["tcp 10.0.0.11:4000 -> 11.0.0.1:443", "tcp 11.0.0.1:443 -> 192.0.2.2:4000"])
    }

    @Test func aLossWhereTheSimulationStopsIsProofOfItsCause() throws {
        let said = try said([try question([5, 5, 5, 0])]) { network in
            network["node"].sysctls["net.ipv4.ip_forward"] = .known("0")
            network.change("br0", in: "node") { $0.inet?.forwarding = 0 }
        }
        let stream = try #require(said.report.capture?.streams.first)
        #expect((stream.lost, stream.lostAfter) == (5, 2))
        #expect(stream.stoppedBy?.stage == "forward")
        #expect(!said.rootCauses.contains { $0.hasPrefix("capture") }, "\(said.words)")
        #expect(!said.rootCauses.isEmpty)
        #expect(said.report.findings.contains { $0.id == "capture-loss-point" })
    }

    @Test func aLossThatNothingExplainsIsSaid() throws {
        let said = try said([try question([5, 5, 2, 2])])
        #expect(said.rootCauses == ["capture-model-disagrees"], "\(said.words)")
        let finding = try said.finding("capture-model-disagrees")
        #expect(finding.summary.contains("behind v-red in node, before br0 in node"), "\(finding.summary)")
        #expect(said.report.verdict == .warn)
    }

    /// - Parameter dst: whom the packets are for that were dropped.
    private func dropped(
        _ counts: [Int], by symbol: String = "ip_forward", reason: String? = nil, to dst: String = "11.0.0.1",
        _ change: (inout SmallNetwork) -> Void = { _ in }
    ) throws -> Diagnosed {
        var network = SmallNetwork.pods()
        change(&network)
        var capture = capture(network, [try question(counts)])
        let header = try tuple("10.0.0.11", 4000, dst, 443)
        capture.drops = [
            PacketCapture.Drop(symbol: symbol, reason: reason, ifname: "br0", tuple: header, packets: 5)
        ]
        network.change { $0.capture = capture }
        return try Diagnosed(network)
    }

    @Test func aDropWhereTheSimulationStopsFollowsFromItsCause() throws {
        let said = try dropped([5, 5, 5, 0]) { network in
            network["node"].sysctls["net.ipv4.ip_forward"] = .known("0")
            network.change("br0", in: "node") { $0.inet?.forwarding = 0 }
        }
        #expect(said.rootCauses == ["forwarding-off-per-interface"], "\(said.words)")
        let finding = try said.finding("capture-drop-reason")
        #expect(finding.summary.contains("5 packets of tcp 10.0.0.11:4000 -> 11.0.0.1:443 while it was forwarded"))
        #expect(said.report.capture?.drops?.first?.stoppedBy?.stage == "forward")
    }

    @Test func aDropThatNothingExplainsIsTheCauseOfTheLoss() throws {
        let said = try dropped([5, 5, 5, 0], by: "nft_do_chain", reason: "NETFILTER_DROP")
        #expect(said.rootCauses == ["capture-drop-reason"], "\(said.words)")
        #expect(try said.finding("capture-drop-reason").summary.contains("the simulation knows nothing that does so"))
    }

    @Test(arguments: [("11.0.0.1", [5, 5, 5, 5]), ("11.0.0.2", [5, 5, 5, 0])])
    func aDropOfWhatIsNotLostIsNoFinding(dst: String, counts: [Int]) throws {
        let said = try dropped(counts, by: "nft_do_chain", reason: "NETFILTER_DROP", to: dst)
        #expect(!said.report.findings.contains { $0.id == "capture-drop-reason" }, "\(said.words)")
    }

    /// A snapshot may say anything.
    @Test func dropsOfOneFlowAreOneAndNeverTooMany() throws {
        var network = SmallNetwork.pods()
        var capture = capture(network, [try question([5, 5, 5, 0])])
        let header = try tuple("10.0.0.11", 4000, "11.0.0.1", 443)
        capture.drops = [Int.max, 1].map {
            PacketCapture.Drop(symbol: "nft_do_chain", reason: nil, ifname: nil, tuple: header, packets: $0)
        }
        network.change { $0.capture = capture }
        let analysis = try Diagnosed(network).diagnosis.analysis
        #expect(analysis.mergedDrops.map(\.drop.packets) == [.max])
    }

    @Test func aFunctionThatNobodyKnowsIsNoFinding() throws {
        let said = try dropped([5, 5, 5, 0], by: "some_function", reason: "SOME_WORD")
        #expect(!said.report.findings.contains { $0.id == "capture-drop-reason" }, "\(said.words)")
        #expect(said.report.capture?.drops?.map(\.words) == [nil])
    }

    @Test func whatTheWholeMachineDropsIsNobodys() throws {
        var network = SmallNetwork.pods()
        var capture = capture(network, [try question([5, 5, 5, 5]), try answer()])
        capture.machineDrops = MachineDrops(
            places: [.init(symbol: nil, reason: "NETFILTER_DROP", proto: 0x0800, frames: 5)], missed: 3)
        network.change { $0.capture = capture }
        let said = try Diagnosed(network)
        #expect(said.words == [])
        #expect(said.report.capture?.machineDrops?.map(\.words) == ["by a rule of netfilter"])
        #expect(said.report.capture?.machineDrops?.map(\.proto) == ["IPv4"])
        #expect(said.report.capture?.missedMachineDrops == 3)
    }

    @Test func whatNeverShouldHaveGotThereIsSaid() throws {
        let said = try said([try question([5, 5, 5, 5])]) { network in
            network["node"].sysctls["net.ipv4.ip_forward"] = .known("0")
            network.change("br0", in: "node") { $0.inet?.forwarding = 0 }
        }
        let finding = try said.finding("capture-model-disagrees")
        #expect(finding.summary.contains("eth0 in node"), "\(finding.summary)")
    }

    @Test func aCaptureThatLostPacketsItselfProvesNothing() throws {
        var network = SmallNetwork.pods()
        var capture = capture(network, [try question([5, 5, 2, 2]), try answer()])
        capture.places[2].missed = 1
        network.change { $0.capture = capture }
        let said = try Diagnosed(network)
        #expect(said.words == [])
    }

    @Test func connectionsThatNobodyAnswersAreLostOutside() throws {
        let said = try said([try question([5, 5, 5, 5])])
        let finding = try said.finding("capture-unanswered")
        #expect(finding.certainty == .likely)
        #expect(finding.summary.contains("left by eth0 in node"), "\(finding.summary)")
    }

    @Test func questionsThatNobodyAnswersAreCounted() throws {
        let (own, router) = (try #require(IPAddress("10.0.0.11")), try #require(IPAddress("10.0.0.1")))
        let asked = PacketCapture.Solicitation(place: 0, sender: own, target: router, questions: 3, answers: 0)
        let answered = PacketCapture.Solicitation(place: 1, sender: own, target: router, questions: 3, answers: 1)
        let said = try said([try question([5, 5, 5, 5]), try answer()], solicitations: [asked, answered])
        #expect(said.words.count == 1)
        #expect(try said.finding("capture-arp-unanswered").summary.contains("asked 3 times on eth0 in red"))
    }

    @Test func whatComesFromWhereNobodyLookedIsNotJudged() throws {
        let stray = try tuple("10.0.0.77", 4000, "10.0.0.11", 80)
        var stream = stream([stray], [(1, 5)], syns: 5)
        stream.sightings[0].isOutgoing = true
        let said = try said([stream])
        #expect(said.words == [])
        #expect(said.report.capture?.streams.map { $0.rungs.map(\.isExpected) } == [[false]])
    }

    @Test func flowsOfOneQuestionThatFaredAlikeAreSaidOnce() throws {
        var other = try question([5, 5, 5, 0])
        for index in other.sightings.indices { other.sightings[index].tuple.sport = 4001 }
        let said = try said([try question([5, 5, 5, 0]), other]) { network in
            network["node"].sysctls["net.ipv4.ip_forward"] = .known("0")
            network.change("br0", in: "node") { $0.inet?.forwarding = 0 }
        }
        let streams = try #require(said.report.capture?.streams)
        #expect(streams.map(\.flow) == ["tcp 10.0.0.11 -> 11.0.0.1:443"])
        #expect(streams.map { [$0.flows, $0.sent, $0.lost, $0.lostAfter ?? -1] } == [[2, 10, 10, 2]])
        #expect(streams[0].rungs.map(\.seen) == [10, 10, 10, 0])
    }

    @Test(arguments: [("tcp port 443", true), ("tcp[13] & 2 != 0", false), ("inbound", false), ("less 100", false)])
    func aLossIsKnownOnlyWhereTheFilterTakesTheSameEverywhere(filter: String, isKnown: Bool) throws {
        var network = SmallNetwork.pods()
        var capture = capture(network, [try question([5, 5, 2, 2]), try answer()])
        capture.filter = filter
        network.change { $0.capture = capture }
        #expect(try Diagnosed(network).words.isEmpty != isKnown)
    }

    @Test(arguments: [true, false])
    func thePlacesLieOnTheWayOutBehindWhateverStopsPackets(forwards: Bool) throws {
        var network = SmallNetwork.pods()
        if !forwards {
            network["node"].sysctls["net.ipv4.ip_forward"] = .known("0")
            network.change("br0", in: "node") { $0.inet?.forwarding = 0 }
        }
        let plan = CapturePlan(try Diagnosed(network).diagnosis.analysis)
        #expect(plan.places.map(\.ifname) == ["eth0", "v-red", "br0", "eth0"])
        #expect(plan.places.map(\.isUntranslated) == [true, true, true, false])
    }
}
