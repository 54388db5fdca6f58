import NetworkModel
import SnapshotQuery

extension SnapshotQuery {
    /// The attachments of the subjects, each pair once and from its inner end.
    public func attachments(_ scope: Scope) -> [Attachment] {
        var result: [Attachment] = []
        var outerEnds: Set<LinkRef> = []
        for id in scope.subjects {
            let own = (links(id).value ?? []).sorted { $0.ifindex < $1.ifindex }.compactMap { link -> Attachment? in
                let ref = LinkRef(id, link.ifindex)
                return outerEnds.contains(ref) ? nil : attachment(of: ref, link)
            }
            // Who was asked about alone and has but one link is no node to others, whatever its routes look like.
            let isAlone = own.count == 1 && scope.subjects.count == 1 && namespace(id)?.isOwn == false
            for attachment in own where isAlone || isInner(attachment) {
                if let outer = attachment.outerRef { outerEnds.insert(outer) }
                result.append(attachment)
            }
        }
        return result
    }
}
