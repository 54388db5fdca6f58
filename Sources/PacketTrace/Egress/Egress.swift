import Addresses
import NetworkModel
import Routing
import SnapshotQuery
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
        /// How it was routed there.
        public let passage: Passage
        /// The link they leave by; nil where they do not go on, or it was not read.
        public let link: Link?
        /// How that link is attached; nil where it attaches to nothing.
        public let attachment: Attachment?

        public var netns: NetnsID { passage.netns }
        /// Where they come in; nil in the namespace where they begin.
        public var iif: LinkRef? { passage.iif }
        /// What routing decided there.
        public var decision: RouteDecision { passage.decision }
        /// Nil where they do not go on.
        public var oif: LinkRef? { passage.oif }
    }

    /// Where they begin.
    public let subject: NetnsID
    public let family: IPAddress.Family
    /// Which packets they are.
    public let question: Question
    /// Nil where there is nothing to ask: every address is covered by a route of its own, or the routes are not known.
    public let flow: PathFlow?
    /// In order, the subject first; empty where nothing was routed.
    public let steps: [Step]
    /// How they end; `unknown` where there was nothing to ask.
    public let disposition: Disposition
    /// What ends them for good; nil where they get out.
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
        disposition = path?.disposition ?? .unknown
        dropPoint = path?.dropPoint
        passed = path?.passed ?? []
    }

    /// Namespaces that forward for the first one; the last of them may be where the outside begins.
    public var routers: [NetnsID] { steps.dropFirst().map(\.netns) }

    /// The link by which they leave this node.
    public var uplink: LinkRef? {
        disposition == .leftNode || disposition == .handedToProcess ? steps.last?.oif : nil
    }

    /// The namespace that plays the outside, as far as this node knows: one that packets get to and that has no way
    /// further out, unless it refuses by a route of its own.
    public var outside: NetnsID? {
        guard let last = steps.last, last.iif != nil else { return nil }
        if disposition == .delivered { return last.netns }
        return disposition == .noRoute && last.decision.error != nil && last.decision.route == nil ? last.netns : nil
    }

    /// Routing itself ends the way before anything that is outside.
    public var isCut: Bool { uplink == nil && outside == nil }
}
