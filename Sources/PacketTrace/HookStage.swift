import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// Shows a packet to a hook. Packets without result go on.
    func pass(
        _ flight: PacketInFlight, _ point: HookPoint, _ router: Router, path: RoutePath? = nil,
        reroute: ((inout Packet) -> Observed<Void>)? = nil
    ) throws(NotKnown) -> [PacketInFlight] {
        guard aim.judgesRules else { return [flight] }
        let run = HookRun(
            rules: rules, context: HookContext(query: query, point: point, router: router), path: path, reroute: reroute
        )
        let outcomes = run.run(flight.packet, flight.learned.connections).map { apply($0, to: flight, point) }
        return aim.isVerdict ? outcomes : pressOn(outcomes, at: flight.position)
    }

    private func apply(_ outcome: HookOutcome, to flight: PacketInFlight, _ point: HookPoint) -> PacketInFlight {
        var next = flight
        next.packet = outcome.packet
        next.learned.connections = outcome.connections
        next.assumptions += outcome.assumptions
        let device = point.device ?? outcome.packet.output.value ?? outcome.packet.input.value
        let link = device.map { LinkRef(point.netns, $0.ifindex) }
        if !outcome.visits.isEmpty || !outcome.nat.isEmpty || !outcome.verdict.isAccept {
            var hop = Hop(
                point.netns, .hook, link: link, name: device?.name, outcome.verdict.action,
                because: "\(point.family.rawValue) \(point.hook.rawValue)", hook: point.hook, visits: outcome.visits)
            hop.nat = outcome.nat.first
            next.hops.append(hop)
        }
        switch outcome.verdict {
        case .accept: return next
        case .drop(let rule):
            let what = outcome.unreadQueues.map { "hands it to \(queue($0)), which no program reads" } ?? "drops it"
            return next.ended(.dropped, dropPoint(rule, point, what, link))
        case .reject(_, let rule):
            return next.ended(.rejected, dropPoint(rule, point, "rejects it", link))
        case .queue(let numbers, _, let rule):
            return next.ended(
                .unknown, dropPoint(rule, point, "hands it to the program behind \(queue(numbers))", link))
        case .stolen(let to?, _): return next.at(.transmit(LinkRef(point.netns, to.ifindex)))
        case .stolen(nil, let rule): return next.ended(.unknown, dropPoint(rule, point, "takes it away", link))
        case .noRoom:
            let reason =
                "no room for one more connection: conntrack's table is full of those that are answered and in use"
            return next.ended(
                .dropped, DropPoint(point.netns, .hook, .table, "nf_conntrack", reason, link: link, hook: point.hook))
        case .noPort(let rule):
            let what =
                "has no source port left for \(outcome.packet.dst) port \(outcome.packet.transport.ports?.destination ?? 0)"
            return next.ended(.dropped, dropPoint(rule, point, what, link))
        case .unknown(let rule, let reason):
            return next.ended(.unknown, dropPoint(rule, point, "cannot be judged: \(reason)", link))
        }
    }

    private func queue(_ numbers: ClosedRange<UInt16>?) -> String {
        guard let numbers else { return "a queue" }
        return numbers.count == 1 ? "queue \(numbers.lowerBound)" : "queues \(numbers.lowerBound)-\(numbers.upperBound)"
    }

    private func dropPoint(_ rule: RuleReference, _ point: HookPoint, _ what: String, _ link: LinkRef?) -> DropPoint {
        DropPoint(
            point.netns, .hook, .chain, rule.name, "\(rule.words) at \(point.hook.rawValue) \(what)", link: link,
            rule: rule, hook: point.hook)
    }
}

extension HookVerdict {
    var action: Hop.Action {
        switch self {
        case .accept: .accept
        case .drop, .noRoom, .noPort: .drop
        case .reject: .reject
        case .queue: .queue
        case .stolen: .steal
        case .unknown: .unknown
        }
    }
}

extension RuleReference {
    /// `ip filter FORWARD handle 5`, `ip nat PREROUTING 3`, `inet fw input`.
    public var name: String {
        let chain = [family.rawValue, table, chain].filter { !$0.isEmpty }.joined(separator: " ")
        switch place {
        case .handle(let handle): return "\(chain) handle \(handle)"
        case .number(let number): return "\(chain) \(number)"
        case .policy, .chain: return chain
        }
    }

    /// For sentences: the same ones however many packets have come by since.
    public var words: String {
        switch place {
        case .handle, .number: "rule '\(statelessText)' of chain \(table) \(chain)"
        case .policy: "the policy of chain \(table) \(chain)"
        case .chain: table.isEmpty ? "the hook" : "chain \(table) \(chain)"
        }
    }
}
