import Addresses
import NetworkModel
import SnapshotQuery

/// The local ports that a namespace has for connections from one of its addresses to one port of one host.
public struct PortPool: Sendable {
    public let netns: NetnsID
    /// The local address.
    public let src: IPAddress
    /// The far end's address.
    public let dst: IPAddress
    /// The far end's port.
    public let dport: UInt16
    /// Ports of the range that are taken for this far end, or bound by listeners.
    public let used: Int
    /// Ports in net.ipv4.ip_local_port_range that are not reserved.
    public let size: Int
    /// How many of them only wait for the end of TIME-WAIT.
    public let waiting: Int
}

extension TargetAnalysis {
    /// The fullest pool of each namespace that has TCP connections; nothing where its ports cannot be counted.
    func portPools(of id: NetnsID) -> [PortPool] {
        let tcp = (query.sockets(id).value ?? []).filter { $0.proto == .tcp }
        let ends = Dictionary(grouping: tcp.filter { $0.state != .listen && $0.state != .close && $0.dport != 0 }) {
            End(src: $0.src.unmapped, dst: $0.dst.unmapped, dport: $0.dport)
        }
        // Of equally full ones the first, so that each run says the same.
        let fullest = ends.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
        guard let (end, sockets) = fullest,
            let ports = ephemeralPorts(in: id)
        else { return [] }
        let bound = tcp.filter { $0.state == .listen }.map(\.sport)
        let used = Set(sockets.map(\.sport) + bound).filter(ports.contains)
        return [
            PortPool(
                netns: id, src: end.src, dst: end.dst, dport: end.dport, used: used.count, size: ports.count,
                waiting: sockets.filter { $0.state == .timeWait && ports.contains($0.sport) }.count)
        ]
    }

    private struct End: Hashable, Comparable {
        var src: IPAddress
        var dst: IPAddress
        var dport: UInt16

        static func < (a: End, b: End) -> Bool { (a.dport, a.dst, a.src) < (b.dport, b.dst, b.src) }
    }

    func ephemeralPorts(in id: NetnsID) -> EphemeralPorts? {
        let bounds = query.sysctl(id, "net.ipv4.ip_local_port_range").value?.split(whereSeparator: \.isWhitespace)
            .compactMap { UInt16($0) }
        guard let low = bounds?.first, let high = bounds?.last, low <= high,
            case .known(let reserved) = query.sysctl(id, "net.ipv4.ip_local_reserved_ports")
        else { return nil }
        return EphemeralPorts(low...high, reserved: reserved)
    }
}

/// The ports that the kernel picks from.
struct EphemeralPorts {
    private var isThere = [Bool](repeating: false, count: 65_536)
    let count: Int

    /// - Parameter reserved: `1-3,7`, as in net.ipv4.ip_local_reserved_ports.
    init(_ range: ClosedRange<UInt16>, reserved: String) {
        for port in range { isThere[Int(port)] = true }
        for part in reserved.split(separator: ",") {
            let ends = part.split(separator: "-").compactMap { UInt16($0.filter { !$0.isWhitespace }) }
            guard let first = ends.first, let last = ends.last, first <= last else { continue }
            for port in first...last { isThere[Int(port)] = false }
        }
        count = isThere.count { $0 }
    }

    func contains(_ port: UInt16) -> Bool { isThere[Int(port)] }
}
