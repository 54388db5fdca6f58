import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery
import Topology

/// Traces packets through the state of a node as the kernel would, without sending any. Every stage has a file of its
/// own in this folder; this one drives them.
public final class PacketTracer {
    /// Routers of the namespaces on the way, kept from trace to trace.
    public let routerCache: RouterCache
    let rules: RuleBook
    /// Whether a stop ends the packet, or is noted.
    public let aim: Aim
    /// Whether packets note the links at which they can be seen.
    let tapsLinks: Bool
    /// The same for verdicts: who answers a question on a link is always traced to its end.
    var exact: PacketTracer { verdicts ?? self }
    private lazy var verdicts = aim.isVerdict ? nil : PacketTracer(routerCache, rules: rules)
    /// Traces inside traces: who has this address, by which way does the tunnel's own packet go.
    var depth = 0
    private var riderIndex: [LinkRef: [LinkRef]]?
    /// Links by their addresses, of all that was read.
    private(set) lazy var owners = indexOwners()

    /// Who is asked for facts, and remembers what is lacking.
    public var query: SnapshotQuery { routerCache.query }

    static let mostSteps = 200
    static let mostFlights = 64
    static let mostDepth = 4

    /// Without backends in `rules` a packet is unknown from its first hook on, where the aim judges rules.
    ///
    /// - Parameter tapsLinks: whether traces say at which links packets can be seen.
    public init(_ routerCache: RouterCache, rules: RuleBook, for aim: Aim = .verdict, tapsLinks: Bool = false) {
        self.routerCache = routerCache
        self.tapsLinks = tapsLinks
        self.rules = rules
        self.aim = aim
    }

    /// There and back.
    public func answer(_ flow: PathFlow) -> PathAnswer {
        let ends = begin(flow)
        let ways = ends.map { end in
            BidirectionalTrace(
                forward: end.trace,
                replies: reply(to: end, of: flow).map { run($0).map(\.trace) } ?? [])
        }
        return PathAnswer(flow: flow, traces: ways)
    }

    private func begin(_ flow: PathFlow) -> [PacketInFlight] {
        let start = start(of: flow)
        do throws(NotKnown) {
            return try unheard(flow, start).map { [$0] } ?? run(start)
        } catch {
            return [unknown(start, error.reason)]
        }
    }

    func start(of flow: PathFlow) -> PacketInFlight {
        var packet = Packet(src: flow.src ?? .unspecified(flow.dst.family), dst: flow.dst, transport: flow.transport)
        packet.mark = flow.mark
        packet.tos = flow.tos
        packet.length = flow.length
        packet.dontFragment = flow.dontFragment
        if let iif = flow.iif {
            let link = LinkRef(flow.netns, iif)
            packet.destinationMAC = query.link(link).flatMap { $0.address.map(Observed.known) ?? .absent }
            packet.sourceMAC = .unknown("the sender is not on this node")
            if let frame = flow.frame {
                packet.sourceMAC = .known(frame.source)
                if let destination = frame.destination { packet.destinationMAC = .known(destination) }
            }
            var flight = PacketInFlight(.receive(link), packet)
            flight.sent = Connection.Tuple(packet)
            introduce(flow, link, &flight)
            return flight
        }
        var owner = SocketOwner(uid: flow.uid, gid: flow.gid)
        owner.boundDevice = flow.oif
        packet.owner = .known(owner)
        var flight = PacketInFlight(.send(flow.netns), packet)
        flight.oif = flow.oif
        flight.origin = flow.netns
        return flight
    }

    /// Who sends to this end of a link has asked for its hardware address before, and was heard by that (arp_process): where
    /// the kernel has no entry of him, it has had one then.
    private func introduce(_ flow: PathFlow, _ link: LinkRef, _ flight: inout PacketInFlight) {
        guard let frame = flow.frame, frame.destination == nil, let src = flow.src else { return }
        let near = LinkRef(link.netns, query.link(link).value?.master ?? link.ifindex)
        guard case .absent = query.neighbor(near, src) else { return }
        flight.learned.learn(src, on: near, is: frame.source)
    }

    /// Drives a packet, and those it parts into, to their ends.
    func run(_ start: PacketInFlight) -> [PacketInFlight] {
        var open = [start]
        var finished: [PacketInFlight] = []
        while var flight = open.popLast() {
            if flight.disposition != nil {
                finished.append(flight)
                continue
            }
            flight.steps += 1
            if flight.steps > Self.mostSteps {
                finished.append(
                    flight.ended(
                        .loop,
                        DropPoint(flight.netns, flight.stage, .route, "\(flight.packet.dst)", "the packet goes round")))
            } else if open.count + finished.count > Self.mostFlights {
                finished.append(unknown(flight, "there are more ways than are followed"))
            } else {
                do throws(NotKnown) {
                    open += try step(flight).reversed()
                } catch {
                    finished.append(unknown(flight, error.reason))
                }
            }
        }
        return finished
    }

    /// A trace inside a trace.
    func nested(_ start: PacketInFlight) throws(NotKnown) -> [PacketInFlight] {
        guard depth < Self.mostDepth else { throw NotKnown("tunnels and questions are nested too deeply") }
        depth += 1
        defer { depth -= 1 }
        return run(start)
    }

    /// As far as the first stage takes it.
    func firstStep(_ start: PacketInFlight) throws(NotKnown) -> [PacketInFlight] { try step(start) }

    private func step(_ flight: PacketInFlight) throws(NotKnown) -> [PacketInFlight] {
        switch flight.position {
        case .send(let id): try send(flight, id)
        case .leave(let id, let path): try leave(flight, id, path)
        case .transmit(let ref): try transmit(flight, ref)
        case .receive(let ref): try receive(flight, ref)
        case .network(let ref): try network(flight, ref)
        case .local(let ref): try deliver(flight, ref)
        }
    }

    func unknown(_ flight: PacketInFlight, _ reason: String) -> PacketInFlight {
        flight.ended(.unknown, DropPoint(flight.netns, flight.stage, .unknown, reason, reason))
    }

    // MARK: Facts

    /// The value, or nil where there is none; what is not known ends the trace.
    func known<Value>(_ observed: Observed<Value>, _ what: @autoclosure () -> String) throws(NotKnown) -> Value? {
        switch observed {
        case .known(let value): return value
        case .absent: return nil
        case .unknown(let reason): throw NotKnown("\(what()): \(reason)")
        }
    }

    /// Ends the trace where something is not known that others will look at: routers and indexes read it by themselves.
    func require<Value>(_ observed: Observed<Value>, _ what: @autoclosure () -> String) throws(NotKnown) {
        if case .unknown(let reason) = observed { throw NotKnown("\(what()): \(reason)") }
    }

    /// The links of all, at once; what cannot be read does not matter.
    func requireLinks(of namespaces: [NetnsID]) throws(NotKnown) {
        guard query.has(namespaces.map { .table($0, .links) }) else {
            throw NotKnown("links: \(SnapshotQuery.unread)")
        }
    }

    func link(_ ref: LinkRef) throws(NotKnown) -> Link {
        guard let link = try known(query.link(ref), "link \(ref.ifindex)") else { throw Self.noLink(ref) }
        return link
    }

    func requireLink(_ ref: LinkRef) throws(NotKnown) {
        try require(query.link(ref), "link \(ref.ifindex)")
        if query.link(ref).isAbsent { throw Self.noLink(ref) }
    }

    private static func noLink(_ ref: LinkRef) -> NotKnown {
        NotKnown("there is no link \(ref.ifindex) in namespace \(ref.netns)")
    }

    func interface(_ ref: LinkRef) throws(NotKnown) -> Interface { Interface(try link(ref)) }

    /// The router of a namespace, with the settings that decide about received packets.
    func router(_ id: NetnsID, _ family: IPAddress.Family) throws(NotKnown) -> Router {
        routerCache.prefetch(id, family)
        try require(query.netconfOfAll(id), "netconf")
        for family in [IPAddress.Family.inet, .inet6] { try require(query.addresses(id, family), "addresses") }
        guard let router = try known(routerCache.router(id, family), "routes") else {
            throw NotKnown("namespace \(id) has no routes")
        }
        return router
    }

    /// The devices on a link that take what comes in there, in whatever namespace, as far as those were read.
    func riders(on below: LinkRef) -> [(ref: LinkRef, link: Link)] {
        ridersByLower[below, default: []].compactMap { ref in query.link(ref).value.map { (ref, $0) } }
    }

    /// Kept once all links below were found.
    private var ridersByLower: [LinkRef: [LinkRef]] {
        if let riderIndex { return riderIndex }
        let before = query.lacks
        var index: [LinkRef: [LinkRef]] = [:]
        for (id, namespace) in query.snapshot.namespaces.sorted(by: { $0.key < $1.key }) {
            for link in namespace.links.rows where Self.riding.contains(link.infoKind) {
                let ref = LinkRef(id, link.ifindex)
                if let below = query.lower(of: ref, link)?.to { index[below, default: []].append(ref) }
            }
        }
        if query.lacks == before { riderIndex = index }
        return index
    }

    private static let riding: Set<String?> = ["macvlan", "macvtap", "ipvlan", "ipvtap", "vlan"]

    /// A setting as a number; nil where this kernel does not have it.
    func setting(_ name: String, in id: NetnsID) throws(NotKnown) -> Int? {
        // It only stops packets: asked for, since it will be wanted, and not waited for.
        guard aim.isVerdict || query.sysctl(id, name).reason == nil else { return nil }
        guard let text = try known(query.sysctl(id, name), name) else { return nil }
        guard let value = Int(text.filter { !$0.isWhitespace }) else { throw NotKnown("\(name) is '\(text)'") }
        return value
    }
}
