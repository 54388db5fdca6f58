import NetworkModel
import PacketTrace
import SnapshotQuery

/// A queue that drops on purpose, by which packets of a target leave a link.
public struct Shaper: Sendable {
    public let ref: LinkRef
    public let link: Link
    public let qdisc: Qdisc
    /// Traced packets that end in it for certain, and those that chance may end there.
    public let stopped: [AskedPath]
    public let uncertain: [AskedPath]
    /// Whose packets pass it.
    public let affected: [NetnsID]
    /// Packets that it let through and dropped while it was watched; nil where nobody did.
    public let meanwhile: (packets: UInt64, drops: UInt64)?
}

extension TargetAnalysis {
    /// Each queue once, in the order in which packets come to them.
    func findShapers() -> [Shaper] {
        var order: [LinkRef] = []
        var users: [LinkRef: [AskedPath]] = [:]
        for path in asked {
            let traces = path.answer.traces.flatMap { [$0.forward] + $0.replies }
            let queues = traces.flatMap { trace in
                trace.hops.filter { $0.stage == .queue }.compactMap(\.link)
                    + [trace.dropPoint].compactMap { $0 }.filter { $0.stage == .queue }.compactMap(\.link)
            }
            for ref in Set(queues).sorted() {
                if users[ref] == nil { order.append(ref) }
                users[ref, default: []].append(path)
            }
        }
        return order.compactMap { ref in
            guard let qdisc = query.traffic(ref).value?.qdisc, let link = query.link(ref).value else { return nil }
            let paths = users[ref] ?? []
            let stopped = paths.filter { $0.stopped?.dropPoint.map { $0.stage == .queue && $0.link == ref } ?? false }
            let uncertain = paths.filter { path in
                path.perhapsLost?.dropPoint.map { $0.stage == .queue && $0.link == ref } ?? false
            }
            return Shaper(
                ref: ref, link: link, qdisc: qdisc, stopped: stopped, uncertain: uncertain,
                affected: Set(paths.map(\.subject)).sorted(), meanwhile: watchedRoot(of: ref, link.ifname))
        }
    }

    /// Of the root qdisc of a link.
    private func watchedRoot(of ref: LinkRef, _ ifname: String) -> (packets: UInt64, drops: UInt64)? {
        let root = query.snapshot.watched?.sources.first { source in
            guard case .qdisc(ref.netns, ifname, _, _, let parent) = source.source else { return false }
            return parent == .max
        }
        return root.map { ($0.rise("packets"), $0.rise("drops")) }
    }
}
