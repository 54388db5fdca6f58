import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

extension Questions {
    /// Connections that were asked for and not answered yet, and those that send again and again what nobody confirms, each
    /// address and port once. The packet has the socket's own port, so that what conntrack remembers of it counts; a
    /// connection that is merely being made, or slow, is answered here.
    func stuck(_ id: NetnsID) -> [AskedPath] {
        var seen: Set<String> = []
        let waiting = (analysis.query.sockets(id).value ?? []).filter { socket in
            socket.isStuck && seen.insert("\(socket.dst) \(socket.dport)").inserted
        }
        return waiting.prefix(Self.most).map { socket in
            let ports = Transport.Ports(source: socket.sport, destination: socket.dport)
            let flow = PathFlow(
                from: id, src: socket.src.unmapped, to: socket.dst.unmapped,
                .tcp(.init(ports: ports, flags: Transport.TCP.syn)),
                oif: socket.ifindex == 0 ? nil : socket.ifindex)
            return ask(.stuck, id, flow)
        }
    }
}

extension Socket {
    fileprivate var isStuck: Bool {
        guard proto == .tcp else { return false }
        return state == .synSent
            || state == .established && wqueue > 0 && retransmits != nil && !dst.unmapped.isLoopback
    }
}
