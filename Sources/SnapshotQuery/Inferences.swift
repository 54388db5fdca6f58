/// What a target above works out from a snapshot and keeps while it is asked: the snapshot does not change, so
/// what was worked out once stays true.
public protocol Inferences: AnyObject {
    init()
}

/// Results by key, filled by `SnapshotQuery.once`.
public final class Memory<Key: Hashable, Value> {
    var entries: [Key: (value: Value, isLacking: Bool)] = [:]

    /// Nothing worked out yet.
    public init() {}
}
