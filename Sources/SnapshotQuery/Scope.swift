import NetworkModel

/// Which namespaces a diagnosis speaks for.
public struct Scope: Sendable {
    /// The namespaces asked about: one for `pid` and its like, all for `node`.
    public let subjects: [NetnsID]
    public let isNode: Bool

    public init(subjects: [NetnsID], isNode: Bool) {
        self.subjects = subjects
        self.isNode = isNode
    }

    public init(_ snapshot: Snapshot) {
        if let id = snapshot.target?.netns, snapshot.target?.kind != .node {
            self.init(subjects: [id], isNode: false)
        } else {
            self.init(subjects: snapshot.namespaces.keys.sorted(), isNode: true)
        }
    }
}
