import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// A captured stream beside its simulated packet: at which places it was seen, and where it should have been.
public struct Ladder: Sendable {
    /// One place of the capture.
    public struct Rung: Hashable, Sendable {
        /// Whether the simulated packet passes there.
        public enum Manner: Hashable, Sendable {
            case passes
            /// It would, if nothing stopped it before.
            case behindTheStop
            case elsewhere
        }

        /// Index into the places of the capture.
        public let place: Int
        /// Of the packets that the first place saw, those that were recognised here.
        public internal(set) var seen: Int
        public let manner: Manner

        /// The simulated packet passes here.
        public var isExpected: Bool { manner == .passes }
    }

    /// Packets that one place saw and the next one should have seen, and did not.
    public struct Loss: Hashable, Sendable {
        public internal(set) var lost: Int
        /// The last place that saw them, as an index into the rungs.
        public let after: Int
        /// The next place, which did not; nil where they were lost behind the last one.
        public let before: Int?
        /// What stops the simulated packet just there; nil where nothing does: kernel and simulation disagree.
        public let dropPoint: DropPoint?
    }

    /// The first of those that fared alike.
    public let stream: PacketCapture.Stream
    /// By their place in the capture: all that fared alike, and all of whom they are the other direction.
    var members: Set<Int>
    var counterparts: Set<Int>
    /// How many streams fared alike.
    public internal(set) var flows = 1
    /// Packets that the first place saw.
    public internal(set) var sent: Int
    /// Nil for other protocols than TCP.
    public internal(set) var tcp: PacketCapture.TCP?
    /// The other direction of the same flow; nil where nothing of it was seen.
    public let counterpart: PacketCapture.Stream?
    /// It answers the counterpart.
    public let isAnswer: Bool
    /// The simulated packet, in the same direction; nil where it could not be simulated, or chance decides its way.
    public let trace: Trace?
    /// In the order in which packets pass them: those that the simulated packet passes, those behind what stops it, then all
    /// others that saw any.
    public internal(set) var rungs: [Rung]
    /// Nil where nothing is known to be lost.
    public internal(set) var loss: Loss?
    /// A place that the simulated packet never comes to, by which real ones went; nil for none.
    public let unexpected: Rung?
    /// No answer was seen anywhere, and this stops the simulated one before it would be; nil for nothing.
    public let silence: DropPoint?
}

extension TargetAnalysis {
    func findLadders() -> [Ladder] {
        guard let capture = query.snapshot.capture else { return [] }
        let pairs = StreamPairs(capture.streams)
        let maker = LadderMaker(self, capture)
        let ladders = capture.streams.indices.map { index in
            maker.ladder(of: index, counterpart: pairs.counterpart(of: index), isAnswer: pairs.isAnswer(index))
        }
        return Ladder.merged(ladders)
    }
}

/// Simulates what was captured, and puts both side by side.
struct LadderMaker {
    private let analysis: TargetAnalysis
    private let capture: PacketCapture
    private let verdicts: PacketTracer
    /// What would come behind a stop.
    private let ways: PacketTracer
    private let places: CapturedPlaces
    /// All places saw the same packets, as far as these came by, and no place missed any.
    private let isComparable: Bool

    init(_ analysis: TargetAnalysis, _ capture: PacketCapture) {
        self.analysis = analysis
        self.capture = capture
        verdicts = PacketTracer(analysis.routerCache, rules: .all, tapsLinks: true)
        ways = PacketTracer(analysis.routerCache, rules: .all, for: .ways(rules: true), tapsLinks: true)
        places = CapturedPlaces(capture, analysis.tunnelPorts)
        isComparable =
            capture.places.allSatisfy { $0.missed == 0 }
            && capture.filter.map(FilterWords.takeTheSameEverywhere) ?? true
    }

    /// - Parameters:
    ///   - index: of a stream of the capture.
    ///   - other: that of the other direction.
    func ladder(of index: Int, counterpart other: Int?, isAnswer: Bool) -> Ladder {
        let stream = capture.streams[index]
        let counterpart = other.map { capture.streams[$0] }
        // An error is made on the way, by whoever stops a packet; nobody asked for it.
        let flow = stream.quoted == nil ? flow(of: isAnswer ? counterpart ?? stream : stream) : nil
        let trace = flow.flatMap { single(verdicts.answer($0), isAnswer: isAnswer) }.flatMap {
            begins($0, like: stream)
        }
        let beyond = trace?.dropPoint == nil ? nil : flow.flatMap { single(ways.answer($0), isAnswer: isAnswer) }
        let rungs = rungs(stream, trace, beyond)
        var loss: Ladder.Loss?
        if let trace, isComparable, stream.quoted == nil, !isOtherwiseCut(stream) {
            loss = self.loss(rungs, trace, isAnswered: !isAnswer && isAnswered(counterpart))
        }
        if let flow, let found = loss, found.dropPoint == nil, !isAnswer {
            loss = explained(found, by: flow, stream, rungs)
        }
        return Ladder(
            stream: stream, members: [index], counterparts: Set([other].compactMap { $0 }), sent: stream.sent,
            tcp: stream.tcp, counterpart: counterpart, isAnswer: isAnswer, trace: trace, rungs: rungs, loss: loss,
            unexpected: trace.flatMap { unexpected(rungs, $0) },
            silence: counterpart == nil && !isAnswer && loss == nil ? flow.flatMap { silence($0, rungs) } : nil)
    }

    /// What stops the simulated answer before any place would see it.
    private func silence(_ flow: PathFlow, _ rungs: [Ladder.Rung]) -> DropPoint? {
        let ways = verdicts.answer(flow).traces
        guard let way = ways.first, ways.count == 1, way.forward.disposition.isSuccess, way.replies.count == 1,
            let reply = way.replies.first, reply.disposition != .unknown, places.passed(reply).isEmpty,
            rungs.allSatisfy({ $0.isExpected && $0.seen > 0 })
        else { return nil }
        return reply.dropPoint
    }

    // MARK: The simulated packet

    /// The packet as its sender made it, or as it came in where it was seen first.
    private func flow(of stream: PacketCapture.Stream) -> PathFlow? {
        guard let first = stream.sightings.first, capture.places.indices.contains(first.place) else { return nil }
        let place = capture.places[first.place]
        let isOwn = (analysis.query.addresses(place.netns, first.tuple.src.family).value ?? []).contains {
            $0.address == first.tuple.src
        }
        // What a link sends for somebody else came from where nobody looked, and perhaps one knows who it was.
        guard let sender = isOwn || first.isOutgoing == false ? place.netns : owner(of: first.tuple.src) else {
            return nil
        }
        return PathFlow(
            from: sender, src: first.tuple.src, to: first.tuple.dst, Transport(first.tuple),
            iif: isOwn || sender != place.netns ? nil : place.ifindex)
    }

    /// The only namespace in sight that has an address.
    private func owner(of address: IPAddress) -> NetnsID? {
        let owners = analysis.query.snapshot.namespaces.values.filter { namespace in
            namespace.addresses.rows.contains { $0.address == address }
        }
        return owners.count == 1 ? owners.first?.id : nil
    }

    /// Nil where chance decides.
    private func single(_ answer: PathAnswer, isAnswer: Bool) -> Trace? {
        guard let way = answer.traces.first, answer.traces.count == 1 else { return nil }
        guard isAnswer else { return way.forward }
        return way.replies.count == 1 ? way.replies.first : nil
    }

    /// Real packets whose sender, mark or user is not what the simulated one has are seen somewhere else first: nothing is
    /// known of these. So it is with an address that NAT lends to others.
    private func begins(_ trace: Trace, like stream: PacketCapture.Stream) -> Trace? {
        places.passed(trace).first == stream.sightings.first?.place ? trace : nil
    }

    // MARK: Places

    private func rungs(_ stream: PacketCapture.Stream, _ trace: Trace?, _ beyond: Trace?) -> [Ladder.Rung] {
        let seen = Dictionary(stream.sightings.map { ($0.place, $0.recognised) }, uniquingKeysWith: max)
        var known: Set<Int> = []
        let way = places.passed(trace).filter { known.insert($0).inserted }
        let behind = places.passed(beyond).filter { known.insert($0).inserted }
        let beside = stream.sightings.map(\.place).filter { known.insert($0).inserted }
        return way.map { Ladder.Rung(place: $0, seen: seen[$0] ?? 0, manner: .passes) }
            + behind.map { Ladder.Rung(place: $0, seen: seen[$0] ?? 0, manner: .behindTheStop) }
            + beside.map { Ladder.Rung(place: $0, seen: seen[$0] ?? 0, manner: .elsewhere) }
    }

    // MARK: What is missing

    private func loss(_ rungs: [Ladder.Rung], _ trace: Trace, isAnswered: Bool) -> Ladder.Loss? {
        /// What passes by a place unseen, as flow tables do, was not lost before it.
        func arrived(from index: Int) -> Int { rungs[index...].map(\.seen).max() ?? 0 }
        guard let last = rungs.lastIndex(where: \.isExpected) else { return nil }
        for index in 0..<last where arrived(from: index + 1) < rungs[index].seen {
            return Ladder.Loss(
                lost: rungs[index].seen - arrived(from: index + 1), after: index, before: index + 1, dropPoint: nil)
        }
        // A refusal by the socket is an answer: the packet got where it should.
        let lost = rungs[last].seen - arrived(from: last + 1)
        guard let dropPoint = trace.dropPoint, trace.disposition != .unknown, dropPoint.stage != .socket, lost > 0,
            !isAnswered
        else { return nil }
        let before = rungs.indices.contains(last + 1) && rungs[last + 1].manner == .behindTheStop ? last + 1 : nil
        return Ladder.Loss(lost: lost, after: last, before: before, dropPoint: dropPoint)
    }

    /// Something came back that is no refusal.
    private func isAnswered(_ counterpart: PacketCapture.Stream?) -> Bool {
        guard let counterpart else { return false }
        return counterpart.tcp.map { $0.resets < counterpart.sent } ?? true
    }

    /// Datagrams that the device or the kernel cuts and joins (UDP_SEGMENT, UDP_GRO) are not recognised one by one.
    private func isOtherwiseCut(_ stream: PacketCapture.Stream) -> Bool {
        stream.tcp == nil
            && stream.sightings.contains { sighting in
                capture.places.indices.contains(sighting.place) && sighting.largest > mtu(of: sighting.place)
            }
    }

    private func mtu(of place: Int) -> Int { link(place)?.mtu ?? 1500 }

    /// What br_netfilter translates to another port of a bridge may pass the bridge itself, to ask who has the address
    /// (br_nf_pre_routing_finish_bridge), before the port is looked at.
    private func isBridge(_ place: Int) -> Bool {
        if case .bridge = link(place)?.info { true } else { false }
    }

    private func link(_ place: Int) -> Link? {
        let place = capture.places[place]
        return analysis.query.link(LinkRef(place.netns, place.ifindex)).value
    }

    /// A packet as large as the largest one, or one that comes after the answer, may be stopped where the first ones are
    /// not.
    private func explained(
        _ loss: Ladder.Loss, by flow: PathFlow, _ stream: PacketCapture.Stream, _ rungs: [Ladder.Rung]
    ) -> Ladder.Loss {
        guard let first = stream.sightings.first else { return loss }
        var large = flow
        large.length = min(first.largest, mtu(of: first.place))
        let later = stream.tcp == nil ? nil : verdicts.acknowledgment(of: flow)?.answer
        let stops = [verdicts.answer(large), later].compactMap { $0 }.lazy.compactMap { answer -> DropPoint? in
            guard let trace = single(answer, isAnswer: false), trace.disposition != .unknown,
                places.passed(trace).last == rungs[loss.after].place
            else { return nil }
            return trace.dropPoint
        }
        return Ladder.Loss(lost: loss.lost, after: loss.after, before: loss.before, dropPoint: stops.first)
    }

    /// Behind what stops the simulated packet, or on another way than its own.
    private func unexpected(_ rungs: [Ladder.Rung], _ trace: Trace) -> Ladder.Rung? {
        guard trace.disposition != .unknown else { return nil }
        if let rung = rungs.first(where: { $0.manner == .behindTheStop && $0.seen > 0 && !isBridge($0.place) }) {
            return rung
        }
        let missing = rungs.contains { $0.isExpected && $0.seen == 0 }
        return missing ? rungs.first { $0.manner == .elsewhere && $0.seen > 0 } : nil
    }
}

extension PacketCapture.Stream {
    /// Packets that the first place saw.
    var sent: Int { sightings.first?.recognised ?? 0 }
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
