import Addresses

/// An object of the kernel that counts.
public enum CounterSource: Hashable, Sendable, Codable {
    /// By its name, so that a link which takes the place of another is seen to begin anew.
    case link(netns: NetnsID, ifname: String)
    /// What the driver of a link's device counts by itself: `ethtool -S`. The driver's name is hostile.
    case device(netns: NetnsID, ifname: String, driver: String)
    /// A bridge, or a port of one: its multicast and its spanning tree.
    case bridge(netns: NetnsID, ifname: String)
    /// A VLAN of a bridge, or of a port of one.
    case vlan(netns: NetnsID, ifname: String, vid: Int)
    /// The parent is 0xffffffff for the root.
    case qdisc(netns: NetnsID, ifname: String, kind: String, handle: UInt32, parent: UInt32)
    /// SNMP's MIBs and what Linux counts beside them: /proc/net/snmp, netstat, snmp6.
    case protocols(netns: NetnsID)
    case rule(netns: NetnsID, rule: CountedRule)
    /// A counter of nf_tables that has a name.
    case counter(netns: NetnsID, counter: NftRef)
    case conntrack(netns: NetnsID)
    case socket(netns: NetnsID, socket: CountedSocket)
    /// Of all namespaces of the machine together.
    case neighbors(family: IPAddress.Family)
    /// Packets that came in, on all processors of the machine.
    case softnet
    /// Packets that one function of the kernel dropped for one reason, where it tells of them (drop_monitor, tracefs).
    case drops(at: CountedDrops)

    /// Nil for what the machine has once.
    public var netns: NetnsID? {
        switch self {
        case .link(let id, _), .device(let id, _, _), .bridge(let id, _), .vlan(let id, _, _),
            .qdisc(let id, _, _, _, _), .protocols(let id), .rule(let id, _), .counter(let id, _), .conntrack(let id),
            .socket(let id, _):
            id
        case .drops(let drops): drops.netns
        case .neighbors, .softnet: nil
        }
    }
}

/// Where and why the kernel drops packets.
public struct CountedDrops: Hashable, Sendable, Codable {
    /// They are of the target; else whosever.
    public var isOwn: Bool
    /// The kernel's function; nil where it does not name it.
    public var symbol: String?
    /// The kernel's word; nil where it gave none.
    public var reason: String?
    /// Where they came in; nil where that is not known.
    public var netns: NetnsID?
    /// The link that they came in by. Hostile text.
    public var ifname: String?

    public init(isOwn: Bool, symbol: String?, reason: String?) {
        (self.isOwn, self.symbol, self.reason) = (isOwn, symbol, reason)
    }
}

/// A rule that counts packets, or the policy of a chain that does.
public struct CountedRule: Hashable, Sendable, Codable {
    public enum Place: Hashable, Sendable, Codable {
        case handle(id: UInt64)
        /// Of iptables-legacy, counted from 1.
        case number(place: Int)
        case policy
    }

    /// A table of iptables-legacy; that of iptables-nft is one of nf_tables.
    public var isLegacy: Bool
    /// The chain, by family and table.
    public var chain: NftRef
    public var place: Place

    public init(isLegacy: Bool = false, _ chain: NftRef, _ place: Place) {
        (self.isLegacy, self.chain, self.place) = (isLegacy, chain, place)
    }
}

/// A socket, as it is told from all others while it is there.
public struct CountedSocket: Hashable, Sendable, Codable {
    public var proto: Socket.`Protocol`
    /// The kernel's number for it, which no later socket gets.
    public var cookie: UInt64
    public var src: IPAddress
    public var sport: UInt16
    public var dst: IPAddress
    public var dport: UInt16

    public init(_ socket: Socket, cookie: UInt64) {
        (proto, self.cookie) = (socket.proto, cookie)
        (src, sport, dst, dport) = (socket.src, socket.sport, socket.dst, socket.dport)
    }
}
