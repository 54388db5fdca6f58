import Addresses
import Netfilter
import NetworkModel
import Routing
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

    /// What it means, for schemas and pages.
    public var about: String {
        switch self {
        case .delivered: "taken by a socket, or answered by the kernel itself"
        case .leftNode: "out of a link whose far side is no part of this node"
        case .handedToProcess: "read by the process that holds a tun or tap device"
        case .dropped: "lost without a word"
        case .rejected: "refused, and the sender is told"
        case .noRoute: "no route, or one that refuses"
        case .neighborUnresolved: "nobody answers for the next hop's address"
        case .tooBig: "too big for a link, and not to be cut"
        case .loop: "it comes to the same place again"
        case .unknown: "from some point on nothing is known"
        }
    }

    /// As far as this node is concerned the packet got where it should.
    public var isSuccess: Bool { self == .delivered || self == .leftNode || self == .handedToProcess }
}

/// What a packet does on its way, a closed set, in about the kernel's order; `about` says what each is.
public enum Stage: String, Hashable, Sendable, CaseIterable {
    case cgroup, route, hook, neighbor, device, xdp, tc, queue, bridge, tunnel, input, forward, mtu, xfrm
    case socket, process, wire

    /// What it means, for schemas and pages.
    public var about: String {
        switch self {
        case .cgroup: "programs on the cgroup of the process that sends or gets it"
        case .route: "policy rules and tables, where a packet begins or is routed again"
        case .hook: "a hook of netfilter, of nf_tables or xtables"
        case .neighbor: "the hardware address of the next hop: neighbour table, ARP, neighbour discovery"
        case .device: "a link that sends or takes a frame"
        case .xdp: "a program in a link's receive path"
        case .tc: "filters and programs of traffic control"
        case .queue: "a queue that shapes what a link sends"
        case .bridge: "a bridge and its ports"
        case .tunnel: "put into a tunnel, or taken out of it"
        case .input: "routing of a received packet: whether it is for this namespace, and its source believed"
        case .forward: "passed on to another link"
        case .mtu: "too big for a link, or cut to fit"
        case .xfrm: "a policy of IPsec"
        case .socket: "taken by a socket or the kernel itself, or refused for want of one"
        case .process: "read by the process that holds a tun or tap device"
        case .wire: "out of a link whose far side is no part of this node"
        }
    }
}

/// One thing that happened to a packet, and what decided it.
public struct Hop: Hashable, Sendable {
    /// In the words of reports; those of a hook are its verdict's.
    public enum Action: String, Hashable, Sendable, CaseIterable {
        case send, forward, leave, take, answer, refuse, drop, fail
        case ask, frame, cross, `switch`, redirect, fragment, wrap, unwrap
        case handUp = "hand up"
        case handOver = "hand over"
        case passUp = "pass up"
        case routeAgain = "route again"
        case accept, reject, queue, wait, steal, unknown
    }

    /// Where it happened.
    public var netns: NetnsID
    /// What kind of step it is.
    public var stage: Stage
    /// The link it is about; nil where it is about none.
    public var link: LinkRef?
    /// The name of that link. Hostile text.
    public var linkName: String?
    /// What became of the packet here.
    public var action: Action
    /// Route with table and rule, forwarding entry, rule, setting.
    public var because: String
    /// Of stage `hook`: which one; nil for all others.
    public var hook: Hook?
    /// Rules that were met, in order.
    public var visits: [RuleVisit] = []
    /// What NAT changed at a hook; nil where it changed nothing.
    public var nat: NATChange?
    /// Of the link it leaves by.
    public var mtu: Int?
    /// Where it is put into a tunnel.
    public var tunnel: Encapsulation?
    /// What `because` says, as values.
    public var fact: HopFact?

    /// In no tunnel.
    public init(
        _ netns: NetnsID, _ stage: Stage, link: LinkRef? = nil, name: String? = nil, _ action: Action, because: String,
        hook: Hook? = nil, visits: [RuleVisit] = [], nat: NATChange? = nil, mtu: Int? = nil, fact: HopFact? = nil
    ) {
        self.fact = fact
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
    /// What kind of thing it is.
    public enum Object: String, Hashable, Sendable, CaseIterable {
        case link, sysctl, route, neighbor, chain, fdb, socket, address
        /// Of policy routing.
        case rule
        /// Of IPsec.
        case policy
        /// Of tc, and a program of XDP.
        case filter, program
        /// The queue of a link.
        case qdisc
        /// Of connection tracking.
        case table
        case unknown
    }

    /// What of the object it is, where somebody judges by it.
    public enum Detail: Hashable, Sendable {
        case setting(SysctlKey)
        /// The bridge port that the frame came in by does not send it back.
        case hairpin
        case filter(LinkTraffic.Direction, isTCX: Bool)
        /// A flag of a bridge port.
        case portFlag(PortFlag)
        /// The VLAN that a link, or a bridge port, or the bridge itself would have to be in, for frames that go into the
        /// bridge or that come out of it; nil where no frame without a tag is taken.
        case vlan(UInt16?, isIngress: Bool)
        /// The link takes part in no ARP (IFF_NOARP).
        case noARP
        /// The frame is for a hardware address that nobody has where it goes.
        case strangeFrame
        /// A policy of IPsec, or what is done where none covers the packet.
        case xfrm(XfrmPolicy)
        /// Two devices on one link that may not talk to each other; the other one.
        case siblings(LinkRef)
        /// What keeps WireGuard from sending or taking the packet.
        case wireguard(WireGuardTrouble)
        case defaultXfrm(XfrmPolicy.Direction)
        /// Its time to live was for this many routers, which is less than anybody begins with.
        case timeToLive(routers: Int)
    }

    /// A flag of a bridge port that keeps frames from it, in the words of bridge(8).
    public enum PortFlag: String, Hashable, Sendable, CaseIterable {
        case flood, bcastFlood = "bcast_flood", mcastFlood = "mcast_flood", locked, isolated
    }

    /// The namespace whose object it is.
    public var netns: NetnsID
    /// The step at which it stops the packet.
    public var stage: Stage
    public var object: Object
    public var detail: Detail?
    /// The object's own name: of the link, the setting, the chain. Hostile text.
    public var name: String
    /// In plain words, without the name of the namespace.
    public var reason: String
    /// The link that is concerned; nil where none is.
    public var link: LinkRef?
    /// The rule, or the policy of a chain, that decided; nil where no rules are to blame.
    public var rule: RuleReference?
    /// The hook at which that rule decided.
    public var hook: Hook?
    /// What stops is not the packet but the question, or its answer, who has the next hop's address.
    public var solicitation: Solicitation?
    /// The tunnel that the packet was in, or that it could not be put into.
    public var tunnel: Encapsulation?

    /// In no tunnel.
    public init(
        _ netns: NetnsID, _ stage: Stage, _ object: Object, _ name: String, _ reason: String, link: LinkRef? = nil,
        rule: RuleReference? = nil, hook: Hook? = nil, detail: Detail? = nil
    ) {
        self.netns = netns
        self.stage = stage
        self.object = object
        self.name = name
        self.reason = reason
        self.link = link
        self.rule = rule
        self.hook = hook
        self.detail = detail
    }

    /// The setting that it is, if it is one.
    public var setting: SysctlKey? { if case .setting(let key)? = detail { key } else { nil } }
}

/// One direction of one flow, from hop to hop.
public struct Trace: Hashable, Sendable {
    /// How it ended.
    public var disposition: Disposition
    /// In order; tunnels' outer packets among them.
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
    /// Objects that would have stopped it, where the trace was for the ways and went on.
    public var passed: [DropPoint] = []
    /// Links at which a packet socket would see it, in order; empty where nobody wanted to know.
    public var taps: [Tap] = []
}

/// A way there and, where something answers, the way back.
public struct BidirectionalTrace: Hashable, Sendable {
    /// From the sender to its end.
    public var forward: Trace
    /// One for each way that chance may fall on the way back.
    public var replies: [Trace]

    /// The worse of both directions.
    public var disposition: Disposition {
        replies.first { !$0.disposition.isSuccess }?.disposition ?? forward.disposition
    }

    /// What stops the packet or else its answer; nil where nothing does.
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

    /// Nil where chance decides, or something unseen.
    public var works: Bool? {
        guard let first = traces.first?.works else { return nil }
        return traces.contains { $0.works != first } ? nil : first
    }
}

/// The question: who sends what to whom.
public struct PathFlow: Hashable, Sendable {
    /// The namespace that sends it, or that it comes in to.
    public var netns: NetnsID
    /// Nil: the kernel picks.
    public var src: IPAddress?
    /// Before any NAT.
    public var dst: IPAddress
    /// As the sender makes it: `tcp` with SYN, an echo request.
    public var transport: Transport
    /// SO_MARK, or skb->mark of what comes in; 0 for none.
    public var mark: UInt32
    /// The whole DS field, or the traffic class.
    public var tos: UInt8
    /// The device it comes in by, from outside; nil for what the namespace sends itself.
    public var iif: Int?
    /// The frame around what comes in from outside, as far as it is known.
    public var frame: Frame?
    /// SO_BINDTODEVICE
    public var oif: Int?
    /// Of the sending process, as the namespace's reader would see it; nil where it is left open.
    public var uid: UInt32?
    /// The same of its group.
    public var gid: UInt32?
    /// Bytes with the IP header; nil for a small packet.
    public var length: Int?
    /// IPv4's DF bit, as sockets set it by default.
    public var dontFragment: Bool

    /// Hardware addresses of a frame that a sender out of sight makes.
    public struct Frame: Hashable, Sendable {
        /// The sender's.
        public var source: LinkLayerAddress
        /// Of the next hop, as the sender sees it; nil for the link that it comes in by.
        public var destination: LinkLayerAddress?

        public init(source: LinkLayerAddress, destination: LinkLayerAddress?) {
            (self.source, self.destination) = (source, destination)
        }
    }

    /// A small packet that the namespace itself sends, unless it is said to be something else.
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
