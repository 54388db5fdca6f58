import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

extension TargetAnalysis {
    /// Whether a packet was lost that may have been one of the target's, by what moved between two looks.
    ///
    /// All that is on its way counts for it. What hosts on the way count of their own sockets does only where the target talks to
    /// such a socket. Of what the machine counts for all namespaces a full table of neighbours does, since nothing else tells of
    /// it; received packets that found no room are told by their link as well (enqueue_to_backlog), which must be on the way.
    public func mayHaveLostOwn(_ step: [WatchedCounters.Source]) -> Bool {
        let dropsOnWay = step.contains { source in
            if case .link = source.source { source.rise("rx_dropped") > 0 } else { false }
        }
        return step.contains { source in
            source.rises.contains { rise in
                guard meaning(of: source.source, rise.name).reason != nil else { return false }
                return switch source.source {
                case .protocols(let id): countsOwn(rise.name, in: id)
                case .softnet: dropsOnWay
                default: true
                }
            }
        }
    }

    /// Whether packets of the target may be among those that a counter of net/ipv4/proc.c and its like has counted.
    private func countsOwn(_ counter: String, in id: NetnsID) -> Bool {
        guard !scope.subjects.contains(id), let isOf = Self.transport(of: counter) else { return true }
        return asked.contains { path in
            isOf(path.answer.flow.transport)
                && path.answer.traces.contains { $0.forward.netns == id && $0.forward.disposition == .delivered }
        }
    }

    /// Whose packets a counter of sockets is of; nil for one that counts what is passed on, too.
    private static func transport(of counter: String) -> ((Transport) -> Bool)? {
        // ip_rcv_finish and ip6_rcv_finish count it, wherever the packet is going.
        if counter == "TcpExtIPReversePathFilter" { return nil }
        if counter.hasPrefix("Tcp") { return { if case .tcp = $0 { true } else { false } } }
        if counter.hasPrefix("Udp") { return { if case .udp = $0 { true } else { false } } }
        return nil
    }
}
