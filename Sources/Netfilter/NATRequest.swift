import Addresses

/// What a NAT rule asks of conntrack: `struct nf_nat_range2`. Which address and port come out of it is conntrack's work.
public struct NATRequest: Hashable, Sendable {
    /// NF_NAT_MANIP_SRC and NF_NAT_MANIP_DST: which address and port are changed.
    public enum Side: String, Hashable, Sendable {
        case source, destination
    }

    /// What is put in.
    public enum Target: Hashable, Sendable {
        /// Inclusive; nil keeps the packet's address.
        case addresses(ClosedRange<IPAddress>?)
        /// The address of the device it leaves by.
        case masquerade
        /// The address of the device it came in by; 127.0.0.1 or ::1 for what is sent here.
        case redirect
        /// NETMAP: the network part only.
        case prefix(ClosedRange<IPAddress>)
    }

    public var side: Side
    /// What the address is to become.
    public var target: Target
    /// Inclusive; nil keeps the packet's port where it can.
    public var ports: ClosedRange<UInt16>?
    /// NF_NAT_RANGE_PROTO_OFFSET: ports are shifted by the distance from this one.
    public var basePort: UInt16?
    /// NF_NAT_RANGE_PROTO_RANDOM, `random`: chance takes part in choosing the port.
    public var isRandom = false
    /// NF_NAT_RANGE_PROTO_RANDOM_FULLY, `fully-random`: chance alone chooses the port.
    public var isFullyRandom = false
    /// NF_NAT_RANGE_PERSISTENT, `persistent`: a client gets the same address for all destinations.
    public var isPersistent = false
    /// The rule that asks.
    public var rule: RuleReference

    public init(_ side: Side, to target: Target, ports: ClosedRange<UInt16>? = nil, by rule: RuleReference) {
        self.side = side
        self.target = target
        self.ports = ports
        self.rule = rule
    }
}
