import Addresses
import NetworkModel
import Routing
import SnapshotQuery

/// One `nameserver` line, and whether a query could reach it.
public struct Nameserver: Sendable {
    /// The namespace whose processes ask it.
    public let netns: NetnsID
    public let address: IPAddress
    /// The file is the machine's own, shared by everything that has none of its own.
    public let isHostFile: Bool
    /// The file that names it.
    public let path: String
    /// Someone in the namespace listens on UDP 53 at that address.
    public let hasListener: Observed<Bool>
    /// How a query over UDP is routed.
    public let decision: Observed<RouteDecision>
    /// State of the next hop or of the server itself on the link; absent where no entry exists.
    public let neighbor: Observed<Neighbor>

    /// It is asked inside the namespace, if anybody listens there.
    public var isLoopback: Bool { address.isLoopback }
}

extension RouterCache {
    /// The three name servers that resolv.conf(5) lets the resolver use.
    public func nameservers(of id: NetnsID, _ files: ResolverFiles) -> [Nameserver] {
        guard case .known(let conf) = files.resolvConf else { return [] }
        return conf.nameservers.prefix(3).map { address in
            let decision = lookup(RouteFlow(dst: address, proto: 17, dport: 53), in: id)
            let hop = decision.value.flatMap { $0.error == nil && !$0.isLocal ? $0.path : nil }
            let neighbor: Observed<Neighbor> =
                hop?.ifindex.map { query.neighbor(LinkRef(id, $0), hop?.gateway ?? address) } ?? .absent
            return Nameserver(
                netns: id, address: address, isHostFile: files.isHostFile, path: files.path,
                hasListener: address.isLoopback || decision.value?.isLocal == true
                    ? hasResolver(at: address, in: id) : .known(false),
                decision: decision, neighbor: neighbor)
        }
    }

    /// Docker's embedded resolver sits on high ports of 127.0.0.11 behind a NAT rule, so any socket there counts.
    private func hasResolver(at address: IPAddress, in id: NetnsID) -> Observed<Bool> {
        query.sockets(id).map { sockets in
            sockets.contains { socket in
                guard socket.isListening else { return false }
                if socket.src == address && (socket.sport == 53 || address == Self.dockerResolver) { return true }
                let isWildcard = socket.src.isUnspecified && socket.sport == 53 && socket.proto != .raw
                return isWildcard
                    && (socket.family == address.family || (socket.family == .inet6 && socket.v6only != true))
            }
        }
    }

    private static let dockerResolver = IPAddress(family: .inet, bits: 0x7f00_000b)
}
