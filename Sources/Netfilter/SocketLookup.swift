import Addresses
import NetworkModel
import SnapshotQuery

/// The sockets of a namespace that a packet finds, wherever it is for: nf_sk_lookup_slow_v4 and its IPv6 twin, as TPROXY
/// and the socket matches of both rule worlds use them. Whether a socket is transparent (IP_TRANSPARENT) is not known.
struct SocketLookup {
    let context: HookContext

    /// Those that the packet's own addresses and ports find; absent for what has no ports, and for none.
    func sockets(for packet: Packet) -> Observed<[Socket]> {
        guard let proto = packet.socketProtocol else { return .absent }
        guard let port = packet.transport.ports?.destination else {
            return .unknown("the port that the packet is for is not known")
        }
        return found { socket in
            guard socket.proto == proto, socket.sport == port else { return false }
            if socket.isListening { return socket.hears(packet.dst) }
            return socket.src.unmapped == packet.dst && socket.dst.unmapped == packet.src
                && (packet.transport.ports?.source).map { socket.dport == $0 } ?? true
        }
    }

    /// Those that listen where TPROXY leads the packet; absent for none.
    /// - Parameters:
    ///   - address: nil for any, since the device's own is meant.
    ///   - port: nil for the packet's own.
    func listeners(for packet: Packet, at address: IPAddress?, _ port: UInt16?) -> Observed<[Socket]> {
        guard let proto = packet.socketProtocol else { return .absent }
        guard let port = port ?? packet.transport.ports?.destination else {
            return .unknown("the port that the packet is for is not known")
        }
        return found { socket in
            socket.proto == proto && socket.sport == port && socket.isListening
                && (address.map(socket.hears) ?? true)
        }
    }

    private func found(_ isSought: (Socket) -> Bool) -> Observed<[Socket]> {
        switch context.query.sockets(context.point.netns) {
        case .known(let sockets):
            let found = sockets.filter(isSought)
            return found.isEmpty ? .absent : .known(found)
        case .absent: return .absent
        case .unknown(let reason): return .unknown(reason)
        }
    }
}

extension Packet {
    fileprivate var socketProtocol: Socket.`Protocol`? {
        switch transport {
        case .tcp: .tcp
        case .udp: .udp
        default: nil
        }
    }
}

extension Socket {
    /// Bound to this address or to all. An IPv6 socket takes IPv4 as ::ffff:a.b.c.d, unless it was told not to.
    public func hears(_ address: IPAddress) -> Bool {
        if family == address.family { return src.isUnspecified || src == address }
        guard family == .inet6, address.family == .inet, v6only != true else { return false }
        return src.isUnspecified || src.unmapped == address
    }
}

extension XtSocket {
    /// socket_match: sockets on all addresses do not count, unless they are asked for (`--nowildcard`).
    func matches(_ packet: Packet, _ context: HookContext) -> Match {
        switch SocketLookup(context: context).sockets(for: packet) {
        case .absent: .no
        case .unknown(let reason): .unknown(because: reason)
        case .known(let sockets) where !nowildcard && sockets.allSatisfy(\.src.isUnspecified): .no
        case .known: transparent ? .unknown(because: "whether the socket is transparent is not known") : .yes
        }
    }
}

extension XtIpsecPolicy {
    /// XT_POLICY_MATCH_NONE
    private static let none: UInt16 = 4

    /// policy_mt: without any IPsec no packet came through a policy, and none will.
    func matches(_ context: HookContext) -> Match {
        context.hasIpsec ? .unknown(because: "the match policy is not modelled") : Match(flags & Self.none != 0)
    }
}

extension HookContext {
    /// The namespace has IPsec policies.
    var hasIpsec: Bool { query.xfrm(point.netns).value.map { !$0.isEmpty } ?? false }
}
