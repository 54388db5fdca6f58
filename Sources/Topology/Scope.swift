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

extension World {
    /// The attachments of the subjects, each pair once and from its inner end.
    public func attachments(_ scope: Scope) -> [Attachment] {
        var result: [Attachment] = []
        var outerEnds: Set<LinkRef> = []
        for id in scope.subjects {
            for link in (links(id).value ?? []).sorted(by: { $0.ifindex < $1.ifindex }) {
                let ref = LinkRef(id, link.ifindex)
                guard !outerEnds.contains(ref), let attachment = attachment(of: ref, link) else { continue }
                guard isInner(attachment) else { continue }
                if let outer = attachment.outerRef { outerEnds.insert(outer) }
                result.append(attachment)
            }
        }
        return result
    }
}
