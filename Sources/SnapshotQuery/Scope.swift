import NetworkModel

/// Which namespaces a diagnosis speaks for.
public struct Scope: Sendable {
    /// The namespaces asked about: one for `pid` and its like, all for `node`.
    public let subjects: [NetnsID]
    /// All of the machine is asked about, not one of its namespaces.
    public let isNode: Bool

    public init(subjects: [NetnsID], isNode: Bool) {
        self.subjects = subjects
        self.isNode = isNode
    }

    /// As the snapshot's target says; where that has no namespace, all of the node.
    public init(_ snapshot: Snapshot) {
        if let id = snapshot.target?.netns, snapshot.target?.kind != .node {
            self.init(subjects: [id], isNode: false)
        } else {
            self.init(subjects: snapshot.namespaces.keys.sorted(), isNode: true)
        }
    }
}
