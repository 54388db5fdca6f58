import NetworkModel
import Routing
import SnapshotQuery

/// A world of rules: nf_tables, or the legacy tables. Stateless; what it lacks it asks the snapshot for, which remembers
/// the need, and calls unknown.
public protocol RuleBackend {
    /// The chains that hang at a hook, in any order. Unknown: whether and which rules exist could not be read.
    func chains(at point: HookPoint, in query: SnapshotQuery) -> Observed<[BaseChain]>

    /// What one chain does with a packet: one outcome for each way that chance may fall (statistic, numgen, a limit that
    /// may be used up), at least one and at most `HookContext.maximumAlternatives`.
    func evaluate(_ chain: BaseChain, _ packet: Packet, _ context: HookContext) -> [ChainOutcome]
}

/// Where a chain is asked, and whom it may ask.
public struct HookContext {
    /// Who is asked for rules and sets, and remembers what is lacking.
    public let query: SnapshotQuery
    /// The hook that the chains hang at.
    public let point: HookPoint
    /// The namespace's routes, for `fib` and addrtype.
    public let router: Router
    /// What the rule at hand has counted; nil where it does not count.
    var counter: NftCounter?
    /// What rules before have put on lists of xt_recent.
    var listed: [ListedAddress] = []

    public init(query: SnapshotQuery, point: HookPoint, router: Router) {
        self.query = query
        self.point = point
        self.router = router
    }

    /// Ways that chance may fall which are followed; with more the chain is unknown.
    public static let maximumAlternatives = 16
    /// NFT_JUMP_STACK_SIZE is 16; xtables follow as many jumps as there are chains.
    public static let maximumRuleVisits = 100_000
}

/// What became of a packet in one base chain.
public struct ChainOutcome: Hashable, Sendable {
    /// Of the base chain, with all that it jumped to; its policy where no rule decided.
    public var verdict: HookVerdict
    /// With the marks, MACs, ttl, … that rules changed. NAT is asked for in `nat`, not done here.
    public var packet: Packet
    /// The last NAT statement; verdict is then accept.
    public var nat: NATRequest?
    /// `ct zone set`, CT --zone: known from here on by that zone. Notrack shows in `packet.tracking`.
    public var zone: UInt16?
    /// Devices that got a copy: `dup to`, TEE.
    public var copies: [String] = []
    /// Rules that were met, in order.
    public var trace: [RuleVisit]
    /// What must be true for this way to be taken, in words for people; empty where nothing was left to chance.
    public var assumptions: [String] = []

    public init(
        _ verdict: HookVerdict, packet: Packet, nat: NATRequest? = nil, trace: [RuleVisit], assumptions: [String] = []
    ) {
        self.verdict = verdict
        self.packet = packet
        self.nat = nat
        self.trace = trace
        self.assumptions = assumptions
    }
}
