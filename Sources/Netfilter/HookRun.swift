import Addresses
import NetworkModel
import Routing
import SnapshotQuery

/// What became of a packet at one hook, one value for each way that chance may fall.
public struct HookOutcome {
    /// Of the last chain that was asked: whoever does not accept ends the hook.
    public var verdict = HookVerdict.accept
    /// The queues that no program reads, where it was dropped for that.
    public var unreadQueues: ClosedRange<UInt16>?
    /// As the hook leaves it.
    public var packet: Packet
    /// `state->out`
    let shownOutput: Observed<Interface>
    /// With those that this packet has begun.
    public var connections: LearnedConnections
    /// Rules that were met, in order.
    public var visits: [RuleVisit] = []
    /// What chance must decide for this to become of it, in words.
    public var assumptions: [String] = []
    /// What NAT changed; empty where nothing was.
    public var nat: [NATChange] = []
    var zone: UInt16 = 0
}

/// One hook: the base chains of all families and backends in the kernel's order, with conntrack and NAT at their places.
/// `accept` in one chain does not end the hook (K11).
public struct HookRun {
    let rules: RuleBook
    let context: HookContext
    /// The next hop, for the address that masquerading takes.
    let path: RoutePath?
    /// Local output routes again at once when a chain changes what routing looks at.
    let reroute: ((inout Packet) -> Observed<Void>)?

    private enum Step {
        case chain(BaseChain)
        /// Chains that follow, in an order that is not known.
        case order([BaseChain])
        case track
        case nat(NATRequest.Side, [BaseChain])
    }

    /// - Parameters:
    ///   - path: the next hop, for the address that masquerading takes.
    ///   - reroute: routes a packet again where a chain of local output has changed what routing looks at.
    public init(
        rules: RuleBook, context: HookContext, path: RoutePath?, reroute: ((inout Packet) -> Observed<Void>)?
    ) {
        self.rules = rules
        self.context = context
        self.path = path
        self.reroute = reroute
    }

    /// Shows a packet to the hook: one outcome for each way that chance may fall, never none.
    public func run(_ packet: Packet, _ connections: LearnedConnections) -> [HookOutcome] {
        var outcomes = [HookOutcome(packet: packet, shownOutput: packet.output, connections: connections)]
        let steps: [Step]
        switch plan() {
        case .known(let found): steps = found
        case .absent: steps = []
        case .unknown(let reason):
            outcomes[0].verdict = .unknown(from: nowhere, because: "rules: \(reason)")
            return outcomes
        }
        for step in steps {
            var next: [HookOutcome] = []
            for outcome in outcomes {
                next += outcome.verdict.isAccept ? run(step, outcome) : [outcome]
            }
            guard next.count <= HookContext.maximumAlternatives else {
                outcomes[0].verdict = .unknown(from: nowhere, because: "chance may fall in too many ways")
                return [outcomes[0]]
            }
            outcomes = next
        }
        return outcomes
    }

    /// A reference to the hook as a whole.
    private var nowhere: RuleReference {
        RuleReference(
            netns: context.point.netns, backend: .nft, family: context.point.family, table: "",
            chain: context.point.hook.rawValue,
            place: .chain, text: "")
    }

    // MARK: Order

    private func plan() -> Observed<[Step]> {
        guard !rules.backends.isEmpty else { return .unknown("nobody reads them") }
        var chains: [BaseChain] = []
        for backend in rules.backends {
            switch backend.chains(at: context.point, in: context.query) {
            case .known(let found): chains += found
            case .absent: break
            case .unknown(let reason): return .unknown(reason)
            }
        }
        let isIP = context.point.family == .ip || context.point.family == .ip6
        let nat = isIP ? chains.filter { $0.kind == .nat }.sorted(by: Self.precedes) : []
        var steps: [(priority: Int, step: Step)] = chains.filter { !isIP || $0.kind != .nat }.sorted(by: Self.precedes)
            .map { ($0.priority, .chain($0)) }
        // Before those of its priority, and so before conntrack and NAT where these have the same.
        for group in Self.ambiguous(chains.filter { !isIP || $0.kind != .nat }) {
            Self.insert(.order(group), at: group.first?.priority ?? 0, into: &steps)
        }
        guard isIP else { return .known(steps.map(\.step)) }
        // NF_IP_PRI_CONNTRACK, NF_IP_PRI_NAT_DST and NF_IP_PRI_NAT_SRC. Chains of type nat all hang at the latter two,
        // whatever their own priority, which orders them among themselves.
        switch context.point.hook {
        case .prerouting, .output:
            Self.insert(.track, at: -200, into: &steps)
            Self.insert(.nat(.destination, nat), at: -100, into: &steps)
        case .input, .postrouting: Self.insert(.nat(.source, nat), at: 100, into: &steps)
        case .forward, .ingress, .egress: break
        }
        return .known(steps.map(\.step))
    }

    private static func insert(_ step: Step, at priority: Int, into steps: inout [(priority: Int, step: Step)]) {
        let index = steps.firstIndex { $0.priority >= priority } ?? steps.endIndex
        steps.insert((priority, step), at: index)
    }

    /// nf_hook_entries_grow puts a new entry before its equals. Between tables this is no more than an order to begin
    /// with: see `doubt(about:_:)`.
    private static func precedes(_ a: BaseChain, _ b: BaseChain) -> Bool {
        a.priority == b.priority ? (a.registration ?? 0) > (b.registration ?? 0) : a.priority < b.priority
    }

    // MARK: Steps

    private func run(_ step: Step, _ outcome: HookOutcome) -> [HookOutcome] {
        switch step {
        case .track: [track(outcome)]
        case .order(let group): [settled(group, outcome)]
        case .nat(let side, let chains): nat(side, chains, outcome)
        case .chain(let chain): ask(chain, outcome)
        }
    }

    private func settled(_ group: [BaseChain], _ before: HookOutcome) -> HookOutcome {
        guard let doubt = doubt(about: group, before) else { return before }
        var after = before
        after.verdict = .unknown(from: nowhere, because: doubt)
        return after
    }

    private func ask(_ chain: BaseChain, _ before: HookOutcome) -> [HookOutcome] {
        evaluate(chain, before).map { result in
            var after = before
            queue(result.verdict, &after)
            after.packet = result.packet
            after.visits += result.trace
            after.assumptions += result.assumptions
            after.zone = result.zone ?? after.zone
            let isRoutedAgain = chain.kind == .route || chain.backend == .legacy && chain.table == "mangle"
            if isRoutedAgain, result.verdict.isAccept { routeAgain(&after, from: before.packet) }
            return after
        }
    }

    /// nf_queue: without a reader a packet is dropped, or goes on with the next chain.
    private func queue(_ verdict: HookVerdict, _ outcome: inout HookOutcome) {
        outcome.verdict = verdict
        guard case .queue(let numbers, let bypass, let rule) = verdict else { return }
        let readers = context.query.queueReaders(context.point.netns)
        guard readers.reason == nil else { return }
        let read = Set((readers.value ?? []).map(\.queue))
        guard numbers.map({ !$0.contains(where: read.contains) }) ?? read.isEmpty else { return }
        outcome.verdict = bypass ? .accept : .drop(by: rule)
        if !bypass { outcome.unreadQueues = numbers ?? 0...UInt16.max }
    }

    /// The devices that chains are told are those of the hook (`struct nf_hook_state`), wherever an earlier chain of it
    /// has turned the packet since.
    func evaluate(_ chain: BaseChain, _ outcome: HookOutcome) -> [ChainOutcome] {
        var packet = outcome.packet
        packet.output = outcome.shownOutput
        for backend in rules.backends {
            if case .known(let own) = backend.chains(at: context.point, in: context.query), own.contains(chain) {
                return backend.evaluate(chain, packet, context).map { result in
                    var result = result
                    result.packet.output = outcome.packet.output
                    return result
                }
            }
        }
        return [ChainOutcome(.accept, packet: outcome.packet, trace: [])]
    }

    private func track(_ before: HookOutcome) -> HookOutcome {
        var after = before
        // Seen before, as on the loopback device, or not to be seen.
        guard case .none = before.packet.tracking else { return after }
        after.verdict = SimulatedConntrack(netns: context.point.netns, query: context.query, flows: rules.flows)
            .look(&after.packet, zone: before.zone, &after.connections)
        return after
    }

    private func nat(_ side: NATRequest.Side, _ chains: [BaseChain], _ before: HookOutcome) -> [HookOutcome] {
        guard case .tracked(let connection) = before.packet.tracking else { return [before] }
        let done: Connection.Status = side == .source ? .sourceNATDone : .destinationNATDone
        var results: [HookOutcome] = []
        // nf_nat_setup_info: what is in the table already is translated by no rule any more, if none was asked in time.
        let isOpen = connection.status.isDisjoint(with: [done, .confirmed])
        if connection.state == .new, connection.direction == .original, isOpen {
            let doubt = Self.ambiguous(chains).lazy.compactMap { group -> String? in self.doubt(about: group, before) }
                .first
            if let doubt {
                var after = before
                after.verdict = .unknown(from: nowhere, because: doubt)
                return [after]
            }
            var open = [before]
            for chain in chains {
                var undecided: [HookOutcome] = []
                for outcome in open {
                    for result in evaluate(chain, outcome) {
                        var after = outcome
                        queue(result.verdict, &after)
                        after.packet = result.packet
                        after.visits += result.trace
                        after.assumptions += result.assumptions
                        if !after.verdict.isAccept {
                            results.append(after)
                        } else if let request = result.nat, request.side == side {
                            results += set(request, after)
                        } else {
                            undecided.append(after)
                        }
                    }
                }
                open = undecided
            }
            results += open.map { outcome in
                var after = outcome
                SimulatedConntrack.finish(side, &after.packet, &after.connections, context.point.netns)
                return after
            }
        } else {
            results = [before]
        }
        return results.map { outcome in
            switch outcome.verdict {
            // Dropped when it is to leave, as it then is.
            case .accept, .noPort: translate(side, outcome, from: before.packet)
            default: outcome
            }
        }
    }

    private func set(_ request: NATRequest, _ before: HookOutcome) -> [HookOutcome] {
        var after = before
        var supply = NATPorts.Supply.enough
        let addresses = NATAddresses(context: context, path: path)
        switch addresses.range(request, before.packet) {
        case .known(let range):
            if let range, range.lowerBound != range.upperBound {
                after.assumptions.append("\(range.lowerBound) is chosen from \(range.lowerBound)-\(range.upperBound)")
            } else if request.side == .source {
                supply = ports(request, range?.lowerBound, before.packet)
            }
            SimulatedConntrack.set(
                request, address: range?.lowerBound, &after.packet, &after.connections, context.point.netns)
        case .absent: after.verdict = .drop(by: request.rule)
        case .unknown(let reason): after.verdict = .unknown(from: request.rule, because: reason)
        }
        if supply == .enough { return [after] }
        var without = after
        without.verdict = .noPort(by: request.rule)
        if supply == .none { return [without] }
        after.assumptions.append("the port of a connection that has ended is lent again")
        without.assumptions.append("no port of a connection that has ended is lent again")
        return [after, without]
    }

    private func ports(_ request: NATRequest, _ source: IPAddress?, _ packet: Packet) -> NATPorts.Supply {
        guard case .tracked(let connection) = packet.tracking else { return .enough }
        return NATPorts.supply(
            of: request.ports ?? NATPorts.usual, source ?? packet.src, towards: connection.reply.swapped,
            in: context.point.netns, context.query)
    }

    private func translate(_ side: NATRequest.Side, _ before: HookOutcome, from original: Packet) -> HookOutcome {
        var after = before
        let old = Connection.Tuple(before.packet)
        SimulatedConntrack.translate(side, &after.packet)
        let new = Connection.Tuple(after.packet)
        guard old != new else { return after }
        var rule: RuleReference?
        if case .tracked(let connection) = before.packet.tracking, connection.state == .new {
            rule = before.visits.last?.rule
        }
        after.nat.append(NATChange(side: side, before: old, after: new, rule: rule))
        routeAgain(&after, from: original)
        return after
    }

    private func routeAgain(_ outcome: inout HookOutcome, from before: Packet) {
        let packet = outcome.packet
        let hasChanged =
            packet.dst != before.dst || packet.src != before.src || packet.mark != before.mark
            || packet.tos != before.tos
        guard hasChanged, let reroute else { return }
        if case .unknown(let reason) = reroute(&outcome.packet) {
            outcome.verdict = .unknown(from: outcome.visits.last?.rule ?? nowhere, because: reason)
        }
    }
}
