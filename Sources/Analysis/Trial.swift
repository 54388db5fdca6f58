import NetworkModel
import SnapshotQuery

extension TargetAnalysis {
    /// A change simulated: the same machine with it, analysed. What that one lacks is asked for in this one, so
    /// that it is there in the next round.
    func trying<Value>(_ change: (inout Snapshot) -> Void, _ look: (TargetAnalysis) -> Value) -> Value {
        var snapshot = query.snapshot
        change(&snapshot)
        let other = TargetAnalysis(snapshot)
        defer { query.lack(other.query.needs) }
        return look(other)
    }
}
