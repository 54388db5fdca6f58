import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// A port that a packet got to and that nobody there takes it from.
public struct RefusedPort: Sendable {
    /// Where the packet got to.
    public let netns: NetnsID
    /// TCP or UDP.
    public let proto: Socket.`Protocol`
    public let port: UInt16
    /// Where the packet went.
    public let address: IPAddress
    /// Namespaces that reserve the port for those whom it is translated to, as docker-proxy does.
    let reservedIn: Set<NetnsID>
    /// Namespaces that the packet came through.
    let way: Set<NetnsID>

    /// Sockets that wait on the port, of the whole namespace.
    public func openSockets(among sockets: [Socket]) -> [Socket] {
        sockets.filter {
            ($0.proto == proto || proto == .tcp && $0.proto == .mptcp) && $0.sport == port && $0.isListening
        }
    }
}

extension AskedPath {
    /// Nil where something else stops it, or nothing.
    public var refusedPort: RefusedPort? {
        guard let path = stopped, !isReplyStopped, let dropPoint = path.dropPoint, dropPoint.stage == .socket,
            dropPoint.object == .socket,
            let port = path.packet.transport.ports?.destination
        else { return nil }
        let reserved = path.hops.filter { $0.nat?.side == .destination && $0.nat?.before.dport == port }.map(\.netns)
        let isTCP = if case .tcp = path.packet.transport { true } else { false }
        return RefusedPort(
            netns: dropPoint.netns, proto: isTCP ? .tcp : .udp, port: port, address: path.packet.dst,
            reservedIn: Set(reserved),
            way: Set(path.hops.map(\.netns)))
    }
}

extension TargetAnalysis {
    /// Namespaces that a diagnosis met, besides the one in question, whose sockets are looked at.
    private static let mostPlaces = 64

    /// Other namespaces in which the port is open for others, among those that are known. Of those off the packet's way
    /// only what looks like a mistake: a well-known port is open in many, and one that rules lead to is where it belongs.
    public func places(of refused: RefusedPort) -> [(netns: NetnsID, socket: Socket)] {
        let others = query.snapshot.namespaces.keys.filter { $0 != refused.netns && !refused.reservedIn.contains($0) }
        let led = Set(
            refused.way.flatMap { routerCache.translations(in: $0) }.compactMap { rule in
                (rule.targetPort.map { [$0] } ?? rule.destinationPorts).contains(refused.port) ? rule.target : nil
            })
        return others.sorted().prefix(scope.isNode ? others.count : Self.mostPlaces).compactMap { id in
            let sockets = query.sockets(id).value ?? []
            guard let open = refused.openSockets(among: sockets).first(where: { !$0.src.unmapped.isLoopback }) else {
                return nil
            }
            if refused.way.contains(id) || query.namespace(id)?.isOwn == true { return (id, open) }
            let addresses = (query.addresses(id, refused.address.family).value ?? []).map(\.address)
            return refused.port < 1024 || addresses.contains(where: led.contains) ? nil : (id, open)
        }
    }
}
