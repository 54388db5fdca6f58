import Addresses
import KernelWire
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// At which links the target's packets must be captured so that a loss is between two of them, and what packets look like
/// there.
public struct CapturePlan: Sendable {
    public struct Place: Hashable, Sendable {
        public let ref: LinkRef
        /// Hostile text.
        public let ifname: String
        /// `blue:veth-blue`, as files call it. Hostile text.
        public let name: String
        /// What is taken here.
        public internal(set) var choice = PlaceChoice()
        /// Packets have the headers here that the target gives them and sees.
        public internal(set) var isUntranslated = true
    }

    /// In the order in which packets of the target pass them.
    public private(set) var places: [Place] = []
    /// Rules that packets of the target meet on their way, also behind what stops them.
    public private(set) var rules: Set<RuleReference> = []
    /// The user named conversations, and nothing else is taken.
    public let isNarrow: Bool
    /// UDP ports of the tunnels that were met.
    public let tunnelPorts: TunnelPorts
    /// The target's addresses.
    public let own: Set<IPAddress>
    /// What becomes of simulated packets: `udp to 8.8.8.8:53 gets through`. Hostile text.
    public private(set) var simulated: [String] = []

    /// Places that are taken: a way of more links than this is no container's.
    static let most = 16
    /// Questions whose ways are followed.
    static let mostFlows = 32

    /// - Parameter analysis: of a snapshot that has all that the diagnosis read; `query.needs` says what is lacking still.
    public init(_ analysis: TargetAnalysis) {
        let flows = Self.flows(analysis)
        isNarrow = analysis.asked.contains { $0.question == .to }
        tunnelPorts = analysis.tunnelPorts
        own = Set(
            analysis.scope.subjects.flatMap { id in
                [IPAddress.Family.inet, .inet6].flatMap { analysis.query.addresses(id, $0).value ?? [] }
            }.map(\.address).filter { !$0.isLoopback })
        // Where nothing gets out, it is still seen what is tried.
        for attachment in analysis.attachments where analysis.scope.subjects.contains(attachment.ref.netns) {
            for ref in [attachment.ref, attachment.outerRef].compactMap({ $0 }) { place(ref, analysis) }
        }
        let verdicts = PacketTracer(analysis.routerCache, rules: .all, tapsLinks: true)
        // What lies behind the object that stops them: there, too, it must be seen that nothing arrives.
        let ways = PacketTracer(analysis.routerCache, rules: .all, for: .ways(rules: true), tapsLinks: true)
        let answers = flows.map(verdicts.answer)
        for way in (answers + flows.map(ways.answer)).flatMap(\.traces) { add(way, analysis) }
        for words in answers.map(\.outcome) where !simulated.contains(words) { simulated.append(words) }
        for index in places.indices {
            if !isNarrow { places[index].choice.own = own }
            let ref = places[index].ref
            let local = analysis.query.addresses(ref.netns, on: ref.ifindex).value ?? []
            places[index].choice.askers = own.union(local.map(\.address))
            // What masquerading gives packets of which no question was asked.
            if !isNarrow, !analysis.scope.subjects.contains(ref.netns) {
                places[index].choice.translated.formUnion(local.map(\.address))
            }
        }
    }

    /// What the user asks; else the ways out, and what is led to the target from outside.
    private static func flows(_ analysis: TargetAnalysis) -> [PathFlow] {
        let asked = analysis.asked.filter { $0.question == .to }
        guard asked.isEmpty else { return asked.map(\.answer.flow) }
        let kinds: [AskedPath.Question] = [
            .gateway, .outside, .nameserver, .overlay, .stuck, .flow, .published, .fromRouter,
        ]
        let others = kinds.flatMap { kind in analysis.asked.filter { $0.question == kind } }
        return (analysis.defaultRoutes + others).prefix(mostFlows).map(\.answer.flow)
    }

    private mutating func add(_ way: BidirectionalTrace, _ analysis: TargetAnalysis) {
        rules.formUnion(([way.forward] + way.replies).flatMap(\.hops).flatMap(\.visits).map(\.rule))
        let sent = way.forward.taps.first?.tuple
        let isFromTarget = sent.map { own.contains($0.src) } ?? true
        for tap in way.forward.taps {
            add(tap, ours: isFromTarget ? \.src : \.dst, port: \.dport, isFromTarget, sent, analysis)
        }
        for tap in way.replies.flatMap(\.taps) {
            add(tap, ours: isFromTarget ? \.dst : \.src, port: \.sport, isFromTarget, sent, analysis)
        }
    }

    /// - Parameters:
    ///   - ours: which end of the packet is the target.
    ///   - port: the one that is asked for; the other one is any that the sender picks.
    private mutating func add(
        _ tap: Tap, ours: KeyPath<Connection.Tuple, IPAddress>, port: WritableKeyPath<Connection.Tuple, UInt16?>,
        _ isFromTarget: Bool, _ sent: Connection.Tuple?, _ analysis: TargetAnalysis
    ) {
        guard let index = place(tap.link, analysis) else { return }
        var place = places[index]
        place.isUntranslated = place.isUntranslated && tap.outer == nil && tap.tuple.isSame(as: sent)
        var tuple = tap.tuple
        (tuple.sport, tuple.dport) = (nil, nil)
        tuple[keyPath: port] = tap.tuple[keyPath: port]
        place.choice.tuples.insert(wanted(tuple))
        if let outer = tap.outer { place.choice.outers.insert(Self.conversation(outer, proto: outer.proto)) }
        let address = tap.tuple[keyPath: ours]
        if !isNarrow, !own.contains(address) {
            if isFromTarget {
                place.choice.translated.insert(address)
            } else {
                place.choice.doors.insert(.init(address, tap.tuple.proto, port: tap.tuple[keyPath: port]))
            }
        }
        places[index] = place
    }

    /// A ping that the user asks for stands for whatever goes to that address.
    private func wanted(_ tuple: Connection.Tuple) -> ConntrackEntry.Tuple {
        let isPing = tuple.proto == 1 || tuple.proto == 58
        return Self.conversation(tuple, proto: isNarrow && isPing ? 0 : tuple.proto)
    }

    /// Whatever its identifiers of ICMP.
    private static func conversation(_ tuple: Connection.Tuple, proto: UInt8) -> ConntrackEntry.Tuple {
        var conversation = ConntrackEntry.Tuple(src: tuple.src, dst: tuple.dst, proto: proto)
        (conversation.sport, conversation.dport) = (tuple.sport, tuple.dport)
        return conversation
    }

    /// The index of the place at a link; nil where there is none to be taken.
    @discardableResult
    private mutating func place(_ ref: LinkRef, _ analysis: TargetAnalysis) -> Int? {
        if let index = places.firstIndex(where: { $0.ref == ref }) { return index }
        guard places.count < Self.most, let link = analysis.query.link(ref).value, !link.isLoopback else { return nil }
        let netns = analysis.captureName(of: ref.netns)
        places.append(Place(ref: ref, ifname: link.ifname, name: "\(netns):\(link.ifname)"))
        return places.count - 1
    }
}

extension TargetAnalysis {
    /// `blue`, `host`, `pid-4321`: a namespace in the names of places.
    public func captureName(of id: NetnsID) -> String {
        let namespace = query.namespace(id)
        if let name = namespace?.names.first { return name }
        if namespace?.isOwn ?? false { return "host" }
        if let target = query.snapshot.target, target.netns == id {
            return "\(target.kind.rawValue)-\(target.spelling)"
        }
        return "netns-\(id)"
    }

    /// UDP ports of VXLAN and Geneve, as the links of all namespaces that were met have them, beside the usual ones.
    var tunnelPorts: TunnelPorts {
        var ports = TunnelPorts()
        for link in query.snapshot.namespaces.values.flatMap(\.links.rows) {
            switch link.info {
            case .vxlan(let info): if let port = info.port { ports.vxlan.insert(port) }
            case .geneve(let info): if let port = info.port { ports.geneve.insert(port) }
            default: break
            }
        }
        return ports
    }
}

extension Connection.Tuple {
    /// The same header, or that of the answer.
    fileprivate func isSame(as sent: Connection.Tuple?) -> Bool {
        guard let sent else { return true }
        return (src == sent.src && dst == sent.dst && dport == sent.dport)
            || (src == sent.dst && dst == sent.src && sport == sent.dport)
    }
}

extension PathAnswer {
    /// `udp to 8.8.8.8:53 is stopped: net.ipv4.ip_forward is 0`
    fileprivate var outcome: String {
        let words = "\(flow.transport.name) to \(flow.dst.text(port: flow.transport.ports?.destination))"
        switch works {
        case true?: return "\(words) gets through"
        case false?: return "\(words) is stopped: \(tellingWay?.stopped?.dropPoint?.reason ?? "in more than one way")"
        case nil: return "\(words) is not known to get through"
        }
    }
}
