import NetworkModel
import SnapshotQuery

extension Survey {
    /// A change tried on paper: the same machine with it, surveyed. What that one lacks is asked for in this one, so
    /// that it is there in the next round.
    func trying<Value>(_ change: (inout Snapshot) -> Void, _ look: (Survey) -> Value) -> Value {
        var snapshot = world.snapshot
        change(&snapshot)
        let other = Survey(snapshot)
        defer { world.lack(other.world.needs) }
        return look(other)
    }
}
