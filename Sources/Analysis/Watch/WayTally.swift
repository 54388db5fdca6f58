import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// What the links on the way to a destination that the user named have counted while they were watched, in the order in
/// which packets pass them. Whoever else uses a link is counted as well, so that only silence proves something.
public struct WayTally: Sendable {
    public struct Step: Hashable, Sendable {
        public let link: LinkRef
        /// Hostile text.
        public let ifname: String
        /// Packets that it sent; else those that it received.
        public let isOutgoing: Bool
        public let packets: UInt64
    }

    public let flow: PathFlow
    public let there: [Step]
    /// The way of answers, as simulated; empty where nobody need answer.
    public let back: [Step]
}

extension TargetAnalysis {
    /// Behind what stops packets, too: there it must be seen that nothing arrives.
    func findWayTallies() -> [WayTally] {
        guard query.snapshot.watched != nil else { return [] }
        let tracer = PacketTracer(routerCache, rules: .all, for: .ways(rules: true), tapsLinks: true)
        return asked.filter { $0.question == .to }.compactMap { path in
            let ways = tracer.answer(path.answer.flow).traces
            guard ways.count == 1, let way = ways.first, way.replies.count <= 1 else { return nil }
            let flow = path.answer.flow
            let there = way.forward.taps.compactMap(step)
            let back = flow.expectsAnswer ? way.replies.flatMap(\.taps).compactMap(step) : []
            return there.isEmpty ? nil : WayTally(flow: flow, there: there, back: back)
        }
    }

    /// Nil for a link that was not watched all the time, or of which another took the place.
    private func step(_ tap: Tap) -> WayTally.Step? {
        guard let ifname = query.link(tap.link).value?.ifname,
            let source = query.snapshot.watched?[.link(netns: tap.link.netns, ifname: ifname)],
            source.restarts + source.replacements == 0, !source.isGone
        else { return nil }
        return WayTally.Step(
            link: tap.link, ifname: ifname, isOutgoing: tap.isOutgoing,
            packets: source.rise(tap.isOutgoing ? "tx_packets" : "rx_packets"))
    }
}

extension PathFlow {
    /// Who sends datagrams may want no answer; whoever asks for a name does.
    fileprivate var expectsAnswer: Bool {
        if case .udp(let ports) = transport { ports.destination == 53 } else { true }
    }
}
