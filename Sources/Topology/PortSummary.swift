import SnapshotQuery
import NetworkModel

/// The ports of one bridge in short, so that a thousand of them need not be gone through for each of the thousand.
public struct PortSummary: Sendable {
    /// Ports that are up and ends of pairs, by MTU. Hardware has no IFLA_LINK: what MTU the network beyond it uses is
    /// not ours to judge.
    private let pairsByMTU: [Int: [Int]]
    private let isolated: [Link]

    init(_ ports: [Link]) {
        pairsByMTU = Dictionary(grouping: ports.filter { $0.isUp && $0.linkIndex != nil }, by: \.mtu).mapValues {
            $0.map(\.ifindex)
        }
        isolated = ports.filter { $0.port?.isolated == true }
    }

    /// MTUs of ports other than this one, ascending, each once.
    public func otherMTUs(than ifindex: Int?) -> [Int] {
        pairsByMTU.filter { $0.value.count > 1 || $0.value.first != ifindex }.keys.sorted()
    }

    /// How many ports have each MTU, this one among them.
    public func countsByMTU(with ifindex: Int, _ mtu: Int) -> [Int: Int] {
        var counts = pairsByMTU.mapValues(\.count)
        if pairsByMTU[mtu]?.contains(ifindex) != true { counts[mtu, default: 0] += 1 }
        return counts
    }

    /// The first port with this MTU.
    public func port(withMTU mtu: Int) -> Int? { pairsByMTU[mtu]?.first }

    /// Names of isolated ports other than this one.
    public func otherIsolated(than ifindex: Int?) -> [String] {
        isolated.filter { $0.ifindex != ifindex }.map(\.ifname)
    }
}

extension SnapshotQuery {
    /// What the ports of a bridge say about one of them: those whose neighbours are looked at, and all the others too
    /// where `everyPort` is asked for or where a small MTU of the bridge, which follows its smallest port, gives away
    /// that one of them is unlike the rest.
    public func portSummary(of bridge: LinkRef, _ link: Link, everyPort: Bool = false) -> Observed<PortSummary> {
        once(topology.summaries, .init(bridge: bridge, everyPort: everyPort)) {
            findPortSummary(of: bridge, link, everyPort: everyPort)
        }
    }

    private func findPortSummary(of bridge: LinkRef, _ link: Link, everyPort: Bool) -> Observed<PortSummary> {
        portList(of: bridge).flatMap { list in
            if !everyPort, let sample = portSample(list, of: bridge, link) { return .known(PortSummary(sample)) }
            return ports(of: bridge).map(PortSummary.init)
        }
    }

    /// The ports that stand for all; nil where all are looked at.
    private func portSample(_ list: [Int], of bridge: LinkRef, _ link: Link) -> [Link]? {
        guard !snapshot.isNodeWide, list.count > Self.siblingBudget else { return nil }
        let sample = list.prefix(Self.siblingBudget).compactMap { self.link(bridge.netns, $0).value }
        let smallest = sample.filter(\.isUp).map(\.mtu).min() ?? 0
        return link.mtu < smallest ? nil : sample
    }

    /// Has the ports fetched that `portSummary` looks at.
    public func prefetchPortSummary(of bridge: LinkRef, _ link: Link) {
        guard let list = portList(of: bridge).value, portSample(list, of: bridge, link) == nil else { return }
        prefetch(.ports(bridge.netns, bridge: bridge.ifindex))
    }
}
