import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

// What is said about a captured stream as a whole.

extension Ladder {
    /// `tcp 10.1.0.2:40000 -> 8.8.8.8:443`, as its sender made it; without the port that differs where there are several.
    public var words: String {
        let tuple = stream.sightings.first?.tuple
        return (flows == 1 ? tuple : tuple?.question(isAnswer: isAnswer))?.words ?? ""
    }

    /// `8.8.8.8:443/tcp`, as users ask for it; of what has no port the address.
    public var destination: String {
        guard let tuple = stream.sightings.first?.tuple else { return "" }
        guard let port = tuple.dport, tuple.proto == 6 || tuple.proto == 17 else { return "\(tuple.dst)" }
        return "\(tuple.dst.text(port: port))/\(tuple.proto == 6 ? "tcp" : "udp")"
    }

    /// What its packets look like at a place, where that is not what their sender made; nil where it is.
    public func translation(at place: Int) -> String? {
        guard let first = stream.sightings.first, let here = stream.sightings.first(where: { $0.place == place }),
            first.tuple != here.tuple
        else { return nil }
        return (flows == 1 ? here.tuple : here.tuple.question(isAnswer: isAnswer)).ends
    }

    /// The tunnel in which its packets travel at a place; nil for none.
    public func tunnel(at place: Int) -> String? {
        stream.sightings.first { $0.place == place }?.outer?.question(isAnswer: false).words
    }

    /// It answers the other one.
    public func isAnswer(to other: Ladder) -> Bool {
        isAnswer && !other.isAnswer && !counterparts.isDisjoint(with: other.members)
    }

    /// Its packets are for a group, or for everybody on the link.
    public var isForGroup: Bool {
        stream.sightings.first.map { $0.tuple.dst.isMulticast } ?? true
    }

    /// Every packet that was seen is the refusal of a connection.
    public var isRefusal: Bool { tcp.map { $0.resets > 0 && $0.resets == sent } ?? false }

    /// First packets of connections left by the last place where they should be seen, and nothing came back.
    public var isUnanswered: Bool {
        guard counterpart == nil, !isAnswer, loss == nil, unexpected == nil, let trace, trace.disposition == .leftNode
        else { return false }
        return (tcp?.syns ?? 0) > 0
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
        "\(Transport(self).name) \(ends)"
    }
}
