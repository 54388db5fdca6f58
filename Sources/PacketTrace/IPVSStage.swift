import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

/// A connection to a service of IPVS (`struct ip_vs_conn`), as answers to it look in one namespace.
struct LearnedService: Hashable {
    var netns: NetnsID
    /// From the server to the client.
    var answer: Connection.Tuple
    var service: IPAddress
    var port: UInt16
}

extension PacketTracer {
    /// ip_vs_in, which sees what is for this namespace: a way to each server that may be picked, or the end of a packet
    /// that a service has no server for, which its sender is told (ip_vs_leave); nil for what is no service's.
    func ipvs(_ flight: PacketInFlight, _ ref: LinkRef) throws(NotKnown) -> [PacketInFlight]? {
        let packet = flight.packet
        guard let port = packet.transport.ports?.destination, let proto = packet.transport.proto,
            let services = try known(query.ipvs(ref.netns), "services of IPVS")
        else { return nil }
        let service = services.first { service in
            service.proto == proto && service.address == packet.dst && (service.port == port || service.port == 0)
        }
        guard let service else { return nil }
        let what = "\(packet.dst) \(packet.transport.name) \(port)"
        let servers = service.servers.filter { $0.weight > 0 }
        guard !servers.isEmpty else {
            let dropPoint = DropPoint(
                ref.netns, .hook, .table, "ip_vs", "IPVS has no real server for \(what)", link: ref)
            return [flight.ended(.rejected, dropPoint)]
        }
        guard try !link(ref).isLoopback else {
            throw NotKnown("IPVS hands what this namespace itself sends to \(what) to a server, which is not followed")
        }
        let isTracked = try setting(TraceSettings.ipvsConntrack, in: ref.netns) == 1
        return try servers.map { server throws(NotKnown) in
            guard server.forwarding == .masquerade else {
                throw NotKnown("IPVS hands \(what) to \(server.address) without translation, which is not followed")
            }
            var way = handed(flight, to: server, of: service, isTracked: isTracked, ref)
            if servers.count > 1 { way.assumptions.append("IPVS picks \(server.address)") }
            return way
        }
    }

    /// ip_vs_nat_xmit: routed anew, and shown to the output hook.
    private func handed(
        _ flight: PacketInFlight, to server: IPVSService.Server, of service: IPVSService, isTracked: Bool,
        _ ref: LinkRef
    ) -> PacketInFlight {
        let port = flight.packet.transport.ports?.destination ?? service.port
        var way = flight.with(
            Hop(
                ref.netns, .hook, link: ref, name: name(ref.netns, ref.ifindex), .forward,
                because: "IPVS hands it to \(server.address) port \(server.port == 0 ? port : server.port)"))
        way.packet.dst = server.address
        if server.port != 0 { way.packet.transport.ports?.destination = server.port }
        way.packet.input = .absent
        way.packet.ttl = way.packet.ttl.map { $0 &- 1 }
        let answer = Connection.Tuple(way.packet).swapped
        way.learned.services.insert(
            LearnedService(netns: ref.netns, answer: answer, service: service.address, port: port))
        // ip_vs_update_conntrack, ip_vs_notrack
        if isTracked, case .tracked(var connection) = way.packet.tracking {
            connection.reply = answer
            connection.status.subtract([.sourceNATDone, .confirmed])
            way.learned.connections.record(connection, in: ref.netns)
            way.packet.tracking = .tracked(connection)
        } else {
            way.packet.tracking = .untracked
        }
        way.isRelayed = true
        return way.at(.send(ref.netns))
    }

    /// ip_vs_out, past the rules of the forward hook: what a server answers looks as if the service had sent it.
    func servedByIPVS(_ flight: PacketInFlight, _ id: NetnsID) -> PacketInFlight {
        let tuple = Connection.Tuple(flight.packet)
        guard let known = flight.learned.services.first(where: { $0.netns == id && $0.answer == tuple }) else {
            return flight
        }
        var answer = flight.with(
            Hop(id, .hook, .forward, because: "IPVS makes it an answer of \(known.service) port \(known.port)"))
        answer.packet.src = known.service
        answer.packet.transport.ports?.source = known.port
        if case .tracked(let connection) = answer.packet.tracking, connection.direction == .reply { return answer }
        answer.packet.tracking = .untracked
        return answer
    }
}
