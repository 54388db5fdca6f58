import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

// What is said about captured streams in words: what each place saw, and who wants the packets.

extension Ladder {
    /// `tcp 10.1.0.2:40000 -> 8.8.8.8:443`, as its sender made it.
    public var words: String { stream.sightings.first?.tuple.words ?? "" }

    /// Packets that the first place saw.
    public var sent: Int { stream.sightings.first?.packets ?? 0 }

    /// Every packet that was seen is the refusal of a connection.
    public var isRefusal: Bool { stream.tcp.map { $0.resets > 0 && $0.resets == sent } ?? false }

    /// First packets of connections left by the last place where they should be seen, and nothing came back.
    public var isUnanswered: Bool {
        guard counterpart == nil, !isAnswer, loss == nil, unexpected == nil, let trace, trace.disposition == .leftNode
        else { return false }
        return (stream.tcp?.syns ?? 0) > 0
    }

    /// The simulation knows what stops them where they were lost.
    public var isAsSimulated: Bool { loss?.dropPoint != nil }
}

extension TargetAnalysis {
    /// Somebody waits for exactly these packets to arrive: the user, a socket, a resolver.
    public func isWanted(_ ladder: Ladder) -> Bool {
        let asking = ladder.isAnswer ? ladder.counterpart ?? ladder.stream : ladder.stream
        guard let tuple = asking.sightings.first?.tuple else { return false }
        return asked.contains { path in
            let flow = path.answer.flow
            return path.isWanted && flow.dst == tuple.dst && flow.transport.proto == tuple.proto
                && (flow.transport.ports?.destination == nil || flow.transport.ports?.destination == tuple.dport)
        }
    }

    /// `12 on veth-blue in blue, 12 on br0 in the host, 0 on eth0 in the host`
    public func sightings(_ ladder: Ladder) -> String {
        ladder.rungs.map { "\($0.seen) on \(capturePlace($0.place))" }.joined(separator: ", ")
    }

    /// `br0 in the host`
    public func capturePlace(_ index: Int) -> String {
        guard let places = query.snapshot.capture?.places, places.indices.contains(index) else { return "?" }
        return routerCache.name(of: LinkRef(places[index].netns, places[index].ifindex))
    }
}

extension ConntrackEntry.Tuple {
    /// `tcp 10.1.0.2:40000 -> 8.8.8.8:443`
    public var words: String {
        let name =
            proto == 6
            ? "tcp" : proto == 17 ? "udp" : proto == 1 ? "icmp" : proto == 58 ? "icmpv6" : "protocol \(proto)"
        return "\(name) \(Self.end(src, sport)) -> \(Self.end(dst, dport))"
    }

    private static func end(_ address: IPAddress, _ port: UInt16?) -> String {
        guard let port else { return "\(address)" }
        return address.family == .inet ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
