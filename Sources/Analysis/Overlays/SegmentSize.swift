import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

// How large the segments of TCP become, by what both ends can take and by the rules on the way.

extension TargetAnalysis {
    /// Whether connections on a path are told to send segments so small that they fit where it is too big: the one that was
    /// traced to the same place shows it. What the subject sends is as large as the answer's option allows.
    public func isClamped(_ path: AskedPath) -> Bool {
        guard path.question == .outsideFull, path.way?.disposition == .tooBig,
            let room = path.stopped?.dropPoint?.link.flatMap({ query.link($0).value?.mtu })
        else { return false }
        let connections = asked.filter {
            $0.question == .outside && $0.subject == path.subject && $0.answer.flow.dst == path.answer.flow.dst
        }
        return connections.contains { connection in
            guard let way = connection.way else { return false }
            let backs = way.replies.isEmpty ? answers.welcomes(to: connection.answer.flow) : way.replies
            return !backs.isEmpty && ([way.forward] + backs).allSatisfy { clamp($0).map { $0 <= room } ?? false }
        }
    }

    /// Bytes, with the IP header, that the rules a trace has passed leave to TCP; nil where none makes its segments smaller.
    func clamp(_ path: Trace) -> Int? {
        let headers = path.packet.family == .inet ? 40 : 60
        return path.hops.lazy.flatMap(\.visits).filter { $0.outcome == .passed }.flatMap { visit in
            self.query.meanings(of: visit.rule).lazy.flatMap(\.actions).compactMap { action -> Int? in
                guard case .clampSegments(let size) = action else { return nil }
                return size.map { Int($0) + headers } ?? self.routedSize(path, in: visit.rule.netns)
            }
        }.min()
    }

    /// What the routes there and back take where a namespace routes a packet (tcpmss_mangle_packet).
    private func routedSize(_ path: Trace, in id: NetnsID) -> Int? {
        guard let passage = path.passages.first(where: { $0.netns == id }) else { return nil }
        let back = passage.iif.flatMap { query.link($0).value?.mtu }
        return [size(passage), back].compactMap { $0 }.min()
    }

    private func size(_ passage: Passage) -> Int? {
        passage.decision.route?.mtu.flatMap { $0 > 0 ? Int($0) : nil }
            ?? passage.oif.flatMap { query.link($0).value?.mtu }
    }

    /// Bytes, with the IP header, of the largest packets that a connection sends, or a ping as large as the first link takes.
    func largestPacket(_ path: AskedPath) -> Int? {
        guard let way = path.way, let own = way.forward.passages.first.flatMap(size) else { return nil }
        guard case .tcp = path.answer.flow.transport else { return own }
        // Each end says what it can take itself.
        let theirs = way.replies.compactMap { $0.passages.first.flatMap(size) }
        return ([own] + theirs + way.replies.compactMap(clamp)).min()
    }
}

extension Questions {
    /// What somebody waits for again, with large packets: they hang where the small ones, with which all begins, pass.
    func fullSize(_ paths: [AskedPath]) -> [AskedPath] {
        paths.filter { $0.works && $0.answer.flow.transport.sendsLarge }.prefix(Self.most).compactMap { path in
            var flow = path.answer.flow
            flow.length = analysis.largestPacket(path)
            return flow.length == nil ? nil : ask(.fullSize, path.subject, flow)
        }
    }
}

extension Transport {
    /// Whoever sends datagrams chooses their size.
    fileprivate var sendsLarge: Bool {
        switch self {
        case .tcp, .icmp, .icmpv6: true
        case .udp, .ported, .other, .none: false
        }
    }
}
