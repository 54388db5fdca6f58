import NetworkModel
import Routing
import SnapshotQuery
import Topology

/// What decided a hop, as values: what is asked about a trace later is read from these, never from its words.
public indirect enum HopFact: Hashable, Sendable {
    /// Routing, with the next hop that this trace takes. `iif`: where the packet came in; nil where it begins. `depth`:
    /// how many tunnels it is in.
    case route(RouteDecision, RoutePath?, iif: LinkRef?, depth: Int)
    /// Who has the address of the next hop, and how that is known.
    case owner(NextHopOwner)
    /// A frame for whom the neighbour table names.
    case framing(Framing)
}

/// One namespace that routed a packet.
public struct Passage: Hashable, Sendable {
    /// The namespace that routed it.
    public let netns: NetnsID
    /// Where the packet came in; nil where it begins.
    public let iif: LinkRef?
    /// What routing decided, be it an error.
    public let decision: RouteDecision
    /// The next hop that is taken, of those that are possible.
    public let path: RoutePath?
    /// Who takes the frames, where that was asked.
    public internal(set) var owner: NextHopOwner?

    /// The link it leaves by.
    public var oif: LinkRef? { isOnward ? path?.ifindex.map { LinkRef(netns, $0) } : nil }

    /// It goes on from here, as far as routing decides.
    public var isOnward: Bool { decision.error == nil && !decision.isLocal }
}

extension Trace {
    /// By which neighbour entry it left last; nil where its next hop was asked for.
    public var framing: Framing? {
        let last = hops.last { $0.stage == .neighbor }
        if case .framing(let framing)? = last?.fact { return framing }
        return nil
    }

    /// How the packet was routed where something stops it; nil where it is stopped before that.
    public var lastPassage: Passage? {
        guard let dropPoint else { return nil }
        return passages.last { $0.netns == dropPoint.netns }
    }

    /// The namespaces that routed the packet itself, in order: not what tunnels made of it.
    public var passages: [Passage] {
        var disposition: [Passage] = []
        for hop in hops {
            switch hop.fact {
            case .route(let decision, let path, let iif, depth: 0):
                let next = Passage(netns: hop.netns, iif: iif, decision: decision, path: path)
                // What the output hook has changed is routed again, and the second time counts.
                if iif == nil, let last = disposition.last, last.netns == hop.netns, last.iif == nil {
                    disposition.removeLast()
                }
                disposition.append(next)
            case .owner(let owner):
                if let last = disposition.indices.last, disposition[last].netns == hop.netns {
                    disposition[last].owner = owner
                }
            case .route, .framing, nil: break
            }
        }
        return disposition
    }
}
