import Addresses
import Analysis
import NetworkModel
import Routing
import SnapshotQuery
import Topology

extension PathReport {
    /// The question that every subject asks: does a packet get out, as far as routing tells?
    static func all(in analysis: TargetAnalysis) -> [PathReport] {
        guard !analysis.scope.isNode else { return [] }
        return analysis.scope.subjects.flatMap { id in
            (analysis.waysOut[id] ?? []).map { PathReport($0, analysis) }
        }
    }

    private init(_ way: WayOut, _ analysis: TargetAnalysis) {
        let hops = way.steps.enumerated().map { Hop($1, isEnd: $0 == way.steps.count - 1, of: way, analysis) }
        let mtu = way.steps.compactMap { $0.link?.mtu }.min()
        self.init(
            question: "default-route",
            flow: Flow(
                src: way.steps.first?.decision.value?.source.value?.description,
                dst: way.family == .inet ? "0.0.0.0/0" : "::/0"),
            forward: Direction(result: Self.result(way), hops: hops, stoppedBy: Self.dropPoint(way), mtu: mtu),
            // What never got out is not answered: the way back is untested then.
            reply: Self.dropPoint(way) == nil
                ? way.steps.first.flatMap { Self.reply(to: $0.netns, way, analysis) } : nil)
    }

    /// The way back, as far as it is decided by the first router: where it would send a packet for our address.
    private static func reply(to subject: NetnsID, _ way: WayOut, _ analysis: TargetAnalysis) -> Direction? {
        guard let router = way.routers.first,
            let reply = analysis.replies.first(where: {
                $0.attachment.ref.netns == subject && $0.netns == router && $0.address.local.family == way.family
            }), case .known(let decision) = reply.decision, let isRight = reply.isRight
        else { return nil }
        let words = RouteWords.describe(decision, in: router, analysis)
        let link = decision.oif.map { analysis.routerCache.linkName(router, $0) }
        return Direction(
            result: isRight ? "delivered" : decision.error == nil ? "dropped" : "no-route",
            hops: [
                Hop(
                    netns: router.inode, stage: "route", link: link, action: isRight ? "forward" : "lose",
                    because: words)
            ],
            stoppedBy: isRight
                ? nil
                : DropPoint(
                    netns: router.inode, stage: "route", object: "route", name: reply.address.address.description))
    }

    private static func result(_ way: WayOut) -> String {
        if way.steps.contains(where: { $0.blockage != nil }) { return "dropped" }
        if let blocked = way.blockedRouter { return blocked == nil ? "unknown" : "dropped" }
        return switch way.end {
        case .leftNode: "left-node"
        case .arrived: "delivered"
        case .refused: "no-route"
        case .gatewayMissing: "neighbor-unresolved"
        case .loop: "loop"
        case .unknown: "unknown"
        }
    }

    private static func dropPoint(_ way: WayOut) -> DropPoint? {
        if let blockage = way.steps.lazy.compactMap(\.blockage).first {
            return DropPoint(
                netns: blockage.ref.netns.inode, stage: "link", object: "link", name: blockage.link.ifname,
                because: blockage.what)
        }
        if let blocked = way.blockedRouter, let step = blocked {
            let name = way.family == .inet ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding"
            return DropPoint(netns: step.netns.inode, stage: "forwarding", object: "sysctl", name: name)
        }
        return switch way.end {
        case .leftNode, .arrived: nil
        case .refused(let id): DropPoint(netns: id.inode, stage: "route", object: "route", name: "default")
        case .gatewayMissing(let id):
            DropPoint(
                netns: id.inode, stage: "neighbor", object: "neighbor",
                name: way.steps.last?.decision.value?.gateway?.description ?? "?")
        case .loop(let id): DropPoint(netns: id.inode, stage: "route", object: "route", name: "default")
        case .unknown(let id, let reason):
            DropPoint(netns: id.inode, stage: "route", object: "route", name: "default", because: reason)
        }
    }
}

extension WayOut {
    /// The first router that does not forward what comes in; `.some(nil)` where that is unknown; nil where all do.
    fileprivate var blockedRouter: Step?? {
        for step in steps.dropFirst() {
            guard let decision = step.decision.value, decision.error == nil else { continue }
            if step.forwards == false { return .some(step) }
        }
        return nil
    }
}

extension PathReport.Hop {
    fileprivate init(_ step: WayOut.Step, isEnd: Bool, of way: WayOut, _ analysis: TargetAnalysis) {
        let because: String
        let action: String
        switch step.decision {
        case _ where isEnd && way.end == .arrived(step.netns):
            // Where the outside begins nobody sends any further, and that is no refusal.
            because = "no way leads further out from here, as far as this node knows"
            action = "arrive"
        case .known(let decision):
            because = RouteWords.describe(decision, in: step.netns, analysis)
            action =
                decision.error == nil
                ? (step.iif == nil ? "send" : "forward") : decision.route == nil ? "no-route" : "refuse"
        case .absent:
            because = "no route"
            action = "no-route"
        case .unknown(let reason):
            because = reason
            action = "unknown"
        }
        self.init(
            netns: step.netns.inode, stage: "route",
            link: step.link?.ifname ?? step.iif.flatMap { analysis.query.link($0).value?.ifname },
            action: action, because: because)
    }
}
