import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

/// What is asked with real packets, and what the simulation says of it before: of the questions that a diagnosis asks anyway
/// those that the target itself would send, to one host each.
public struct ProbePlan: Sendable {
    /// In the order in which they are worth asking.
    public private(set) var orders: [ProbeOrder] = []
    /// What is not asked, and why, in sentences.
    public private(set) var notes: [String] = []

    /// Questions: a plan is a handful of packets, and no scan.
    static let most = 32

    private let analysis: TargetAnalysis

    /// - Parameters:
    ///   - analysis: of a snapshot that has all that the diagnosis read; `query.needs` says what is lacking still.
    ///   - isWhole: every question that the target needs, and not only its gateways, name servers and what the user names.
    public init(_ analysis: TargetAnalysis, isWhole: Bool) {
        self.analysis = analysis
        for id in analysis.scope.subjects {
            gateways(of: id)
            for path in asked([.nameserver, .stubResolver]) { add(path) }
            for path in asked([.to]) {
                nearby(path)
                add(path)
                size(path)
                underlay(path)
            }
            if isWhole { whole(of: id) }
        }
    }

    /// One that is asked, what the simulation says of it, and how a reader calls it.
    public struct Question: Sendable {
        public let order: ProbeOrder
        public let foretold: Foretold
        /// `ping 10.1.0.1`. Hostile text.
        public let words: String
    }

    public var questions: [Question] {
        orders.map { Question(order: $0, foretold: analysis.foretold($0), words: analysis.words($0)) }
    }

    // MARK: What

    private func asked(_ questions: Set<AskedPath.Question>) -> [AskedPath] {
        analysis.asked.filter { questions.contains($0.question) }
    }

    private mutating func whole(of id: NetnsID) {
        let near: Set<AskedPath.Question> = [
            .stuck, .upstream, .overlay, .service, .ownService, .sibling, .lower, .tun,
        ]
        for path in asked(near) {
            add(path)
            if path.question == .overlay { underlay(path) }
        }
        for path in asked([.overlayFull]) { size(path) }
        for path in asked([.outside, .outsidePing, .outsideFull]) {
            // Else it is an address that nobody here has: some stranger's.
            let isInSight = (analysis.waysOut[id] ?? []).contains {
                $0.family == path.answer.flow.dst.family && $0.outside != nil
            }
            if !isInSight {
                note("nobody outside is asked unless --to names an address")
            } else if path.question == .outsideFull {
                size(path)
            } else {
                add(path)
            }
        }
    }

    private mutating func gateways(of id: NetnsID) {
        let uses = analysis.gateways.filter { $0.netns == id && $0.link.isUp }
        for use in uses.prefix(Questions.most) {
            neighbor(use.via, use.ref, use.link, question: .gateway)
            var order = ProbeOrder(
                from: id, .echo, to: use.via, question: AskedPath.Question.gateway.rawValue, isWanted: false)
            if use.via.isLinkLocal { order.ifindex = use.ref.ifindex }
            add(order, as: analysis.sender(in: id))
        }
    }

    private mutating func add(_ path: AskedPath) {
        let flow = path.answer.flow
        guard let kind = ProbeOrder.Kind(flow.transport), kind != .udp || path.question == .to else { return }
        var order = order(path, kind)
        order.port = flow.transport.ports?.destination
        add(order)
    }

    /// The path's MTU, by echoes to the same host.
    private mutating func size(_ path: AskedPath) {
        let flow = path.answer.flow
        guard let oif = wayOut(of: flow)?.oif, let link = analysis.query.link(flow.netns, oif).value, !link.isLoopback
        else {
            return
        }
        var order = order(path, .pathMTU)
        order.mtu = link.mtu
        add(order)
    }

    /// Who has the address, where it is one of the link's own network.
    private mutating func nearby(_ path: AskedPath) {
        let flow = path.answer.flow
        guard let hop = wayOut(of: flow)?.path, hop.gateway == nil, let ifindex = hop.ifindex,
            let link = analysis.query.link(flow.netns, ifindex).value
        else { return }
        neighbor(flow.dst, LinkRef(flow.netns, ifindex), link, question: path.question)
    }

    /// Nil where it stays here, or has no route.
    private func wayOut(of flow: PathFlow) -> RouteDecision? {
        let decision = analysis.routerCache.lookup(
            RouteFlow(dst: flow.dst, src: flow.src, oif: flow.oif), in: flow.netns)
        return decision.value.flatMap { $0.error == nil && !$0.isLocal ? $0 : nil }
    }

    /// The far end of the tunnel that a packet is put into, asked by whoever does that.
    private mutating func underlay(_ path: AskedPath) {
        for tunnel in (path.way?.forward.hops ?? []).compactMap(\.tunnel) {
            guard let remote = tunnel.remote else { continue }
            var order = ProbeOrder(
                from: tunnel.device.netns, .echo, to: remote, question: "underlay", isWanted: path.isWanted)
            order.src = tunnel.local
            add(order)
        }
    }

    private mutating func neighbor(_ address: IPAddress, _ ref: LinkRef, _ link: Link, question: AskedPath.Question) {
        // Ethernet alone has neighbours that are asked for.
        guard link.linkType == 1, !link.flags.contains(.noARP), let lladdr = link.address else { return }
        let own = (analysis.query.addresses(ref.netns, on: ref.ifindex).value ?? []).filter {
            $0.address.family == address.family && $0.isUsable
        }
        // Whoever asks should be of the same network, or the answer may go elsewhere.
        let near = own.first { $0.network.contains(address) && $0.address.isLinkLocal == address.isLinkLocal }
        guard let src = (near ?? own.first { $0.address.isLinkLocal == address.isLinkLocal } ?? own.first)?.address
        else { return }
        var order = ProbeOrder(
            from: ref.netns, .neighbor, to: address, question: question.rawValue, isWanted: false)
        (order.ifindex, order.src, order.lladdr) = (ref.ifindex, src, lladdr)
        add(order)
    }

    // MARK: How

    private func order(_ path: AskedPath, _ kind: ProbeOrder.Kind) -> ProbeOrder {
        let flow = path.answer.flow
        var order = ProbeOrder(
            from: flow.netns, kind, to: flow.dst, question: path.question.rawValue, isWanted: path.isWanted)
        (order.src, order.ifindex, order.mark) = (flow.src, flow.oif, flow.mark)
        (order.uid, order.gid) = (flow.uid, flow.gid)
        return order
    }

    private mutating func add(_ order: ProbeOrder, as sender: Process?) {
        var order = order
        order.uid = sender?.fsuid.flatMap { UInt32(exactly: $0) }
        order.gid = sender?.credentials?.groups.first.flatMap { UInt32(exactly: $0) }
        add(order)
    }

    private mutating func add(_ order: ProbeOrder) {
        guard !orders.contains(where: { $0.isSame(as: order) }) else { return }
        if let reason = GroupAddresses.reason(for: order.dst, order.netns, analysis.query) {
            return note("\(order.dst) is not asked: \(reason)")
        }
        guard orders.count < Self.most else { return note("only the first \(Self.most) questions are asked") }
        orders.append(order)
    }

    private mutating func note(_ sentence: String) {
        if !notes.contains(sentence) { notes.append(sentence) }
    }
}

extension ProbeOrder {
    /// The same packets, whatever they are asked for.
    fileprivate func isSame(as other: ProbeOrder) -> Bool {
        var other = other
        (other.question, other.isWanted) = (question, isWanted)
        return self == other
    }
}

extension ProbeOrder.Kind {
    /// What asks as a simulated packet does; nil where nothing is sent for such a one.
    fileprivate init?(_ transport: Transport) {
        switch transport {
        case .tcp(let tcp) where tcp.ports.destination != nil: self = .tcp
        case .udp(let ports) where ports.destination == 53: self = .dns
        case .udp(let ports) where ports.destination != nil: self = .udp
        case .icmp, .icmpv6: self = .echo
        default: return nil
        }
    }
}
