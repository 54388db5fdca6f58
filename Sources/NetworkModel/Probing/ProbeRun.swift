import Addresses

/// Real packets that were sent on behalf of a target, and what came of each.
public struct ProbeRun: Hashable, Sendable, Codable {
    /// RFC 3339, UTC: when the first one was sent.
    public var startedAt: String
    /// From the first packet to the last answer.
    public var milliseconds: Int
    /// In the order of the plan.
    public var results: [ProbeResult]

    public init(startedAt: String, milliseconds: Int, results: [ProbeResult] = []) {
        self.startedAt = startedAt
        self.milliseconds = milliseconds
        self.results = results
    }
}

/// What the simulation says of a question that is asked with real packets.
public struct Foretold: Hashable, Sendable, Codable {
    /// How the question fares, a closed set.
    public enum Fate: String, Hashable, Sendable, Codable, CaseIterable {
        /// A kernel in sight answers, and the answer gets back.
        case answered
        /// It is handed to the outside, or to a process, that may answer; an answer would get back.
        case handed
        /// It arrives, and nobody listens.
        case refused
        /// Something stops it, or its answer, for certain.
        case stopped
        /// Chance or a rate decides.
        case uncertain
        /// Nobody can tell.
        case unknown
    }

    public var fate: Fate
    /// What stops it, or why nobody can tell, in a sentence; nil where there is nothing to say.
    public var reason: String?
    /// Somebody sends an error back that stops it (a rule that rejects, a socket that is not there).
    public var isTold: Bool

    public init(_ fate: Fate, because reason: String? = nil, isTold: Bool = false) {
        self.fate = fate
        self.reason = reason
        self.isTold = isTold
    }
}

/// One question, and what came of it.
public struct ProbeResult: Hashable, Sendable, Codable {
    /// A closed set.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        case answered
        /// The destination itself says that nobody listens.
        case refused
        /// An ICMP error came back.
        case error
        /// Nothing came back in time.
        case silent
        /// The kernel did not take it; `code` says why.
        case failed
        /// There was no time left, or it could not be tried.
        case unsent
    }

    /// An ICMP error, or one of ICMPv6.
    public struct ICMP: Hashable, Sendable, Codable {
        public var type: Int
        public var code: Int
        /// What fits, where a packet was too big and the router says so.
        public var mtu: Int?

        public init(type: Int, code: Int, mtu: Int? = nil) {
            self.type = type
            self.code = code
            self.mtu = mtu
        }
    }

    /// What the search for the path's MTU came to, in bytes with the IP header.
    public struct Sizes: Hashable, Sendable, Codable {
        /// The largest packet that was answered.
        public var answered: Int
        /// The smallest that was not; nil where the largest one that the link lets through was.
        public var unanswered: Int?
        /// What a router said that fits; nil where none said anything.
        public var told: Int?

        public init(answered: Int, unanswered: Int? = nil, told: Int? = nil) {
            self.answered = answered
            self.unanswered = unanswered
            self.told = told
        }
    }

    public var order: ProbeOrder
    /// What the simulation said before; nil where it was not asked.
    public var foretold: Foretold?
    public var outcome: Outcome
    /// The address that the kernel gave it.
    public var source: IPAddress?
    /// Packets that were handed to the kernel.
    public var sent = 0
    /// Who answered, or sent the error.
    public var from: IPAddress?
    /// From the packet to its answer.
    public var microseconds: Int?
    /// Who has the address that was asked for.
    public var lladdr: LinkLayerAddress?
    public var icmp: ICMP?
    /// errno(3) of what the kernel refused.
    public var code: Int?
    /// What the name server answered, as RFC 1035 numbers it.
    public var rcode: Int?
    public var sizes: Sizes?
    /// Why it was not tried, or was tried otherwise than the question says, in a sentence.
    public var note: String?

    public init(_ order: ProbeOrder, _ outcome: Outcome) {
        self.order = order
        self.outcome = outcome
    }
}
