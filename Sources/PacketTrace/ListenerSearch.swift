import Addresses
import Netfilter
import NetworkModel

/// Which socket takes a first packet: inet_lookup, udp4_lib_lookup and their IPv6 twins.
struct ListenerSearch {
    let packet: Packet
    let device: Int
    /// The VRF that it came in by.
    let vrf: Int?
    /// net.ipv4.tcp_l3mdev_accept, udp_l3mdev_accept: sockets that are bound to no device take what comes in by a VRF.
    let acceptsVRF: Bool

    private var proto: Socket.`Protocol` { if case .tcp = packet.transport { .tcp } else { .udp } }
    private var address: IPAddress { packet.proxy?.address ?? packet.dst }
    private var port: UInt16? { packet.proxy?.port ?? packet.transport.ports?.destination }

    /// The most specific first.
    func takers(among sockets: [Socket]) -> [Socket] {
        let open = sockets.filter {
            isOpen($0) && $0.hears(address) && isBound($0)
        }
        return open.sorted { score($0) > score($1) }
    }

    /// inet_bound_dev_eq
    private func isBound(_ socket: Socket) -> Bool {
        socket.ifindex == 0 ? vrf == nil || acceptsVRF : socket.ifindex == device || socket.ifindex == vrf
    }

    /// Why nobody takes it.
    func reason(among sockets: [Socket]) -> String {
        let what = "\(packet.transport.name) port \(port ?? 0)"
        let open = sockets.filter(isOpen)
        guard !open.isEmpty else { return "nothing listens on \(what)" }
        if open.contains(where: { $0.hears(address) && $0.ifindex == 0 }) {
            let setting = "net.ipv4.\(proto == .tcp ? "tcp" : "udp")_l3mdev_accept"
            return "\(what) is open, but for no VRF: its socket is bound to none, and \(setting) is 0"
        }
        let places = Set(open.map { $0.ifindex == 0 ? "\($0.src)" : "\($0.src) on device \($0.ifindex)" }).sorted()
        return "\(what) is open only on \(places.joined(separator: ", ")), not on \(address)"
    }

    private func isOpen(_ socket: Socket) -> Bool {
        guard socket.proto == proto || (proto == .tcp && socket.proto == .mptcp), socket.sport == port else {
            return false
        }
        return socket.isListening
    }

    private func score(_ socket: Socket) -> Int {
        (socket.src.isUnspecified ? 0 : 4) + (socket.ifindex == 0 ? 0 : 2) + (socket.family == address.family ? 1 : 0)
    }
}
