import NetworkModel

/// The answer to one question, as far as simulated routing tells it.
public struct PathReport: Sendable, Hashable {
    public struct Flow: Sendable, Hashable {
        public var src: String?
        public var dst: String
        public var proto: String?
        public var sport: Int?
        public var dport: Int?

        public init(src: String?, dst: String, proto: String? = nil, dport: Int? = nil) {
            self.src = src
            self.dst = dst
            self.proto = proto
            self.dport = dport
        }
    }

    public struct Hop: Sendable, Hashable {
        public var netns: UInt64
        public var stage: String
        public var link: String?
        public var action: String
        public var because: String
        public var mtu: Int?
        public var nat: NAT?
        /// Rules that were met here, in order.
        public var rules: [RuleStep] = []

        public init(netns: UInt64, stage: String, link: String?, action: String, because: String) {
            self.netns = netns
            self.stage = stage
            self.link = link
            self.action = action
            self.because = because
        }
    }

    public struct DropPoint: Sendable, Hashable {
        public var netns: UInt64
        public var stage: String
        public var object: String
        public var name: String
        /// What is wrong with it, where that is not plain: `is down`.
        public var because: String?
        /// The text of the rule that stops it.
        public var rule: String?

        public init(netns: UInt64, stage: String, object: String, name: String, because: String? = nil) {
            self.netns = netns
            self.stage = stage
            self.object = object
            self.name = name
            self.because = because
        }
    }

    public struct Direction: Sendable, Hashable {
        public var result: String
        public var hops: [Hop]
        public var stoppedBy: DropPoint?
        public var mtu: Int?
        /// Whether the sender is told of a stop for size; nil where it did not come to that.
        public var errorReturns: Bool?

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
        public var from: String
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

    public struct RuleStep: Sendable, Hashable {
        public var rule: String
        public var text: String
        public var outcome: String

        public init(rule: String, text: String, outcome: String) {
            self.rule = rule
            self.text = text
            self.outcome = outcome
        }
    }

    public var question: String
    public var flow: Flow
    public var forward: Direction
    public var reply: Direction?
    /// What chance must decide for the packet to go this way.
    public var assumptions: [String] = []

    public init(question: String, flow: Flow, forward: Direction, reply: Direction? = nil) {
        self.question = question
        self.flow = flow
        self.forward = forward
        self.reply = reply
    }
}
