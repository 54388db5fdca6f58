import Analysis
import NetworkModel
import PacketTrace
import SnapshotQuery

/// What moved of the counters on the target's way, put on its hops.
public struct WatchReport: Sendable, Hashable {
    /// One thing that counts.
    public struct Source: Sendable, Hashable {
        /// The namespace's inode; nil for what the machine has once.
        public var netns: UInt64?
        /// `blue`, `the host`; nil likewise. Hostile text.
        public var place: String?
        /// `link`, `qdisc`, `netns`, `rule` …
        public var object: String
        /// `veth-blue`, `rule handle 7 of inet filter forward`. Hostile text.
        public var name: String
        /// How often its counters were set back.
        public var restarts = 0
        /// How often another took its place.
        public var replacements = 0
        /// It was there, and is no longer.
        public var isGone = false
        /// Those that rose.
        public var counters: [Counter] = []
        /// What waits in it, or how many it has.
        public var levels: [WatchedCounters.Level] = []

        /// One of which nothing moved.
        public init(netns: UInt64?, place: String?, object: String, name: String) {
            (self.netns, self.place, self.object, self.name) = (netns, place, object, name)
        }
    }

    /// A counter that rose.
    public struct Counter: Sendable, Hashable {
        /// In the words of `ip -s`, nstat, `tc -s`, `conntrack -S`.
        public var name: String
        public var rise: UInt64
        public var meaning: CounterMeaning

        public init(_ name: String, _ rise: UInt64, _ meaning: CounterMeaning) {
            (self.name, self.rise, self.meaning) = (name, rise, meaning)
        }
    }

    /// The way to a destination that the user named, and what its links have counted.
    public struct Way: Sendable, Hashable {
        /// Packets of all who use the link.
        public struct Step: Sendable, Hashable {
            /// The namespace's inode.
            public var netns: UInt64
            /// `blue`, `the host`. Hostile text.
            public var place: String
            /// Of the link. Hostile text.
            public var name: String
            /// It sent them; else it received them.
            public var isOutgoing: Bool
            public var packets: UInt64

            public init(netns: UInt64, place: String, name: String, isOutgoing: Bool, packets: UInt64) {
                (self.netns, self.place, self.name) = (netns, place, name)
                (self.isOutgoing, self.packets) = (isOutgoing, packets)
            }
        }

        public var destination: String
        public var there: [Step]
        /// The way of answers.
        public var back: [Step]

        public init(destination: String, there: [Step], back: [Step]) {
            (self.destination, self.there, self.back) = (destination, there, back)
        }

        /// Where the numbers stop agreeing: a link that counted next to nothing, behind one that did; nil where none does.
        ///
        /// Neighbours ask and routers are looked for by a packet or two, and by more on links that are new. Answers may be
        /// far fewer than what they answer: whole streams are acknowledged at once, and offloads make few of many.
        public var silence: (before: Step, at: Step, isBack: Bool)? {
            let steps = there + back
            guard let first = steps.first?.packets,
                let index = steps.indices.first(where: { index in
                    let packets = steps[index].packets
                    let isThere = index < there.count && first >= 8 && packets <= first / 4
                    return isThere || packets <= 2 && first / 3 > packets
                })
            else { return nil }
            return (steps[index - 1], steps[index], index >= there.count)
        }
    }

    /// RFC 3339, UTC.
    public var startedAt: String
    public var milliseconds: Int
    /// Looks that were taken.
    public var samples: Int
    /// In the order in which packets of the target pass them, those of which something is to be said.
    public var sources: [Source]
    /// How many things were watched.
    public var watched: Int
    /// Of the destinations that the user named.
    public var ways: [Way] = []
    /// What could not be read, in sentences.
    public var gaps: [String]

    /// Of what was all read.
    public init(
        startedAt: String, milliseconds: Int, samples: Int, sources: [Source], watched: Int, gaps: [String] = []
    ) {
        (self.startedAt, self.milliseconds, self.samples) = (startedAt, milliseconds, samples)
        (self.sources, self.watched, self.gaps) = (sources, watched, gaps)
    }
}

extension WatchReport {
    /// - Parameter analysis: of the target whose way was watched; it need not have seen the counters.
    public init(_ counters: WatchedCounters, in analysis: TargetAnalysis) {
        self.init(
            startedAt: counters.startedAt, milliseconds: counters.milliseconds, samples: counters.samples,
            sources: counters.sources.compactMap { Source($0, in: analysis) }, watched: counters.sources.count,
            gaps: counters.gaps)
    }

    /// Together with what is said of ways; only in the end, as packets are simulated for it.
    func withWays(of analysis: TargetAnalysis) -> WatchReport {
        var report = self
        report.ways = analysis.wayTallies.map { tally in
            let steps = { (steps: [WayTally.Step]) in
                steps.map { step in
                    let source = CounterSource.link(netns: step.link.netns, ifname: step.ifname)
                    return Way.Step(
                        netns: step.link.netns.inode, place: analysis.place(of: source) ?? "", name: step.ifname,
                        isOutgoing: step.isOutgoing, packets: step.packets)
                }
            }
            return Way(
                destination: "\(tally.flow.dst)", there: steps(tally.there), back: steps(tally.back))
        }
        return report
    }
}

extension WatchReport.Source {
    /// Nil where there is nothing to be said of it.
    fileprivate init?(_ source: WatchedCounters.Source, in analysis: TargetAnalysis) {
        guard
            !source.rises.isEmpty || !source.levels.isEmpty || source.restarts + source.replacements > 0
                || source.isGone
        else { return nil }
        // Sockets come and go all the time.
        if case .socket = source.source, source.rises.isEmpty, source.levels.allSatisfy({ $0.highest == 0 }) {
            return nil
        }
        self.init(
            netns: source.source.netns?.inode, place: analysis.place(of: source.source), object: source.source.kind,
            name: analysis.name(of: source.source))
        (restarts, replacements) = (source.restarts, source.replacements)
        isGone = source.isGone
        levels = source.levels
        counters = source.rises.map { rise in
            WatchReport.Counter(rise.name, rise.rise, analysis.meaning(of: source.source, rise.name))
        }
    }
}
