import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// ip_vs_in, which sees what is for this namespace: the end of a packet that a service has no server for, which its sender
    /// is told (ip_vs_leave); nil for what is no service's. Who gets the others is not followed.
    func ipvs(_ flight: PacketInFlight, _ ref: LinkRef) throws(NotKnown) -> PacketInFlight? {
        let packet = flight.packet
        guard let port = packet.transport.ports?.destination, let proto = packet.transport.proto,
            let services = try known(query.ipvs(ref.netns), "services of IPVS")
        else { return nil }
        let service = services.first { service in
            service.proto == proto && service.address == packet.dst && (service.port == port || service.port == 0)
        }
        guard let service else { return nil }
        let what = "\(packet.dst) \(packet.transport.name) \(port)"
        guard service.servers.allSatisfy({ $0.weight == 0 }) else {
            throw NotKnown("IPVS hands \(what) to one of its real servers, which is not followed")
        }
        return flight.ended(
            .rejected,
            DropPoint(ref.netns, .hook, .table, "ip_vs", "IPVS has no real server for \(what)", link: ref))
    }
}
