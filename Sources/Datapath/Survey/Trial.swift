import NetworkModel
import Topology

extension Survey {
    /// A change tried on paper: the same machine with it, surveyed. What that one lacks is asked for in this one, so
    /// that it is there in the next round.
    func trying<Value>(_ change: (inout Snapshot) -> Void, _ look: (Survey) -> Value) -> Value {
        var snapshot = world.snapshot
        change(&snapshot)
        let other = Survey(snapshot)
        defer { world.adopt(other.world.needs) }
        return look(other)
    }
}

extension AskedPath {
    /// It gets there and back, as far as this node knows.
    var works: Bool { way?.result.isSuccess ?? false }
}
