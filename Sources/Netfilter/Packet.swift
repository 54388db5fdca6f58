import Addresses
import NetworkModel

/// A simulated packet, as hooks, tables and devices see it. What the trace cannot know is nil (or `Observed.unknown`
/// where a fact may also be absent); an expression that reads it is then unknown, never false.
public struct Packet: Hashable, Sendable {
    /// ETH_P_*: 0x0800 IPv4, 0x86dd IPv6, 0x0806 ARP, in host byte order.
    public var etherType: UInt16
    /// Network addresses; for ARP the sender's and the target's protocol addresses.
    public var src: IPAddress
    /// Decides about the family, too.
    public var dst: IPAddress
    /// As far as it is known; `none` for ARP.
    public var transport: Transport
    /// The whole DS field, or the traffic class.
    public var tos: UInt8? = 0
    /// Time to live, or hop limit.
    public var ttl: UInt8? = 64
    /// Bytes from the network header on: `skb->len` where a routed packet meets a hook.
    public var length: Int?
    /// IPv4's DF bit; IPv6 packets are never fragmented on the way.
    public var dontFragment = true
    public var fragment = Fragment.whole
    /// Nil for all other packets.
    public var arp: ARP?

    /// skb->mark; nil where somebody may have set it.
    public var mark: UInt32? = 0
    /// skb->priority, `meta priority`.
    public var priority: UInt32? = 0
    /// PACKET_*: whom the frame was for.
    public var kind = Kind.host

    /// Absent where there is no frame, as on its way out.
    public var sourceMAC: Observed<LinkLayerAddress> = .absent
    /// Absent where there is no frame, as on its way out.
    public var destinationMAC: Observed<LinkLayerAddress> = .absent
    /// The VLAN of the outermost tag; nil for none.
    public var vlan: UInt16?
    /// That tag's kind, ETH_P_8021Q or ETH_P_8021AD.
    public var vlanProtocol: UInt16 = 0x8100
    /// Tags inside it, outermost first.
    public var innerTags: [VLANTag] = []

    /// Absent for what a namespace sends itself.
    public var input: Observed<Interface> = .absent
    /// Absent before routing.
    public var output: Observed<Interface> = .absent
    /// The bridge port by which a packet came in that bridge-nf shows to the IP hooks: `physdev`.
    public var physicalInput: Observed<Interface> = .absent
    /// The bridge port by which such a packet leaves.
    public var physicalOutput: Observed<Interface> = .absent

    /// The realms of the route that was found (RTA_FLOW); absent before routing.
    public var realm: Observed<UInt32> = .absent
    /// The socket that sends; absent for packets from the wire.
    public var owner: Observed<SocketOwner> = .absent
    /// What conntrack says of it so far.
    public var tracking = Tracking.none
    /// The packet that an ICMP error quotes, by which conntrack finds what it is about.
    public var quoted: Connection.Tuple?
    /// The source port is one of those that the kernel might have picked: no packet of this kind is known to exist.
    public var hasPickedPort = false
    /// TPROXY's socket: where the packet is delivered whatever routing says.
    public var proxy: ProxySocket?

    /// Not fragmented, of unknown length, with ttl 64, no mark and no frame; conntrack has not seen it.
    public init(src: IPAddress, dst: IPAddress, transport: Transport) {
        etherType = dst.family == .inet ? 0x0800 : 0x86dd
        self.src = src
        self.dst = dst
        self.transport = transport
    }

    public var family: IPAddress.Family { dst.family }
    public var isARP: Bool { etherType == 0x0806 }

    /// Which part of a fragmented datagram this is. Later parts have no ports.
    public enum Fragment: Hashable, Sendable {
        case whole, first, later
    }

    /// PACKET_* (linux/if_packet.h).
    public enum Kind: UInt8, Hashable, Sendable {
        case host = 0, broadcast, multicast, otherhost, outgoing, loopback
    }
}

/// A tag of 802.1Q (0x8100) or 802.1ad (0x88a8).
public struct VLANTag: Hashable, Sendable {
    public var id: UInt16
    public var proto: UInt16

    public init(id: UInt16, proto: UInt16) {
        self.id = id
        self.proto = proto
    }
}

extension Packet {
    /// The outermost tag.
    public var tag: VLANTag? { vlan.map { VLANTag(id: $0, proto: vlanProtocol) } }

    /// All tags, outermost first.
    public var tags: [VLANTag] { (tag.map { [$0] } ?? []) + innerTags }

    /// Puts a tag around those that are there.
    public mutating func push(_ outer: VLANTag) {
        if let tag { innerTags.insert(tag, at: 0) }
        (vlan, vlanProtocol) = (outer.id, outer.proto)
    }

    /// Takes the outermost tag off.
    public mutating func popTag() {
        let next = innerTags.isEmpty ? nil : innerTags.removeFirst()
        (vlan, vlanProtocol) = (next?.id, next?.proto ?? 0x8100)
    }
}

/// The body of an ARP packet; its protocol addresses are the packet's `src` and `dst`.
public struct ARP: Hashable, Sendable {
    /// 1 request, 2 reply.
    public var operation: UInt16
    /// `arp saddr ether`; nil where it is not known.
    public var senderMAC: LinkLayerAddress?
    /// Zero in requests.
    public var targetMAC: LinkLayerAddress?

    public init(operation: UInt16, senderMAC: LinkLayerAddress?, targetMAC: LinkLayerAddress?) {
        self.operation = operation
        self.senderMAC = senderMAC
        self.targetMAC = targetMAC
    }
}

/// Who sends: `meta skuid`, `skgid`, `cgroup`; the owner match.
public struct SocketOwner: Hashable, Sendable {
    /// As the namespace's reader would see it.
    public var uid: UInt32?
    /// As the namespace's reader would see it.
    public var gid: UInt32?
    /// The socket's cgroup v2 path below the root.
    public var cgroup: String?
    /// net_cls.classid of cgroup v1.
    public var cgroupClass: UInt32?
    /// SO_BINDTODEVICE
    public var boundDevice: Int?

    /// All nil: somebody sends, of whom nothing is known.
    public init(uid: UInt32? = nil, gid: UInt32? = nil, cgroup: String? = nil, cgroupClass: UInt32? = nil) {
        self.uid = uid
        self.gid = gid
        self.cgroup = cgroup
        self.cgroupClass = cgroupClass
    }
}

/// Where TPROXY hands a packet to; nil keeps the packet's own.
public struct ProxySocket: Hashable, Sendable {
    /// Nil keeps the packet's destination.
    public var address: IPAddress?
    /// In host byte order; nil keeps the packet's destination port.
    public var port: UInt16?

    public init(address: IPAddress?, port: UInt16?) {
        self.address = address
        self.port = port
    }
}
