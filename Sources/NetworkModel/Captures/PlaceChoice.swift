import Addresses

/// What is captured at one place: the target's packets, whatever they look like there.
///
/// The kernel takes what has one of the addresses; which of those packets are the target's is found out later.
public struct PlaceChoice: Hashable, Sendable, Codable {
    /// The target's addresses, where all of its packets are wanted; empty where only some conversations are.
    public var own: Set<IPAddress> = []
    /// Addresses that the target's packets have here in place of its own (NAT). Others have them, too.
    public var translated: Set<IPAddress> = []
    /// Addresses and ports of others that lead to the target.
    public var doors: Set<Door> = []
    /// Conversations that are wanted, as they look here, inside of tunnels. A port that is nil may be any, and so may the
    /// protocol be that is 0.
    public var tuples: Set<ConntrackEntry.Tuple> = []
    /// The headers of the tunnels in which they travel here.
    public var outers: Set<ConntrackEntry.Tuple> = []
    /// Questions for hardware addresses are wanted that have one of these at either end.
    public var askers: Set<IPAddress> = []

    /// Nothing is wanted yet.
    public init() {}

    /// One end of conversations.
    public struct Door: Hashable, Sendable, Codable {
        public var address: IPAddress
        /// IPPROTO_*
        public var proto: UInt8
        /// Nil where the protocol has none.
        public var port: UInt16?

        public init(_ address: IPAddress, _ proto: UInt8, port: UInt16?) {
            self.address = address
            self.proto = proto
            self.port = port
        }
    }
}

extension PlaceChoice {
    /// A packet with this header is one of those that are wanted.
    public func takes(_ tuple: ConntrackEntry.Tuple) -> Bool {
        own.contains(tuple.src) || own.contains(tuple.dst) || doors.contains(tuple.source)
            || doors.contains(tuple.destination) || tuples.contains { $0.covers(tuple) }
    }

    /// It has an address that the target's packets have here, and its other end is one that the target talks to.
    public func mayTake(_ tuple: ConntrackEntry.Tuple, peers: Set<Door>) -> Bool {
        translated.contains(tuple.src) && peers.contains(tuple.destination)
            || translated.contains(tuple.dst) && peers.contains(tuple.source)
    }
}

extension ConntrackEntry.Tuple {
    /// Its sender.
    public var source: PlaceChoice.Door { .init(src, proto, port: sport) }
    /// Whom it is for.
    public var destination: PlaceChoice.Door { .init(dst, proto, port: dport) }

    /// The other is a packet of the conversation that this one begins, in either direction.
    public func covers(_ other: ConntrackEntry.Tuple) -> Bool {
        guard proto == 0 || proto == other.proto else { return false }
        func fits(_ mine: UInt16?, _ theirs: UInt16?) -> Bool { mine == nil || mine == theirs }
        guard fits(icmpId, other.icmpId) else { return false }
        let isThere = src == other.src && dst == other.dst && fits(sport, other.sport) && fits(dport, other.dport)
        let isBack = src == other.dst && dst == other.src && fits(sport, other.dport) && fits(dport, other.sport)
        return isThere || isBack
    }
}
