import Analysis
import NetworkModel

/// The answer to one question, as far as simulated routing tells it.
public struct PathReport: Sendable, Hashable {
    /// The packet as its sender makes it, before any NAT.
    public struct Flow: Sendable, Hashable {
        /// Nil where the sender binds no address and routing picked none.
        public var src: String?
        /// Where it is sent, whatever NAT makes of it.
        public var dst: String
        /// As rules and `ss` call it: `tcp`, `icmpv6`, `protocol 47`.
        public var proto: String?
        /// Nil where the protocol has no ports, or the kernel picks one.
        public var sport: Int?
        /// Nil where the protocol has no ports.
        public var dport: Int?

        /// `sport` is left open.
        public init(src: String?, dst: String, proto: String? = nil, dport: Int? = nil) {
            self.src = src
            self.dst = dst
            self.proto = proto
            self.dport = dport
        }
    }

    /// One stage of the kernel that the packet passed, or at which it ended.
    public struct Hop: Sendable, Hashable {
        /// The namespace's inode.
        public var netns: UInt64
        /// A `Stage`, as reports spell it.
        public var stage: String
        /// The name of the link that the stage is about; nil where it is about none.
        public var link: String?
        /// A `Hop.Action` of the trace, as reports spell it.
        public var action: String
        /// In words: what decided.
        public var because: String
        /// In bytes; nil where the hop sets no bound.
        public var mtu: Int?
        /// What NAT changed here; nil for nothing.
        public var nat: NAT?
        /// Rules that were met here, in order.
        public var rules: [RuleStep] = []

        /// With nothing about its MTU, NAT and rules.
        public init(netns: UInt64, stage: String, link: String?, action: String, because: String) {
            self.netns = netns
            self.stage = stage
            self.link = link
            self.action = action
            self.because = because
        }
    }

    /// The object that stops the packet.
    public struct DropPoint: Sendable, Hashable {
        /// The inode of its namespace.
        public var netns: UInt64
        /// The `Stage` at which it stops the packet.
        public var stage: String
        /// What kind of object it is: `link`, `sysctl`, `route`, `chain` …
        public var object: String
        /// The object by its own name: of the link, the chain, the setting, the route.
        public var name: String
        /// What is wrong with it, where that is not plain: `is down`.
        public var because: String?
        /// The text of the rule that stops it.
        public var rule: String?

        /// By no rule, until one is set.
        public init(netns: UInt64, stage: String, object: String, name: String, because: String? = nil) {
            self.netns = netns
            self.stage = stage
            self.object = object
            self.name = name
            self.because = because
        }
    }

    /// One way of the packet, to its end.
    public struct Direction: Sendable, Hashable {
        /// A `Disposition`, as reports spell it.
        public var result: String
        /// In the order of the way.
        public var hops: [Hop]
        /// Nil where nothing stops it.
        public var stoppedBy: DropPoint?
        /// The smallest MTU on the way, in bytes; nil where no hop sets one.
        public var mtu: Int?
        /// Whether the sender is told of a stop for size; nil where it did not come to that.
        public var errorReturns: Bool?

        /// Nothing is said about ICMP errors.
        public init(result: String, hops: [Hop], stoppedBy: DropPoint? = nil, mtu: Int? = nil) {
            self.result = result
            self.hops = hops
            self.stoppedBy = stoppedBy
            self.mtu = mtu
        }
    }

    /// An address, perhaps with a port, that NAT changed.
    public struct NAT: Sendable, Hashable {
        /// `source` or `destination`.
        public var side: String
        /// Before, as `address` or `address:port`, an IPv6 address with a port in brackets.
        public var from: String
        /// After, in the same form.
        public var to: String
        /// Nil where an earlier decision is only repeated or undone.
        public var rule: String?

        public init(side: String, from: String, to: String, rule: String?) {
            self.side = side
            self.from = from
            self.to = to
            self.rule = rule
        }
    }

    /// A rule that the packet met, and what it did.
    public struct RuleStep: Sendable, Hashable {
        /// The rule by its place: table, chain and number or handle.
        public var rule: String
        /// The rule in the words of `nft` or `iptables-save`.
        public var text: String
        /// In words: `accept`, `jump CHAIN`, `no match: …`.
        public var outcome: String

        public init(rule: String, text: String, outcome: String) {
            self.rule = rule
            self.text = text
            self.outcome = outcome
        }
    }

    /// `gateway`, `outside` …: an `AskedPath.Question`, as reports spell it; `path` for `nsdoctor path`.
    public var question: String
    /// What is sent.
    public var flow: Flow
    /// From the sender to where it ends.
    public var forward: Direction
    /// The answer's way back, the failing one where there are several; nil where the question did not arrive.
    public var reply: Direction?
    /// What chance must decide for the packet to go this way.
    public var assumptions: [String] = []
    /// How the question fares that the target needs answered, in one word; nil where nobody needs it: it was asked for
    /// what it shows beside others.
    public var account: Account.Word?

    public init(question: String, flow: Flow, forward: Direction, reply: Direction? = nil) {
        self.question = question
        self.flow = flow
        self.forward = forward
        self.reply = reply
    }
}
