import Addresses
import NetworkModel
import Topology

/// By which routers packets get from a namespace to the outside, and by which link they leave: read off one trace that
/// goes on where something stops it (`Aim.ways`).
public final class Egress: Sendable {
    /// Which packets were asked about.
    public enum Question: String, Hashable, Sendable {
        /// Those of a sender that binds nothing.
        case any
        /// Those that carry the address of one attachment, as answers do that came in by it.
        case source
        /// Those that a router sends by one of its uplinks.
        case uplink
    }

    /// One namespace that routes them.
    public struct Step: Sendable {
        public let passage: Passage
        /// The link they leave by, and how that is attached.
        public let link: Link?
        public let attachment: Attachment?

        public var netns: NetnsID { passage.netns }
        /// Where they come in; nil in the namespace where they begin.
        public var iif: LinkRef? { passage.iif }
        public var decision: RouteDecision { passage.decision }
        public var oif: LinkRef? { passage.oif }
    }

    public let subject: NetnsID
    public let family: IPAddress.Family
    public let question: Question
    /// Nil where there is nothing to ask: every address is covered by a route of its own, or the routes are not known.
    public let flow: PathFlow?
    public let steps: [Step]
    public let result: Disposition
    public let dropPoint: DropPoint?
    /// What would stop them on the way.
    public let passed: [DropPoint]

    init(
        of subject: NetnsID, _ family: IPAddress.Family, _ question: Question, flow: PathFlow?, _ path: Trace?,
        steps: [Step]
    ) {
        self.subject = subject
        self.family = family
        self.question = question
        self.flow = flow
        self.steps = steps
        result = path?.disposition ?? .unknown
        dropPoint = path?.dropPoint
        passed = path?.passed ?? []
    }

    /// Namespaces that forward for the first one; the last of them may be where the outside begins.
    public var routers: [NetnsID] { steps.dropFirst().map(\.netns) }

    /// The link by which they leave this node.
    public var uplink: LinkRef? {
        result == .leftNode || result == .handedToProcess ? steps.last?.oif : nil
    }

    /// The namespace that plays the outside, as far as this node knows: one that packets get to and that has no way
    /// further out, unless it refuses by a route of its own.
    public var outside: NetnsID? {
        guard let last = steps.last, last.iif != nil else { return nil }
        if result == .delivered { return last.netns }
        return result == .noRoute && last.decision.error != nil && last.decision.route == nil ? last.netns : nil
    }

    /// Routing itself ends the way before anything that is outside.
    public var isCut: Bool { uplink == nil && outside == nil }
}

extension TargetAnalysis {
    private static let mostUplinks = 8

    /// Every way out: of each subject what it sends without binding anything; where it hangs on several links, also what
    /// carries the address of each; and of its routers what they send by each uplink beside the one that is taken.
    public func egresses() -> [Egress] {
        scope.subjects.flatMap { id -> [Egress] in
            let ways = waysOut[id] ?? []
            guard !scope.isNode else { return ways }
            return ways + ways.flatMap { sources(of: id, $0.family) + uplinks($0) }
        }
    }

    private func sources(of id: NetnsID, _ family: IPAddress.Family) -> [Egress] {
        let addresses = attachments(of: id).filter(\.link.isUp).compactMap { attachment in
            attachment.globalAddresses.first { $0.local.family == family && $0.isUsable }?.address
        }
        guard addresses.count > 1 else { return [] }
        return addresses.map { probes.egress(of: id, family, .source, src: $0) }
    }

    /// Of the routers on a way, in which default routes of any table lead out by other links too.
    private func uplinks(_ way: Egress) -> [Egress] {
        way.steps.dropFirst().flatMap { step -> [Egress] in
            guard let taken = step.oif else { return [] }
            let routes = (query.routes(step.netns, way.family).value ?? []).filter {
                $0.type == .unicast && $0.dst.isDefault
            }
            let others = Set(routes.flatMap(\.nexthops).compactMap(\.ifindex)).subtracting([taken.ifindex])
            return others.sorted().prefix(Self.mostUplinks).map {
                probes.egress(of: step.netns, way.family, .uplink, oif: $0)
            }
        }
    }

    /// The way on of what comes in by a link, whoever sent it.
    public func wayOn(from iif: LinkRef, _ family: IPAddress.Family) -> Egress {
        probes.egress(of: iif.netns, family, iif: iif)
    }
}
