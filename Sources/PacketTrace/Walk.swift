import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

/// Walks packets through the state of a node as the kernel would, without sending any. Every stage has a file of its
/// own in this folder; this one drives them.
public final class Walk {
    public let roads: Roads
    let rules: RuleBook
    public let aim: Aim
    /// The same for verdicts: who answers a question on a link is always walked to its end.
    var exact: Walk { verdicts ?? self }
    private lazy var verdicts = aim.isVerdict ? nil : Walk(roads, rules: rules)
    /// Walks inside walks: who has this address, by which way does the tunnel's own packet go.
    var depth = 0
    private var macvlanIndex: [LinkRef: [LinkRef]]?
    /// Links by their addresses, of all that was read.
    private(set) lazy var owners = indexOwners()

    public var world: World { roads.world }

    static let mostSteps = 200
    static let mostJourneys = 64
    static let mostDepth = 4

    public init(_ roads: Roads, rules: RuleBook, for aim: Aim = .verdict) {
        self.roads = roads
        self.rules = rules
        self.aim = aim
    }

    /// There and back.
    public func answer(_ flow: PathFlow) -> PathAnswer {
        let ends = run(start(of: flow))
        let ways = ends.map { end in
            Way(forward: end.path, replies: end.result == .delivered ? run(reply(to: end, of: flow)).map(\.path) : [])
        }
        return PathAnswer(flow: flow, ways: ways)
    }

    func start(of flow: PathFlow) -> Journey {
        var packet = Packet(src: flow.src ?? .unspecified(flow.dst.family), dst: flow.dst, transport: flow.transport)
        packet.mark = flow.mark
        packet.tos = flow.tos
        packet.length = flow.length
        packet.dontFragment = flow.dontFragment
        if let iif = flow.iif {
            let link = LinkRef(flow.netns, iif)
            packet.destinationMAC = world.link(link).flatMap { $0.address.map(Observed.known) ?? .absent }
            packet.sourceMAC = .unknown("the sender is not on this node")
            return Journey(.receive(link), packet)
        }
        var owner = SocketOwner(uid: flow.uid)
        owner.boundDevice = flow.oif
        packet.owner = .known(owner)
        var journey = Journey(.send(flow.netns), packet)
        journey.oif = flow.oif
        journey.origin = flow.netns
        return journey
    }

    /// Drives a journey, and those it parts into, to their ends.
    func run(_ start: Journey) -> [Journey] {
        var open = [start]
        var finished: [Journey] = []
        while var journey = open.popLast() {
            if journey.result != nil {
                finished.append(journey)
                continue
            }
            journey.steps += 1
            if journey.steps > Self.mostSteps {
                finished.append(
                    journey.ended(
                        .loop,
                        Stop(journey.netns, journey.stage, .route, "\(journey.packet.dst)", "the packet goes round")))
            } else if open.count + finished.count > Self.mostJourneys {
                finished.append(unknown(journey, "there are more ways than are followed"))
            } else {
                do throws(Unseen) {
                    open += try step(journey).reversed()
                } catch {
                    finished.append(unknown(journey, error.reason))
                }
            }
        }
        return finished
    }

    /// A walk inside a walk.
    func nested(_ start: Journey) throws(Unseen) -> [Journey] {
        guard depth < Self.mostDepth else { throw Unseen("tunnels and questions are nested too deeply") }
        depth += 1
        defer { depth -= 1 }
        return run(start)
    }

    /// As far as the first stage takes it.
    func firstStep(_ start: Journey) throws(Unseen) -> [Journey] { try step(start) }

    private func step(_ journey: Journey) throws(Unseen) -> [Journey] {
        switch journey.station {
        case .send(let id): try send(journey, id)
        case .leave(let id, let path): try leave(journey, id, path)
        case .transmit(let ref): try transmit(journey, ref)
        case .receive(let ref): try receive(journey, ref)
        case .network(let ref): try network(journey, ref)
        case .local(let ref): try deliver(journey, ref)
        }
    }

    func unknown(_ journey: Journey, _ reason: String) -> Journey {
        journey.ended(.unknown, Stop(journey.netns, journey.stage, .unknown, reason, reason))
    }

    // MARK: Facts

    /// The value, or nil where there is none; what is not known ends the walk.
    func known<Value>(_ observed: Observed<Value>, _ what: @autoclosure () -> String) throws(Unseen) -> Value? {
        switch observed {
        case .known(let value): return value
        case .absent: return nil
        case .unknown(let reason): throw Unseen("\(what()): \(reason)")
        }
    }

    /// Asks for the links of all at once; what cannot be read does not matter.
    func askForLinks(of namespaces: [NetnsID]) throws(Unseen) {
        let before = world.lacks
        for id in namespaces { _ = world.links(id) }
        if world.lacks != before { throw Unseen("links: \(World.unread)") }
    }

    func link(_ ref: LinkRef) throws(Unseen) -> Link {
        guard let link = try known(world.link(ref), "link \(ref.ifindex)") else {
            throw Unseen("there is no link \(ref.ifindex) in namespace \(ref.netns)")
        }
        return link
    }

    func interface(_ ref: LinkRef) throws(Unseen) -> Interface { Interface(try link(ref)) }

    /// The router of a namespace, with the settings that decide about received packets.
    func router(_ id: NetnsID, _ family: IPAddress.Family) throws(Unseen) -> Router {
        roads.meet(id, family)
        _ = try known(world.netconfOfAll(id), "netconf")
        for family in [IPAddress.Family.inet, .inet6] { _ = try known(world.addresses(id, family), "addresses") }
        guard let router = try known(roads.router(id, family), "routes") else {
            throw Unseen("namespace \(id) has no routes")
        }
        return router
    }

    /// Every macvlan device that was read, by the link below it; kept once all links below were found.
    var macvlans: [LinkRef: [LinkRef]] {
        if let macvlanIndex { return macvlanIndex }
        let before = world.lacks
        let index = indexMacvlans()
        if world.lacks == before { macvlanIndex = index }
        return index
    }

    /// A setting as a number; nil where this kernel does not have it.
    func setting(_ name: String, in id: NetnsID) throws(Unseen) -> Int? {
        // It only stops packets: asked for, since it will be wanted, and not waited for.
        guard aim.isVerdict || world.sysctl(id, name).reason == nil else { return nil }
        guard let text = try known(world.sysctl(id, name), name) else { return nil }
        guard let value = Int(text.filter { !$0.isWhitespace }) else { throw Unseen("\(name) is '\(text)'") }
        return value
    }
}
