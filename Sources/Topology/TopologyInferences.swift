import NetworkModel
import SnapshotQuery

/// Edges and segments that were worked out, for as long as the snapshot is asked. On a bridge with a thousand ports
/// each of the thousand attachments asks for all the others.
final class TopologyInferences: Inferences {
    let attached = Memory<LinkRef, Attachment?>()
    let farEnds = Memory<LinkRef, Segment.Member?>()
    let segments = Memory<LinkRef, Observed<Segment>>()
    let summaries = Memory<SummaryKey, Observed<PortSummary>>()

    struct SummaryKey: Hashable {
        let bridge: LinkRef
        let everyPort: Bool
    }

    init() {}
}

extension SnapshotQuery {
    var topology: TopologyInferences { inferences(TopologyInferences.self) }
}
