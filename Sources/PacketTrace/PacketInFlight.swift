import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

/// Where a packet is.
enum PacketPosition: Hashable {
    /// Made by a socket, before routing.
    case send(NetnsID)
    /// Routed, before the postrouting hook and the neighbour.
    case leave(NetnsID, RoutePath)
    /// A frame that a device is to send.
    case transmit(LinkRef)
    /// A frame that arrives at a device.
    case receive(LinkRef)
    /// Past the bridge and the hardware address, for the network layer of a device.
    case network(LinkRef)
    /// For this namespace, before the input hook.
    case local(LinkRef)
}

/// An ARP request or a neighbour solicitation on its way.
struct Ask: Hashable {
    var target: IPAddress
    var sender: IPAddress
    var link: LinkRef
    var mac: LinkLayerAddress
    /// True for the answer on its way back.
    var isAnswer = false
}

/// Where a reply is awaited: the sender of the first packet, and what the first packet was to it.
struct Awaited: Hashable {
    var netns: NetnsID
    var tuple: Connection.Tuple
    /// Nobody in that namespace asked: the first packet came in there from outside.
    var isOutside = false
}

/// A packet on its way, with all that is known of it: a value, so that ways that part do not disturb each other.
struct PacketInFlight {
    var position: PacketPosition
    var packet: Packet
    var learned = LearnedState()
    var hops: [Hop] = []
    var assumptions: [String] = []
    var mtu: Int?
    var ask: Ask?
    var awaited: Awaited?
    /// The packet as its socket made it.
    var sent: Connection.Tuple?
    /// Where ICMP errors have to get to.
    var origin: NetnsID?
    /// The socket's device, SO_BINDTODEVICE.
    var oif: Int?
    /// Another namespace sends it by this one's devices: no socket here made it, and its source is of no concern.
    var isRelayed = false
    /// bridge-nf has shown the packet to the prerouting hook, which is not asked twice.
    var isPrerouted = false
    /// Whose hardware address the frame got, and on which link it was looked up.
    var nexthop: (address: IPAddress, link: LinkRef)?
    /// Its link asked nobody for the next hop, and the frame is for the link itself.
    var unasked: Solicitation?
    /// The tunnel that it has just come out of, at this device.
    var unwrapped: (by: LinkRef, from: Encapsulation)?
    /// The link at which a filter sent it to another device.
    var redirected: (from: LinkRef, at: LinkTraffic.Direction)?
    /// An ifb device has given it back to this link: what has seen the frame there sees it no more.
    var isGivenBack = false
    /// Tunnels around it, outermost last.
    var inner: [Inner] = []
    var steps = 0
    var seen: Set<Sighting> = []

    var disposition: Disposition?
    var dropPoint: DropPoint?
    var listeners: [Socket] = []
    var errorReturns: Bool?
    var errorDropPoint: DropPoint?
    /// Stops that a trace for the ways has passed.
    var passed: [DropPoint] = []
    /// Links at which it could be seen, where somebody wants to know.
    var taps: [Tap] = []
    /// Who answers an `ask`, by which hardware address.
    var answer: (link: LinkRef, mac: LinkLayerAddress)?
    /// For copies of a flooded frame: the copy went where the wanted address is.
    var isWanted = false

    /// A packet inside a tunnel while the outer one travels.
    struct Inner {
        var packet: Packet
        var tunnel: Encapsulation
        var oif: Int?
    }

    struct Sighting: Hashable {
        var link: LinkRef
        var src: IPAddress
        var dst: IPAddress
        var proto: UInt8?
        var destinationMAC: LinkLayerAddress?
        var tags: [VLANTag] = []
        var depth: Int
    }

    init(_ position: PacketPosition, _ packet: Packet) {
        self.position = position
        self.packet = packet
    }

    func at(_ position: PacketPosition) -> PacketInFlight {
        var next = self
        next.position = position
        return next
    }

    /// How routing decided, as a fact of its hop.
    func fact(_ decision: RouteDecision, _ path: RoutePath? = nil, iif: LinkRef? = nil) -> HopFact {
        .route(decision, path, iif: iif, depth: inner.count)
    }

    func with(_ hop: Hop) -> PacketInFlight {
        var next = self
        next.hops.append(hop)
        return next
    }

    func ended(_ disposition: Disposition, _ dropPoint: DropPoint?) -> PacketInFlight {
        var end = self
        end.disposition = disposition
        end.dropPoint = dropPoint
        if let unasked, dropPoint?.solicitation == nil { end.dropPoint?.solicitation = unasked }
        if dropPoint?.tunnel == nil, var around = inner.last?.tunnel {
            if disposition == .neighborUnresolved { around.outerNexthop = nexthop?.address }
            end.dropPoint?.tunnel = around
        }
        return end
    }

    func dropped(_ dropPoint: DropPoint) -> [PacketInFlight] { [ended(.dropped, dropPoint)] }

    var netns: NetnsID {
        switch position {
        case .send(let id), .leave(let id, _): id
        case .transmit(let ref), .receive(let ref), .network(let ref), .local(let ref): ref.netns
        }
    }

    /// The link by which it left this node, or was handed to a process: where an answer comes in.
    var exit: LinkRef? {
        guard disposition == .leftNode || disposition == .handedToProcess, case .transmit(let ref) = position else {
            return nil
        }
        return ref
    }

    var stage: Stage {
        switch position {
        case .send: .route
        case .leave: .neighbor
        case .transmit, .receive: .device
        case .network: .input
        case .local: .socket
        }
    }

    var trace: Trace {
        Trace(
            disposition: disposition ?? .unknown, hops: hops, dropPoint: dropPoint, mtu: mtu, assumptions: assumptions,
            packet: inner.first?.packet ?? packet,
            netns: netns,
            listeners: listeners, errorReturns: errorReturns, errorDropPoint: errorDropPoint, passed: passed,
            taps: taps)
    }

    /// The bytes that count against a link's MTU.
    var length: Int { packet.length ?? 84 }

    mutating func narrow(to mtu: Int) {
        let usable = mtu - inner.reduce(0) { $0 + $1.tunnel.overhead }
        self.mtu = min(self.mtu ?? usable, usable)
    }
}
