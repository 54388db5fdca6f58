import Addresses
import NetworkModel

/// Where one route lookup ended, and why. An `error` is a decision too.
public struct RouteDecision: Hashable, Sendable {
    /// What was asked.
    public var flow: RouteFlow
    /// The policy rule that ended the search; nil where none did, or where no lookup was needed.
    public var rule: Rule?
    /// The table whose route decided; nil where none did.
    public var table: UInt32?
    /// Nil where no route was found, or none was needed.
    public var route: Route?
    /// RTN_* of the route that decided; `unicast` where none did.
    public var type: RouteType
    /// Every next hop the kernel may take for this flow: its hash over a multipath route is not ours to know.
    public var paths: [RoutePath]
    /// The errno that ends the way; nil where the packet goes on.
    public var error: RouteError?
    /// The rules that were looked at before, in order.
    public var considered: [ConsideredRule]

    init(
        flow: RouteFlow, rule: Rule? = nil, table: UInt32? = nil, route: Route? = nil, type: RouteType = .unicast,
        paths: [RoutePath] = [], error: RouteError? = nil, considered: [ConsideredRule] = []
    ) {
        self.flow = flow
        self.rule = rule
        self.table = table
        self.route = route
        self.type = type
        self.paths = paths
        self.error = error
        self.considered = considered
    }

    /// The next hop, where only one is possible.
    public var path: RoutePath? { paths.count == 1 ? paths.first : nil }

    /// The device that the packet leaves by, where all possible next hops agree.
    public var oif: Int? {
        guard let first = paths.first, paths.allSatisfy({ $0.ifindex == first.ifindex }) else { return nil }
        return first.ifindex
    }

    /// Nil: on-link, or several gateways are possible.
    public var gateway: IPAddress? { path?.gateway }

    /// The address the packet will carry: the flow's own, or the one the kernel picks. Absent: there is none to pick.
    public var source: Observed<IPAddress> {
        if let src = flow.src { return .known(src) }
        guard let first = paths.first else { return .absent }
        return paths.allSatisfy { $0.source == first.source }
            ? first.source : .unknown("depends on the next hop, which a hash of the flow picks")
    }

    /// Delivered inside the namespace.
    public var isLocal: Bool { error == nil && (type == .local || type == .anycast) }
}

/// One next hop that a packet may take.
public struct RoutePath: Hashable, Sendable {
    /// The device; the loopback device for local delivery.
    public var ifindex: Int?
    /// Nil: the destination itself is the neighbour to resolve.
    public var gateway: IPAddress?
    /// Share among the paths of a multipath route.
    public var weight: Int
    /// The source address chosen for a sender that bound none.
    public var source: Observed<IPAddress>

    init(ifindex: Int?, gateway: IPAddress? = nil, weight: Int = 1, source: Observed<IPAddress> = .absent) {
        self.ifindex = ifindex
        self.gateway = gateway
        self.weight = weight
        self.source = source
    }
}

/// A rule on the way to the decision, and what came of it.
public struct ConsideredRule: Hashable, Sendable {
    /// Why the search went on behind the rule, or ended with it.
    public enum Outcome: Hashable, Sendable {
        /// The first selector found not to fit, as `ip rule` names it.
        case mismatch(String)
        /// An open question about the flow (or the rule) that made no difference here.
        case immaterial(String)
        /// Its table has no route for the destination.
        case noRoute
        case thrown(Route)
        /// `suppress_prefixlength` or `suppress_ifgroup` put the result aside.
        case suppressed(Route)
        case jumped(to: UInt32)
        /// `goto` a priority that no rule has.
        case unresolvedGoto(UInt32)
        case nop
        case decided
    }

    public var rule: Rule
    /// What came of it for this flow.
    public var outcome: Outcome

    init(_ rule: Rule, _ outcome: Outcome) {
        self.rule = rule
        self.outcome = outcome
    }
}
