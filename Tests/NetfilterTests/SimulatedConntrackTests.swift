import Addresses
import NetworkModel
import Testing
@testable import Netfilter
@testable import SnapshotQuery

/// Simulated NAT: what a reply looks like, and that it is undone.
@Suite struct SimulatedConntrackTests {
    private let netns = NetnsID(inode: 1)
    private let query = SnapshotQuery(Snapshot(tool: "test", startedAt: "", host: .init(name: "", kernel: "6.18")))

    private func ip(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    private func rule(_ chain: String) -> RuleReference {
        RuleReference(netns: netns, backend: .nft, family: .ip, table: "nat", chain: chain, place: .handle(1), text: "")
    }

    private func look(_ packet: inout Packet, _ connections: inout LearnedConnections) {
        _ = SimulatedConntrack(netns: netns, query: query, flows: nil).look(&packet, zone: 0, &connections)
    }

    @Test func aPublishedPortIsUndoneForTheReply() throws {
        var connections = LearnedConnections()
        var packet = Packet(
            src: try ip("192.0.2.9"), dst: try ip("192.0.2.1"),
            transport: .tcp(.init(ports: .init(source: 4000, destination: 80), flags: Transport.TCP.syn)))
        look(&packet, &connections)
        let target = try ip("10.1.0.11")
        let request = NATRequest(.destination, to: .addresses(target...target), ports: 8080...8080, by: rule("pre"))
        SimulatedConntrack.set(request, address: target, &packet, &connections, netns)
        SimulatedConntrack.translate(.destination, &packet)
        #expect(packet.dst == target)
        #expect(packet.transport.ports?.destination == 8080)

        var reply = Packet(
            src: target, dst: try ip("192.0.2.9"),
            transport: .tcp(.init(ports: .init(source: 8080, destination: 4000), flags: Transport.TCP.synAck)))
        look(&reply, &connections)
        guard case .tracked(let connection) = reply.tracking else { Issue.record("not tracked"); return }
        #expect(connection.direction == .reply)
        #expect(connection.state == .established)
        SimulatedConntrack.translate(.destination, &reply)
        #expect(reply.dst == (try ip("192.0.2.9")))
        SimulatedConntrack.translate(.source, &reply)
        #expect(reply.src == (try ip("192.0.2.1")))
        #expect(reply.transport.ports == .init(source: 80, destination: 4000))
    }

    /// icmpv6_error: neighbour discovery and group management have no entry, and are not invalid for that.
    @Test(arguments: [130, 131, 132, 133, 134, 135, 136, 143] as [UInt8])
    func neighbourDiscoveryIsUntracked(type: UInt8) throws {
        var connections = LearnedConnections()
        var packet = Packet(src: try ip("fd00::1"), dst: try ip("fd00::2"), transport: .icmpv6(.init(type: type)))
        look(&packet, &connections)
        #expect(packet.tracking == .untracked)
    }

    /// Who sees only the answers of pings takes them for invalid, as the kernel does (valid_new).
    @Test(arguments: [(8, true), (13, true), (0, false), (14, false), (3, false)] as [(UInt8, Bool)])
    func onlyQuestionsBeginAConnection(type: UInt8, isTracked: Bool) throws {
        var connections = LearnedConnections()
        var packet = Packet(
            src: try ip("10.0.0.1"), dst: try ip("10.0.0.2"), transport: .icmp(.init(type: type, id: 7)))
        look(&packet, &connections)
        #expect((packet.tracking == .none) == !isTracked)
    }

    @Test(arguments: [(128, true), (129, false), (140, false)] as [(UInt8, Bool)])
    func onlyQuestionsBeginOneOfIPv6(type: UInt8, isTracked: Bool) throws {
        var connections = LearnedConnections()
        var packet = Packet(
            src: try ip("fd00::1"), dst: try ip("fd00::2"), transport: .icmpv6(.init(type: type, id: 7)))
        look(&packet, &connections)
        #expect((packet.tracking == .none) == !isTracked)
    }

    @Test func aStrayRedirectIsInvalid() throws {
        var connections = LearnedConnections()
        var packet = Packet(src: try ip("fd00::1"), dst: try ip("fd00::2"), transport: .icmpv6(.init(type: 137)))
        look(&packet, &connections)
        #expect(packet.tracking == .none)
    }

    @Test func anErrorFindsTheConnectionThatItQuotes() throws {
        var connections = LearnedConnections()
        var packet = Packet(
            src: try ip("10.1.0.11"), dst: try ip("192.0.2.9"), transport: .udp(.init(source: 5000, destination: 53)))
        look(&packet, &connections)
        let own = try ip("192.0.2.1")
        SimulatedConntrack.set(
            NATRequest(.source, to: .masquerade, by: rule("post")), address: own, &packet, &connections, netns)
        SimulatedConntrack.translate(.source, &packet)
        #expect(packet.src == own)

        var error = Packet(src: try ip("192.0.2.254"), dst: own, transport: .icmp(.init(type: 3, code: 4)))
        error.quoted = Connection.Tuple(packet)
        look(&error, &connections)
        guard case .tracked(let connection) = error.tracking else { Issue.record("not tracked"); return }
        #expect(connection.state == .related)
        SimulatedConntrack.translate(.destination, &error)
        #expect(error.dst == (try ip("10.1.0.11")))
        #expect(error.quoted?.src == (try ip("10.1.0.11")))
    }

    @Test func aStrayAnswerBeginsNothing() throws {
        var connections = LearnedConnections()
        var packet = Packet(
            src: try ip("10.1.0.11"), dst: try ip("10.1.0.12"),
            transport: .tcp(.init(ports: .init(source: 80, destination: 4000), flags: Transport.TCP.synAck)))
        look(&packet, &connections)
        #expect(packet.tracking == .none)
    }
}
