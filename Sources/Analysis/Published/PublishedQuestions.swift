import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

// From outside to ports that a router translates to the subject, whether or not it listens there.

extension Questions {
    func published(_ id: NetnsID) -> [AskedPath] {
        var seen: Set<PathFlow> = []
        return analysis.query.familiesInUse(by: id).flatMap { family in
            translators(of: id, family).flatMap { router in published(id, family, by: router) }
        }.filter { seen.insert($0.answer.flow).inserted }
    }

    /// Namespaces that may translate to a subject: the routers on its way out, and those at the far ends of its links, by
    /// which questions come in whatever way its answers take.
    func translators(of id: NetnsID, _ family: IPAddress.Family) -> [NetnsID] {
        let ways = (analysis.waysOut[id] ?? []).filter { $0.family == family }
        let onWay = ways.flatMap { way in way.routers.filter { $0 != way.outside } }
        let beside = analysis.attachments(of: id).filter { $0.ref.netns == id && $0.manner.leadsIn }.compactMap {
            ($0.bridge?.ref ?? $0.outerRef)?.netns
        }
        var seen: Set<NetnsID> = [id]
        return (onWay.prefix(1) + beside + onWay.dropFirst()).filter { seen.insert($0).inserted }
    }

    private func published(_ id: NetnsID, _ family: IPAddress.Family, by router: NetnsID) -> [AskedPath] {
        let ports = ports(of: id, family, in: router).prefix(Self.most)
        guard !ports.isEmpty else { return [] }
        return entrances(of: router, for: id, family).flatMap { entry in
            ports.enumerated().flatMap { index, port -> [AskedPath] in
                guard let dst = port.rule.destination(orElse: entry.address) else { return [] }
                let callers = callers(of: port, at: dst, by: entry, isFirst: index == 0, id)
                if port.rule.isService { return callers.compactMap { service($0, port, at: dst, in: router, id) } }
                return callers.map { ask($0.question, id, $0.flow, published: port) }
                    + remembered(id, port, at: dst, in: router, entry, like: callers.first?.flow)
            }
        }
    }

    /// Of a service whose dice may choose others, what becomes of packets that are for the subject, or that something
    /// stops before the dice are thrown. Who is led to none of its endpoints here is not meant to be: a service of one
    /// node's endpoints, or of some sources.
    private func service(
        _ caller: Caller, _ port: PublishedPort, at dst: IPAddress, in router: NetnsID, _ id: NetnsID
    ) -> AskedPath? {
        // Whether anybody outside sends packets for an address that is nobody's to this node, nobody knows.
        let question = usableAddresses(router, dst.family).contains(dst) ? caller.question : .publishedAside
        let asked = ask(question, id, caller.flow, published: port)
        var answer = asked.answer
        answer.traces.removeAll { way in
            if let led = way.forward.destinationNAT { return led.after.dst != port.target }
            guard way.forward.disposition != .unknown, let dropPoint = way.forward.dropPoint else { return true }
            guard dropPoint.stage == .socket || dropPoint.rule != nil else { return false }
            return way.forward.metRules(of: port.rule)
        }
        guard !answer.traces.isEmpty else { return nil }
        return AskedPath(subject: id, question: question, answer: answer, published: port)
    }

    /// Flows that conntrack goes on translating to somebody else than the rule does now.
    private func remembered(
        _ id: NetnsID, _ port: PublishedPort, at dst: IPAddress, in router: NetnsID, _ entry: Entrance,
        like fresh: PathFlow?
    ) -> [AskedPath] {
        guard port.proto == .udp, entry.isMain else { return [] }
        let stale = flows(router, .address(.origDst, dst)).filter { flow in
            flow.original.dport == port.port && (flow.reply.src, flow.reply.sport) != (port.target, port.targetPort)
        }
        return stale.prefix(Self.most).compactMap { flow in
            guard let sport = flow.original.sport else { return nil }
            let transport = Transport.udp(.init(source: sport, destination: port.port))
            let again = entry.flow(from: flow.original.src, to: dst, transport, analysis)
            return again.map { ask(.flow, id, $0, published: port, fresh: fresh) }
        }
    }

    /// Ports that a router's rules translate to addresses of the subject.
    func ports(of id: NetnsID, _ family: IPAddress.Family, in router: NetnsID) -> [PublishedPort] {
        let own = usableAddresses(id, family)
        var seen: Set<String> = []
        let ports = translations.rules(in: router).flatMap(\.published).filter { port in
            own.contains(port.target) && seen.insert("\(port.proto) \(port.port)").inserted
        }
        return ports.filter { listens(id, $0) } + ports.filter { !listens(id, $0) }
    }

    func listens(_ id: NetnsID, _ port: PublishedPort) -> Bool {
        (analysis.query.sockets(id).value ?? []).contains { socket in
            socket.isListening && socket.sport == port.targetPort && socket.proto == port.proto
                && !socket.src.isLoopback
        }
    }

    func usableAddresses(_ id: NetnsID, _ family: IPAddress.Family) -> Set<IPAddress> {
        Set((analysis.query.addresses(id, family).value ?? []).filter(\.isUsable).map(\.address))
    }
}

extension Attachment.Manner {
    /// The namespace at the far end may route to the near one.
    var leadsIn: Bool { self == .bridged || self == .routed || self == .direct }
}

extension Trace {
    /// Rules of the table that translates have seen the packet: nothing untracks it or stops it before them. They are the
    /// ones that choose, and those of nftables' proxy that refuse sources stand in the same table.
    fileprivate func metRules(of service: TranslationRule) -> Bool {
        hops.contains { hop in
            hop.netns == service.reference.netns
                && hop.visits.contains { $0.rule.isSameTable(as: service.reference) }
        }
    }
}

extension PublishedPort {
    var transport: Transport { proto == .tcp ? Questions.connection(port) : Questions.datagram(port) }
}
