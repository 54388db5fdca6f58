import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

/// Connections of a subject that a router translates and may forget before either end says something.
public struct IdleConnections: Sendable {
    public let netns: NetnsID
    /// The router that translates for it.
    public let router: NetnsID
    /// One of them: the first by its far end.
    public let socket: Socket
    /// How many there are.
    public let count: Int
    /// Seconds after which the router forgets an established connection that is silent.
    public let timeout: Int
    /// Seconds after which the namespace asks whether a silent connection is still there, if a program wants that.
    public let keepalive: Int
}

extension TargetAnalysis {
    /// Settings are read only where a subject has connections that leave its network by a router with NAT.
    func findIdleConnections() -> [IdleConnections] {
        scope.isNode ? [] : scope.subjects.flatMap { id in translators(of: id).compactMap { idle(id, by: $0) } }
    }

    /// Namespaces that change addresses of what the subject sends to the outside.
    private func translators(of id: NetnsID) -> [NetnsID] {
        let ways = asked.filter { $0.subject == id && $0.question == .outside }.compactMap { $0.way?.forward }
        return Set(ways.flatMap(\.hops).filter { $0.nat != nil && $0.netns != id }.map(\.netns)).sorted()
    }

    private func idle(_ id: NetnsID, by router: NetnsID) -> IdleConnections? {
        let open = (query.sockets(id).value ?? []).filter { socket in
            guard socket.proto == .tcp, socket.state == .established else { return false }
            let far = socket.dst.unmapped
            return far.isGlobal && isBehindGateway(far, id)
        }
        guard !open.isEmpty,
            let timeout = seconds("net.netfilter.nf_conntrack_tcp_timeout_established", in: router),
            let keepalive = seconds("net.ipv4.tcp_keepalive_time", in: id), timeout < keepalive
        else { return nil }
        // A program may ask more often than its namespace would.
        let silent = open.filter { socket in socket.keepalive.map { Int($0) > timeout * 1000 } ?? true }
        let first = silent.min { ($0.dst.description, $0.dport, $0.sport) < ($1.dst.description, $1.dport, $1.sport) }
        return first.map {
            IdleConnections(
                netns: id, router: router, socket: $0, count: silent.count, timeout: timeout, keepalive: keepalive)
        }
    }

    private func isBehindGateway(_ address: IPAddress, _ id: NetnsID) -> Bool {
        let decision = routerCache.lookup(RouteFlow(dst: address), in: id).value
        return decision.map { $0.error == nil && $0.gateway != nil } ?? false
    }

    private func seconds(_ name: String, in id: NetnsID) -> Int? { query.sysctl(id, name).value.flatMap { Int($0) } }
}
