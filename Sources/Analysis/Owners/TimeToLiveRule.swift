import Netfilter
import PacketTrace
import SnapshotQuery

extension TargetAnalysis {
    /// The rule that gave a packet fewer routers to pass than there are on its way; nil where it does not end for want of
    /// them, and where no rule that it passed is to blame.
    public func timeToLiveRule(of path: AskedPath) -> RuleReference? {
        guard let trace = path.ending, case .timeToLive? = trace.dropPoint?.detail else { return nil }
        // What an earlier one set the last one has changed.
        return trace.hops.flatMap(\.visits).last { visit in
            visit.outcome == .passed
                && query.meanings(of: visit.rule, asking: false).flatMap(\.actions).contains(.setTimeToLive)
        }?.rule
    }
}
