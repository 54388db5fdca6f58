import Addresses

/// What a NAT rule asks of conntrack: `struct nf_nat_range2`. Which address and port come out of it is conntrack's work.
public struct NATRequest: Hashable, Sendable {
    public enum Side: String, Hashable, Sendable {
        case source, destination
    }

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
    public var target: Target
    /// Inclusive; nil keeps the packet's port where it can.
    public var ports: ClosedRange<UInt16>?
    /// NF_NAT_RANGE_PROTO_OFFSET: ports are shifted by the distance from this one.
    public var basePort: UInt16?
    public var isRandom = false
    public var isFullyRandom = false
    public var isPersistent = false
    public var rule: RuleReference

    public init(_ side: Side, to target: Target, ports: ClosedRange<UInt16>? = nil, by rule: RuleReference) {
        self.side = side
        self.target = target
        self.ports = ports
        self.rule = rule
    }
}
