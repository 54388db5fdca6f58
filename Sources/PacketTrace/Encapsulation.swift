import Addresses
import Netfilter
import NetworkModel
import SnapshotQuery

/// A tunnel that a packet was put into, and where that should have led.
public struct Encapsulation: Hashable, Sendable {
    /// The tunnel's device.
    public var device: LinkRef
    /// IFLA_INFO_KIND of the device.
    public var kind: String
    /// The next hop inside, where it was looked up on the device itself.
    public var nexthop: IPAddress?
    /// The hardware address that the frame inside is for.
    public var mac: LinkLayerAddress?
    /// The outer packet's source as the device is told it; nil where routing picks one.
    public var local: IPAddress?
    /// The outer packet's destination, the far end; nil where the device knows none.
    public var remote: IPAddress?
    /// The network's identifier in VXLAN; nil for other kinds.
    public var vni: UInt32?
    /// GRE's key; nil where none is written.
    public var key: UInt32?
    /// GRE writes a checksum, or sequence numbers.
    public var hasChecksum = false
    public var hasSequence = false
    /// WireGuard's keys and what they are for; nil for other kinds.
    public var wireguard: WireGuardWrapping?
    /// The outer packet's UDP destination port.
    public var port: UInt16?
    /// IPPROTO_* of the outer packet; nil where none was made.
    public var proto: UInt8?
    /// Bytes of headers around the packet.
    public var overhead = 0
    /// The outer packet's next hop, where that is what could not be resolved.
    public var outerNexthop: IPAddress?
    /// What does not fit the first link below goes back as an error, whether or not outer packets may be cut.
    public var refusesCut = false
    /// Who sends what does not fit is told.
    public var tellsOfSize = true
    /// The far end has taken the packet out again.
    public var hasArrived = false

    init(_ device: LinkRef, _ link: Link, _ flight: PacketInFlight) {
        self.device = device
        kind = link.infoKind ?? ""
        mac = flight.packet.destinationMAC.value
        if let ask = flight.ask, ask.link == device {
            nexthop = ask.target
        } else if let asked = flight.nexthop, asked.link == device {
            nexthop = asked.address
        }
    }
}

/// What is wrong with a tunnel, as the way of a packet shows that it loses.
public enum TunnelTrouble: String, Hashable, Sendable, CaseIterable {
    /// The device knows no far end for the hardware address.
    case noRemote = "no-remote"
    /// The next hop's hardware address is not known, and the question for it goes nowhere.
    case noNeighbor = "no-neighbor"
    /// The address that outer packets are sent from is not there.
    case noSource = "no-source"
    /// The way to the far end leads into the tunnel itself.
    case routeLoop = "route-loop"
    /// A rule stops the outer packet.
    case rule
    /// Nobody answers for the far end's address.
    case nobodyThere = "nobody-there"
    /// No tunnel of this port ends there.
    case port
    /// One does, but with other network identifiers.
    case vni
    /// WireGuard's own rules: keys, endpoints, allowed addresses.
    case peer
    /// The frame inside is for another hardware address than the far end's.
    case mac
    /// Something that any packet on that way would meet.
    case underlay
}

extension Trace {
    /// Nil where no tunnel is to blame.
    public var tunnelTrouble: TunnelTrouble? {
        guard let dropPoint, let tunnel = dropPoint.tunnel else { return nil }
        if dropPoint.rule != nil { return .rule }
        if case .wireguard? = dropPoint.detail { return .peer }
        switch (dropPoint.stage, dropPoint.object) {
        case (.tunnel, .route): return .routeLoop
        case (.tunnel, .fdb): return disposition == .neighborUnresolved ? .noNeighbor : .noRemote
        case (.tunnel, .socket): return .port
        case (.tunnel, .address): return .noSource
        case (.tunnel, .link): return .vni
        case (.device, .link) where disposition == .dropped && dropPoint.link != tunnel.device && tunnel.hasArrived:
            return .mac
        // Whatever keeps the question from its answer, but for settings that other packets would meet as well.
        case (_, .neighbor), (_, .link):
            return tunnel.outerNexthop != nil && tunnel.outerNexthop == tunnel.remote ? .nobodyThere : .underlay
        default: return .underlay
        }
    }
}
