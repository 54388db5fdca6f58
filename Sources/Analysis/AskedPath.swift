import Addresses
import Netfilter
import NetworkModel
import PacketTrace

/// A question that a diagnosis asked by itself, and its answer.
public struct AskedPath: Sendable {
    /// What is asked, and why; the names are those of facts and reports.
    public enum Question: String, Hashable, Sendable, CaseIterable {
        /// A ping to a next hop that is an address of this node.
        case gateway
        /// A query to the same address, so that a firewall which only swallows pings is told apart.
        case gatewayService = "gateway-service"
        case nameserver
        /// A ping to the outside, which reports have for each subject and facts only as `outside-ping`, where routing
        /// leads somewhere.
        case defaultRoute = "default-route"
        /// A connection to an address that only default routes cover.
        case outside
        case outsidePing = "outside-ping"
        /// A ping as big as the first link lets through.
        case outsideFull = "outside-full"
        /// What somebody waits for, with a packet as large as both ends would send.
        case fullSize = "full-size"
        /// A ping to the far end of an overlay, and one as big as the first link lets through.
        case overlay
        case overlayFull = "overlay-full"
        /// A ping from a macvlan to the host of the link below, where something leads there.
        case lower
        /// A ping by a tun device, to what a route other than the default one leads there.
        case tun
        /// From outside to a port that is translated to one of the subject.
        case published
        /// The same by an uplink beside the one that answers take by default: nobody knows whether anybody far away
        /// comes by it.
        case publishedAside = "published-aside"
        /// From the node by 127.0.0.1 to such a port.
        case publishedLocal = "published-local"
        /// A ping to a neighbour of the same network, here or behind a tunnel.
        case neighbor
        /// From a client on this node whose packets and answers take different routers, where a rule stops either: the
        /// first packet, or the one after the answer.
        case client
        /// What the user asks with `--to`.
        case to
        /// The connection of a socket of the subject that waits for an answer.
        case stuck
        /// A UDP flow that conntrack knows, or that a connected socket has.
        case flow
        /// A translated address whose target is a neighbour of the subject.
        case service
        /// One whose target is the subject itself.
        case ownService = "own-service"
        /// From the first router to a port on which the subject listens.
        case fromRouter = "from-router"
        /// A ping to a neighbour on the same bridge, and one back.
        case sibling
        case fromSibling = "from-sibling"
        /// To what a policy of IPsec on the way out is about, where that policy stops it.
        case policed
        /// Docker's resolver, which listens on another port than the one that is asked.
        case stubResolver = "stub-resolver"
        /// What that resolver passes on to other name servers.
        case upstream
    }

    /// The namespace that the diagnosis is about; the packet may begin elsewhere.
    public let subject: NetnsID
    public let question: Question
    /// There and back, each way that chance may fall.
    public let answer: PathAnswer
    /// The translation that should lead to the subject; for published ports.
    public let published: PublishedPort?
    /// What would become of the same packet from another port; for flows that conntrack may remember.
    public let fresh: PathAnswer?
    /// The one way that all others agree with; nil where chance, or something unseen, decides.
    public let way: BidirectionalTrace?
    /// The direction that was stopped.
    public let stopped: Trace?

    init(
        subject: NetnsID, question: Question, answer: PathAnswer, published: PublishedPort? = nil,
        fresh: PathAnswer? = nil
    ) {
        self.subject = subject
        self.question = question
        self.answer = answer
        self.published = published
        self.fresh = fresh
        way = answer.tellingWay
        stopped = way?.stopped
    }

    /// It gets there and back, as far as this node knows.
    public var works: Bool { answer.works == true }

    /// It works, and another namespace in sight routes the packet on or takes it: the next hop answers.
    public var isPassedOn: Bool {
        guard works, let way else { return false }
        return way.forward.hops.contains { hop in
            hop.netns != answer.flow.netns && (hop.stage == .forward || hop.stage == .socket)
        }
    }

    /// Why the answer is not known.
    public var doubt: String? {
        guard answer.works == nil else { return nil }
        let unknown = answer.traces.lazy.compactMap { $0.disposition == .unknown ? $0.dropPoint?.reason : nil }.first
        return unknown ?? "chance decides"
    }

    /// Somebody wants exactly this packet to arrive: the user, a socket of the subject, its resolver.
    public var isWanted: Bool {
        switch question {
        case .to, .stuck, .flow, .nameserver, .stubResolver: true
        default: false
        }
    }

    /// Whether the answer says something by itself. A port on which nobody listens is none where the question was only
    /// whether rules let a packet get that far.
    public var isTelling: Bool {
        switch question {
        case .gatewayService, .neighbor: false
        // Whether the far end answers a pod is none of its business; only whether the tunnel carries.
        case .overlay, .overlayFull: stopped.map { $0.dropPoint?.tunnel != nil } ?? true
        // A rule may have led it to somebody who is to pass it on.
        case .outside: stopped?.dropPoint?.stage != .socket || way?.forward.destinationNAT != nil
        case .publishedLocal: stopped?.dropPoint?.stage != .socket
        // A rule need not be for those inside.
        case .service, .ownService: way?.forward.destinationNAT != nil
        // Nor for those who come in by this link.
        case .published, .publishedAside: way?.forward.destinationNAT != nil || stopped?.dropPoint?.stage != .socket
        case .gateway, .nameserver, .defaultRoute, .outsidePing, .outsideFull, .fullSize, .client, .to, .stuck, .flow,
            .fromRouter,
            .sibling, .fromSibling, .stubResolver, .upstream, .lower, .tun, .policed:
            true
        }
    }

    /// The direction that was stopped, or that is where chance or a rate wants it.
    public var ending: Trace? { stopped ?? perhapsLost }

    /// The packet arrives and its answer does not.
    public var isReplyStopped: Bool { way.map { $0.forward.dropPoint == nil && stopped != nil } ?? false }
}

extension AskedPath.Question {
    /// Somebody else begins, and the subject answers.
    public var isInbound: Bool { [.published, .publishedAside, .client].contains(self) }
}

extension PathAnswer {
    /// The way that says most of why the packet is stopped, or the first one if it gets through; nil where that is open.
    var tellingWay: BidirectionalTrace? {
        guard let works else { return nil }
        guard !works else { return traces.first }
        // A rate that is used up is no reason where the packet does not get through either while it is not.
        return traces.reduce(traces.first) { best, way in (best.map { $0.reach < way.reach } ?? true) ? way : best }
    }
}

extension BidirectionalTrace {
    var stopped: Trace? {
        if forward.dropPoint != nil { return forward }
        let stopped = replies.filter { $0.dropPoint != nil }
        return stopped.reduce(stopped.first) { best, reply in
            (best.map { $0.hops.count < reply.hops.count } ?? true) ? reply : best
        }
    }
}

extension TargetAnalysis {
    /// Whether a question is about a gateway or a name server of its subject.
    public func needs(_ path: AskedPath) -> Bool {
        let dst = path.answer.flow.dst
        return gateways.contains { $0.netns == path.subject && $0.via == dst }
            || nameservers.contains { $0.netns == path.subject && $0.address == dst }
    }
}

extension Trace {
    /// What NAT made of a destination, and by which rule.
    public var destinationNAT: NATChange? { hops.lazy.compactMap(\.nat).last { $0.side == .destination } }
    /// What NAT made of a source, and by which rule.
    public var sourceNAT: NATChange? { hops.lazy.compactMap(\.nat).last { $0.side == .source } }
}
