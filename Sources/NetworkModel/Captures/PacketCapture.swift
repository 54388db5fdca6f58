import Addresses

/// Packets that were captured at several places at once, by stream: what was seen, and nothing of what it means.
public struct PacketCapture: Hashable, Sendable, Codable {
    /// RFC 3339, UTC: when all places were open.
    public var startedAt: String
    /// For how long packets were taken from all of them.
    public var milliseconds: Int
    /// What was asked for, in the language of tcpdump; nil for everything.
    public var filter: String?
    /// In the order in which packets of the target pass them on their way out.
    public var places: [Place]
    /// Those with the most packets first.
    public var streams: [Stream]
    /// Questions for the hardware address of a next hop.
    public var solicitations: [Solicitation] = []
    /// Packets of the target that the kernel dropped meanwhile, where drop_monitor told of them; nil where nobody asked it.
    public var drops: [Drop]?
    /// What of the whole machine was dropped meanwhile, where tracefs told of it; nil where nobody asked.
    public var machineDrops: MachineDrops?
    /// Packets of streams that are not listed, since there were too many.
    public var unlisted = 0
    /// What the rules on the way counted from shortly before until shortly after; nil where nobody read them.
    public var counters: WatchedCounters?

    public init(
        startedAt: String, milliseconds: Int, filter: String? = nil, places: [Place] = [], streams: [Stream] = []
    ) {
        self.startedAt = startedAt
        self.milliseconds = milliseconds
        self.filter = filter
        self.places = places
        self.streams = streams
    }

    /// One link at which packets were taken.
    public struct Place: Hashable, Sendable, Codable {
        public var netns: NetnsID
        public var ifindex: Int
        /// Hostile text.
        public var ifname: String
        /// Packets that passed the filter (ps_recv).
        public var received = 0
        /// Those that there was no room to hand over (ps_drop): where any is missing nothing is known to be lost.
        public var missed = 0
        /// What was taken here; nil for everything.
        public var choice: PlaceChoice?

        public init(netns: NetnsID, ifindex: Int, ifname: String) {
            self.netns = netns
            self.ifindex = ifindex
            self.ifname = ifname
        }
    }

    /// One direction of one flow. What NAT and tunnels make of a packet on its way is the same stream.
    public struct Stream: Hashable, Sendable, Codable {
        /// One for each place that saw any of its packets, in the order in which the places saw them first.
        public var sightings: [Sighting]
        /// What the errors quote that it consists of: their packet as it was where it met its fate; nil for other packets.
        public var quoted: ConntrackEntry.Tuple?
        public var tcp: TCP?

        public init(sightings: [Sighting], quoted: ConntrackEntry.Tuple? = nil, tcp: TCP? = nil) {
            self.sightings = sightings
            self.quoted = quoted
            self.tcp = tcp
        }
    }

    /// A stream at one place.
    public struct Sighting: Hashable, Sendable, Codable {
        /// Index into `places`.
        public var place: Int
        /// Its packets' header there, the innermost one where it travels in a tunnel.
        public var tuple: ConntrackEntry.Tuple
        /// The tunnel's own header.
        public var outer: ConntrackEntry.Tuple?
        /// The link sends them, or else has received them; nil where nobody noted it.
        public var isOutgoing: Bool?
        /// How many were seen here, each as often as it came by.
        public var packets: Int
        /// Of the packets that the first place saw, how many were recognised here.
        public var recognised: Int
        /// Microseconds since the start.
        public var first: Int
        /// Microseconds since the start.
        public var last: Int
        /// Of the largest packet, in bytes from the network header on.
        public var largest: Int

        public init(
            place: Int, tuple: ConntrackEntry.Tuple, outer: ConntrackEntry.Tuple? = nil, packets: Int, recognised: Int,
            first: Int, last: Int, largest: Int
        ) {
            self.place = place
            self.tuple = tuple
            self.outer = outer
            self.packets = packets
            self.recognised = recognised
            self.first = first
            self.last = last
            self.largest = largest
        }
    }

    /// What the headers of TCP tell, at the first place.
    public struct TCP: Hashable, Sendable, Codable {
        /// First packets of connections.
        public var syns = 0
        public var resets = 0
        /// Segments that were sent before.
        public var retransmissions = 0

        public init() {}
    }

    /// Questions of one sender for one address: ARP requests or neighbour solicitations.
    public struct Solicitation: Hashable, Sendable, Codable {
        /// Index into `places`: where they were seen first.
        public var place: Int
        public var sender: IPAddress
        public var target: IPAddress
        public var questions: Int
        public var answers: Int

        public init(place: Int, sender: IPAddress, target: IPAddress, questions: Int, answers: Int) {
            self.place = place
            self.sender = sender
            self.target = target
            self.questions = questions
            self.answers = answers
        }
    }

    /// Packets of one flow that one function of the kernel dropped, for one reason.
    public struct Drop: Hashable, Sendable, Codable {
        /// `nft_do_chain`
        public var symbol: String
        /// The kernel's own word, since Linux 6.0: `NETFILTER_DROP`; nil where it gave none.
        public var reason: String?
        /// The link that they came in by. The kernel does not say in which namespace; nil for what was sent there.
        public var ifname: String?
        /// Their header where they were dropped, the innermost one where they travel in a tunnel.
        public var tuple: ConntrackEntry.Tuple
        public var packets: Int

        public init(symbol: String, reason: String?, ifname: String?, tuple: ConntrackEntry.Tuple, packets: Int) {
            self.symbol = symbol
            self.reason = reason
            self.ifname = ifname
            self.tuple = tuple
            self.packets = packets
        }
    }
}
