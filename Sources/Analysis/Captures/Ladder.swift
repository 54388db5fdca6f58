import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// A captured stream beside its simulated packet: at which places it was seen, and where it should have been.
public struct Ladder: Sendable {
    /// One place of the capture.
    public struct Rung: Hashable, Sendable {
        /// Index into the places of the capture.
        public let place: Int
        /// Of the packets that the first place saw, those that were recognised here.
        public let seen: Int
        /// The simulated packet passes here.
        public let isExpected: Bool
    }

    /// Packets that one place saw and the next one should have seen, and did not.
    public struct Loss: Hashable, Sendable {
        public let lost: Int
        /// The last place that saw them, as an index into the rungs.
        public let after: Int
        /// The place that should have; nil where they were lost behind the last one.
        public let before: Int?
        /// What stops the simulated packet just there; nil where nothing does: kernel and simulation disagree.
        public let dropPoint: DropPoint?
    }

    public let stream: PacketCapture.Stream
    /// The other direction of the same flow; nil where nothing of it was seen.
    public let counterpart: PacketCapture.Stream?
    /// It answers the counterpart.
    public let isAnswer: Bool
    /// The simulated packet, in the same direction; nil where it could not be simulated, or chance decides its way.
    public let trace: Trace?
    /// In the order in which packets pass them: those that the simulated packet passes, then all others that saw any.
    public let rungs: [Rung]
    /// Nil where nothing is known to be lost.
    public let loss: Loss?
    /// A place that the simulated packet never comes to, by which real ones went; nil for none.
    public let unexpected: Rung?
}

extension TargetAnalysis {
    func findLadders() -> [Ladder] {
        guard let capture = query.snapshot.capture else { return [] }
        let tracer = PacketTracer(routerCache, rules: .all, tapsLinks: true)
        let pairs = StreamPairs(capture.streams)
        return capture.streams.enumerated().map { index, stream in
            let counterpart = pairs.counterpart(of: index)
            let isAnswer = pairs.isAnswer(index)
            let asking = isAnswer ? counterpart ?? stream : stream
            let trace = stream.quoted == nil ? self.trace(asking, isAnswer: isAnswer, capture, tracer) : nil
            return Ladder(stream, counterpart, isAnswer: isAnswer, trace, capture)
        }
    }

    private func trace(
        _ asking: PacketCapture.Stream, isAnswer: Bool, _ capture: PacketCapture, _ tracer: PacketTracer
    ) -> Trace? {
        guard let flow = flow(of: asking, capture) else { return nil }
        let ways = tracer.answer(flow).traces
        guard let way = ways.first, ways.count == 1 else { return nil }
        guard isAnswer else { return way.forward }
        return way.replies.count == 1 ? way.replies.first : nil
    }

    /// The packet as its sender made it, or as it came in where it was seen first.
    private func flow(of stream: PacketCapture.Stream, _ capture: PacketCapture) -> PathFlow? {
        guard let first = stream.sightings.first, capture.places.indices.contains(first.place) else { return nil }
        let place = capture.places[first.place]
        let isOwn = (query.addresses(place.netns, first.tuple.src.family).value ?? []).contains {
            $0.address == first.tuple.src
        }
        return PathFlow(
            from: place.netns, src: first.tuple.src, to: first.tuple.dst, Transport(first.tuple),
            iif: isOwn ? nil : place.ifindex)
    }
}

extension Transport {
    /// A packet of the same kind, as senders begin.
    init(_ tuple: ConntrackEntry.Tuple) {
        let ports = Ports(source: tuple.sport, destination: tuple.dport)
        let icmp = ICMP(type: tuple.icmpType ?? 0, code: tuple.icmpCode ?? 0, id: tuple.icmpId)
        switch tuple.proto {
        case 6: self = .tcp(TCP(ports: ports, flags: Self.TCP.syn))
        case 17: self = .udp(ports)
        case 1: self = .icmp(icmp)
        case 58: self = .icmpv6(icmp)
        case 132, 33, 136: self = .ported(tuple.proto, ports)
        case let proto: self = .other(proto)
        }
    }
}

extension Ladder {
    init(
        _ stream: PacketCapture.Stream, _ counterpart: PacketCapture.Stream?, isAnswer: Bool, _ trace: Trace?,
        _ capture: PacketCapture
    ) {
        self.stream = stream
        self.counterpart = counterpart
        self.isAnswer = isAnswer
        self.trace = trace
        let rungs = Self.rungs(stream, trace, capture)
        self.rungs = rungs
        let isWhole = capture.places.allSatisfy { $0.missed == 0 }
        loss = trace.flatMap { isWhole ? Self.loss(rungs, $0, capture) : nil }
        unexpected = trace.flatMap { trace in
            trace.disposition == .unknown ? nil : rungs.first { !$0.isExpected && $0.seen > 0 }
        }
    }

    private static func rungs(_ stream: PacketCapture.Stream, _ trace: Trace?, _ capture: PacketCapture) -> [Rung] {
        let seen = Dictionary(stream.sightings.map { ($0.place, $0.recognised) }, uniquingKeysWith: max)
        let places = Dictionary(
            capture.places.enumerated().map { (LinkRef($1.netns, $1.ifindex), $0) },
            uniquingKeysWith: { first, _ in first })
        var known: Set<Int> = []
        let way = (trace?.taps ?? []).compactMap { places[$0.link] }.filter { known.insert($0).inserted }
        // What its sender did before the first place is not known.
        let begin = stream.sightings.first.flatMap { first in way.firstIndex(of: first.place) } ?? 0
        let beside = stream.sightings.map(\.place).filter { known.insert($0).inserted }
        return way[begin...].map { Rung(place: $0, seen: seen[$0] ?? 0, isExpected: true) }
            + beside.map { Rung(place: $0, seen: seen[$0] ?? 0, isExpected: false) }
    }

    private static func loss(_ rungs: [Rung], _ trace: Trace, _ capture: PacketCapture) -> Loss? {
        let way = rungs.filter(\.isExpected)
        for (index, (rung, next)) in zip(way, way.dropFirst()).enumerated() where next.seen < rung.seen {
            return Loss(lost: rung.seen - next.seen, after: index, before: index + 1, dropPoint: nil)
        }
        // A refusal is an answer: the packet got where it should.
        guard let dropPoint = trace.dropPoint, trace.disposition != .unknown, dropPoint.stage != .socket,
            let last = way.last, last.seen > 0, !rungs.contains(where: { !$0.isExpected && $0.seen > 0 })
        else { return nil }
        return Loss(lost: last.seen, after: way.count - 1, before: nil, dropPoint: dropPoint)
    }
}
