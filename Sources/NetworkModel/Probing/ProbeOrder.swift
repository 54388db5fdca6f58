import Addresses

/// One question that is asked with real packets, and who asks it.
public struct ProbeOrder: Hashable, Sendable, Codable {
    /// What is sent.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// An ARP request, or a neighbour solicitation.
        case neighbor
        /// An ICMP echo request.
        case echo
        /// Echo requests of several sizes that nobody may cut.
        case pathMTU = "path-mtu"
        /// A question for the root's name servers, over UDP.
        case dns
        /// A connection that is reset as soon as it stands.
        case tcp
        /// An empty datagram, to which no answer is due.
        case udp
    }

    /// Whose namespace it is sent from.
    public var netns: NetnsID
    public var kind: Kind
    public var dst: IPAddress
    /// Nil for kinds without ports.
    public var port: UInt16?
    /// The address that is bound; nil leaves it to the kernel.
    public var src: IPAddress?
    /// The link that is bound, or on which neighbours are asked; nil leaves it to routing.
    public var ifindex: Int?
    /// The link's own hardware address, where neighbours are asked.
    public var lladdr: LinkLayerAddress?
    /// SO_MARK; 0 for none.
    public var mark: UInt32 = 0
    /// The user whose packet it is, as rules of the namespace see it; nil for whoever runs us.
    public var uid: UInt32?
    public var gid: UInt32?
    /// What the first link lets through, in bytes: where the search for the path's MTU begins.
    public var mtu: Int?
    /// The diagnosis's question, as reports call it.
    public var question: String
    /// Somebody waits for exactly this.
    public var isWanted: Bool

    /// What the kernel chooses is left to it.
    public init(
        from netns: NetnsID, _ kind: Kind, to dst: IPAddress, port: UInt16? = nil, question: String, isWanted: Bool
    ) {
        self.netns = netns
        self.kind = kind
        self.dst = dst
        self.port = port
        self.question = question
        self.isWanted = isWanted
    }

    /// At most so many packets are sent for it.
    public var mostPackets: Int {
        switch kind {
        case .neighbor, .echo, .dns, .tcp: 3
        case .pathMTU: 20
        case .udp: 1
        }
    }
}
