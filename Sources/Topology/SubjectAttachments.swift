import NetworkModel
import SnapshotQuery

extension SnapshotQuery {
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
