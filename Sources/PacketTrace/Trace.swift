import Addresses
import Netfilter
import NetworkModel
import SnapshotQuery

/// How a packet's way ends, a closed set.
public enum Disposition: String, Hashable, Sendable, CaseIterable {
    /// Taken by a socket, or answered by the kernel itself.
    case delivered
    /// Out of a link whose far side is no part of this node.
    case leftNode = "left-node"
    /// Read by the process that holds a tun or tap device.
    case handedToProcess = "handed-to-process"
    case dropped
    /// Refused, and the sender is told.
    case rejected
    case noRoute = "no-route"
    case neighborUnresolved = "neighbor-unresolved"
    case tooBig = "too-big"
    case loop
    /// From some point on nothing is known.
    case unknown

    /// As far as this node is concerned the packet got where it should.
    public var isSuccess: Bool { self == .delivered || self == .leftNode || self == .handedToProcess }
}

/// What a packet does on its way, in the kernel's order.
public enum Stage: String, Hashable, Sendable {
    case route, hook, neighbor, device, xdp, tc, bridge, tunnel, input, forward, mtu, xfrm, socket, process, wire
}

/// One thing that happened to a packet, and what decided it.
public struct Hop: Hashable, Sendable {
    public var netns: NetnsID
    public var stage: Stage
    public var link: LinkRef?
    public var linkName: String?
    /// `send`, `forward`, `deliver`, `flood` …
    public var action: String
    /// Route with table and rule, forwarding entry, rule, setting.
    public var because: String
    public var hook: Hook?
    /// Rules that were met, in order.
    public var visits: [RuleVisit] = []
    public var nat: NATChange?
    /// Of the link it leaves by.
    public var mtu: Int?
    /// Where it is put into a tunnel.
    public var tunnel: Encapsulation?

    public init(
        _ netns: NetnsID, _ stage: Stage, link: LinkRef? = nil, name: String? = nil, _ action: String, because: String,
        hook: Hook? = nil, visits: [RuleVisit] = [], nat: NATChange? = nil, mtu: Int? = nil
    ) {
        self.netns = netns
        self.stage = stage
        self.link = link
        linkName = name
        self.action = action
        self.because = because
        self.hook = hook
        self.visits = visits
        self.nat = nat
        self.mtu = mtu
    }
}

/// The one object that ends a way, and why.
public struct DropPoint: Hashable, Sendable {
    public var netns: NetnsID
    public var stage: Stage
    /// `link`, `sysctl`, `route`, `rule`, `neighbor`, `chain`, `fdb`, `socket`, `address`, `policy` (of IPsec), `process` or `unknown`.
    public var object: String
    public var name: String
    /// In plain words, without the name of the namespace.
    public var reason: String
    public var link: LinkRef?
    public var rule: RuleReference?
    /// The tunnel that the packet was in, or that it could not be put into.
    public var tunnel: Encapsulation?

    public init(
        _ netns: NetnsID, _ stage: Stage, _ object: String, _ name: String, _ reason: String, link: LinkRef? = nil,
        rule: RuleReference? = nil
    ) {
        self.netns = netns
        self.stage = stage
        self.object = object
        self.name = name
        self.reason = reason
        self.link = link
        self.rule = rule
    }
}

/// One direction of one flow, from hop to hop.
public struct Trace: Hashable, Sendable {
    public var disposition: Disposition
    public var hops: [Hop]
    /// Nil where nothing stops it.
    public var dropPoint: DropPoint?
    /// Smallest MTU of the links it left by, inside their tunnels.
    public var mtu: Int?
    /// What chance must decide for this way to be taken.
    public var assumptions: [String]
    /// The packet as it ended; what was inside, where that was in a tunnel.
    public var packet: Packet
    /// The namespace in which it ended.
    public var netns: NetnsID
    /// The sockets that take it, where it is for one.
    public var listeners: [Socket]
    /// Whether the ICMP error gets back that a stop sends; nil where it sends none.
    public var errorReturns: Bool?
    /// What stops that error.
    public var errorDropPoint: DropPoint?
}

/// A way there and, where something answers, the way back.
public struct BidirectionalTrace: Hashable, Sendable {
    public var forward: Trace
    /// One for each way that chance may fall on the way back.
    public var replies: [Trace]

    /// The worse of both directions.
    public var disposition: Disposition {
        guard forward.disposition == .delivered else { return forward.disposition }
        return replies.first { !$0.disposition.isSuccess }?.disposition ?? replies.first?.disposition ?? .delivered
    }

    public var dropPoint: DropPoint? {
        forward.dropPoint ?? replies.first { $0.dropPoint != nil }?.dropPoint
    }

    /// Nil where chance decides whether the answer gets back.
    public var works: Bool? {
        guard disposition != .unknown else { return nil }
        guard forward.disposition.isSuccess, let first = replies.first?.disposition.isSuccess else {
            return forward.disposition.isSuccess
        }
        return replies.contains { $0.disposition.isSuccess != first } ? nil : first
    }

    /// How far it gets: hops of both directions.
    public var reach: Int { forward.hops.count + (replies.map(\.hops.count).max() ?? 0) }
}

/// Everything that may become of a flow.
public struct PathAnswer: Hashable, Sendable {
    public var flow: PathFlow
    /// One for each way that chance may fall: next hops, random rules. Never empty.
    public var traces: [BidirectionalTrace]

    public var works: Bool? {
        guard let first = traces.first?.works else { return nil }
        return traces.contains { $0.works != first } ? nil : first
    }
}

/// The question: who sends what to whom.
public struct PathFlow: Hashable, Sendable {
    public var netns: NetnsID
    /// Nil: the kernel picks.
    public var src: IPAddress?
    public var dst: IPAddress
    /// As the sender makes it: `tcp` with SYN, an echo request.
    public var transport: Transport
    public var mark: UInt32
    public var tos: UInt8
    /// The device it comes in by, from outside; nil for what the namespace sends itself.
    public var iif: Int?
    /// SO_BINDTODEVICE
    public var oif: Int?
    public var uid: UInt32?
    /// Bytes with the IP header; nil for a small packet.
    public var length: Int?
    public var dontFragment: Bool

    public init(
        from netns: NetnsID, src: IPAddress? = nil, to dst: IPAddress, _ transport: Transport, mark: UInt32 = 0,
        tos: UInt8 = 0,
        iif: Int? = nil, oif: Int? = nil, uid: UInt32? = nil, length: Int? = nil, dontFragment: Bool = true
    ) {
        self.netns = netns
        self.src = src
        self.dst = dst
        self.transport = transport
        self.mark = mark
        self.tos = tos
        self.iif = iif
        self.oif = oif
        self.uid = uid
        self.length = length
        self.dontFragment = dontFragment
    }
}
