import Analysis
import NetworkModel
import PacketTrace
import SnapshotQuery

/// What was captured, place by place, beside what the simulation says: the ladder of each flow.
public struct CaptureReport: Sendable, Hashable {
    /// One link at which packets were taken.
    public struct Place: Sendable, Hashable {
        /// The namespace's inode.
        public var netns: UInt64
        /// Hostile text.
        public var ifname: String
        /// `br0 in the host`
        public var label: String
        /// Packets of the target.
        public var received: Int
        /// Packets that there was no room for: where there are any, nothing is known to be lost.
        public var missed: Int

        /// A place that missed nothing.
        public init(netns: UInt64, ifname: String, label: String, received: Int, missed: Int = 0) {
            (self.netns, self.ifname, self.label) = (netns, ifname, label)
            (self.received, self.missed) = (received, missed)
        }
    }

    /// A place at which a flow was seen, or should have been.
    public struct Rung: Sendable, Hashable {
        /// Index into the places.
        public var place: Int
        /// Of the packets that the first place saw.
        public var seen: Int
        /// The simulated packet passes here.
        public var isExpected: Bool
        /// Microseconds since the start; nil where none was seen, or where several flows are meant.
        public var first: Int?
        /// Microseconds since the start.
        public var last: Int?
        /// What NAT has made of its header here: `192.168.1.2:40000 -> 8.8.8.8:443`; nil for nothing.
        public var translation: String?
        /// The tunnel it travels in here; nil for none.
        public var tunnel: String?

        /// Packets as their sender made them.
        public init(place: Int, seen: Int, isExpected: Bool = true, translation: String? = nil) {
            (self.place, self.seen, self.isExpected, self.translation) = (place, seen, isExpected, translation)
        }
    }

    /// One direction of one flow, or of several that fared alike.
    public struct Stream: Sendable, Hashable {
        /// `tcp 10.1.0.2:40000 -> 8.8.8.8:443`, as its sender made it; without the port that differs.
        public var flow: String
        public var flows: Int
        /// It answers another stream.
        public var isAnswer: Bool
        /// Which one, as an index into the streams; nil where that was not seen.
        public var answers: Int?
        /// Packets that the first place saw.
        public var sent: Int
        /// Those of TCP that ask for a connection, refuse one, or were sent before; nil for other protocols.
        public var tcp: PacketCapture.TCP?
        /// What its packets quote, being errors; nil for all others.
        public var quoted: String?
        /// In the order in which packets pass them.
        public var rungs: [Rung]
        /// How many packets are missing; 0 where none is known to be.
        public var lost: Int
        /// The last place that saw them, as an index into the rungs; nil where none is lost.
        public var lostAfter: Int?
        /// What stops the simulated packet there; nil where nothing does.
        public var stoppedBy: PathReport.DropPoint?
        /// How many packets the rule counted meanwhile that stops it; nil where it is none, or does not count.
        public var counted: UInt64?
        /// No answer was seen, and this stops the simulated one before any place sees it; nil for nothing.
        public var answerStoppedBy: PathReport.DropPoint?
        /// It is for a group, or for everybody.
        public var isForGroup = false

        /// One question, of which nothing is lost until that is said.
        public init(flow: String, flows: Int = 1, answers: Int? = nil, sent: Int, rungs: [Rung]) {
            (self.flow, self.flows, self.answers, self.sent, self.rungs) = (flow, flows, answers, sent, rungs)
            (isAnswer, lost) = (answers != nil, 0)
        }
    }

    /// Packets of one flow that the kernel dropped in one place, for one reason.
    public struct Drop: Sendable, Hashable {
        /// `udp 10.1.0.2:40000 -> 8.8.8.8:53`, as it was there.
        public var flow: String
        public var packets: Int
        /// The kernel's function.
        public var symbol: String
        /// The kernel's word; nil where it gave none.
        public var reason: String?
        /// The link that they came in by. Hostile text; nil for what was sent there.
        public var ifname: String?
        /// `by a rule of netfilter`; nil where that is not known.
        public var words: String?
        /// What stops the simulated packet just there; nil for nothing.
        public var stoppedBy: PathReport.DropPoint?

        /// Of which nothing is known but where.
        public init(flow: String, packets: Int, symbol: String) {
            (self.flow, self.packets, self.symbol) = (flow, packets, symbol)
        }
    }

    /// Frames that the kernel dropped in one place for one reason, whosever they were.
    public struct MachineDrop: Sendable, Hashable {
        public var frames: Int
        /// `IPv4`, `IPv6`, `ARP`, or ETH_P_* in hexadecimal.
        public var proto: String
        /// The kernel's function; nil where it does not name it.
        public var symbol: String?
        /// The kernel's word; nil where it gave none.
        public var reason: String?
        /// `by a rule of netfilter`; nil where that is not known.
        public var words: String?

        /// Of which nothing is known but that it was.
        public init(frames: Int, proto: String) { (self.frames, self.proto) = (frames, proto) }
    }

    /// RFC 3339, UTC.
    public var startedAt: String
    public var milliseconds: Int
    /// In the language of tcpdump; nil for everything of the target.
    public var filter: String?
    public var places: [Place]
    public var streams: [Stream]
    /// What the kernel told of dropped packets; nil where it was not asked.
    public var drops: [Drop]?
    /// What it dropped on the whole machine meanwhile; nil where it was not asked.
    public var machineDrops: [MachineDrop]?
    /// Of these, those that it had no room to tell of.
    public var missedMachineDrops = 0
    /// Packets of streams that are not listed.
    public var unlisted = 0

    /// Of everything of the target.
    public init(startedAt: String, milliseconds: Int, places: [Place], streams: [Stream]) {
        (self.startedAt, self.milliseconds, self.places, self.streams) = (startedAt, milliseconds, places, streams)
    }
}

extension CaptureReport {
    init?(_ analysis: TargetAnalysis) {
        guard let capture = analysis.query.snapshot.capture else { return nil }
        startedAt = capture.startedAt
        milliseconds = capture.milliseconds
        filter = capture.filter
        places = capture.places.enumerated().map { index, place in
            Place(
                netns: place.netns.inode, ifname: place.ifname, label: analysis.capturePlace(index),
                received: place.received, missed: place.missed)
        }
        let ladders = analysis.ladders
        streams = ladders.map { ladder in
            var stream = Stream(
                ladder, answers: ladder.isAnswer ? ladders.firstIndex { ladder.isAnswer(to: $0) } : nil)
            stream.counted = ladder.loss?.dropPoint?.rule.flatMap(analysis.counted)
            return stream
        }
        unlisted = capture.unlisted
        drops = capture.drops == nil ? nil : analysis.judgedDrops.map(Drop.init)
        machineDrops = capture.machineDrops == nil ? nil : analysis.judgedMachineDrops.map(MachineDrop.init)
        missedMachineDrops = capture.machineDrops?.missed ?? 0
    }
}

extension CaptureReport.Stream {
    init(_ ladder: Ladder, answers: Int?) {
        flow = ladder.words
        flows = ladder.flows
        isAnswer = ladder.isAnswer
        self.answers = answers
        sent = ladder.sent
        tcp = ladder.tcp
        quoted = ladder.stream.quoted?.words
        rungs = ladder.rungs.map { CaptureReport.Rung($0, of: ladder) }
        lost = ladder.loss?.lost ?? 0
        lostAfter = ladder.loss?.after
        stoppedBy = ladder.loss?.dropPoint.map(PathReport.DropPoint.init)
        answerStoppedBy = ladder.silence.map(PathReport.DropPoint.init)
        isForGroup = ladder.isForGroup
    }
}

extension CaptureReport.Rung {
    init(_ rung: Ladder.Rung, of ladder: Ladder) {
        place = rung.place
        seen = rung.seen
        isExpected = rung.isExpected
        if ladder.flows == 1, let sighting = ladder.stream.sightings.first(where: { $0.place == rung.place }) {
            (first, last) = (sighting.first, sighting.last)
        }
        translation = ladder.translation(at: rung.place)
        tunnel = ladder.tunnel(at: rung.place)
    }
}

extension CaptureReport.Drop {
    init(_ judged: JudgedDrop) {
        self.init(flow: judged.drop.tuple.words, packets: judged.drop.packets, symbol: judged.drop.symbol)
        (reason, ifname) = (judged.drop.reason, judged.drop.ifname)
        (words, stoppedBy) = (judged.words, judged.dropPoint.map(PathReport.DropPoint.init))
    }
}

extension CaptureReport.MachineDrop {
    init(_ judged: JudgedMachineDrop) {
        let place = judged.place
        self.init(frames: place.frames, proto: Self.name(place.proto))
        (symbol, reason, words) = (place.symbol, place.reason, judged.words)
    }

    private static func name(_ proto: UInt16) -> String {
        switch proto {
        case 0x0800: "IPv4"
        case 0x86dd: "IPv6"
        case 0x0806: "ARP"
        default: "0x\(String(proto, radix: 16))"
        }
    }
}
