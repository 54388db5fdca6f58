import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// What a diagnosis asks by itself about one namespace, and the answers.
public struct Questions {
    let analysis: TargetAnalysis
    let answers: Answers
    let translations: TranslationIndex

    /// Questions of one kind.
    static let most = 4

    init(_ analysis: TargetAnalysis, _ answers: Answers) {
        self.analysis = analysis
        self.answers = answers
        translations = TranslationIndex(analysis.routerCache)
    }

    /// Every question of every subject, each traced; of a node those of the namespaces that were sampled.
    public func all() -> [AskedPath] {
        guard !analysis.scope.isNode else {
            return analysis.sampled.flatMap { gateways($0) + nameservers($0) + outside($0) } + refusedNodePorts()
        }
        return analysis.scope.subjects.flatMap { id in
            // What somebody waits for comes first: where one object stops several packets, its finding speaks of that.
            let away = gateways(id) + nameservers(id) + outside(id) + overlays(id) + devices(id)
            let here = published(id) + fromRouter(id) + services(id) + siblings(id)
            return guests(id) + wanted(id) + away + here + seldom(id)
        }
    }

    private func seldom(_ id: NetnsID) -> [AskedPath] {
        publishedLocally(id) + amongThemselves(id) + halfSeen(id) + besideAnswered(id) + policed(id)
    }

    func ask(
        _ question: AskedPath.Question, _ id: NetnsID, _ flow: PathFlow, published: PublishedPort? = nil,
        fresh: PathFlow? = nil
    ) -> AskedPath {
        var flow = flow
        if flow.netns == id, flow.iif == nil, flow.uid == nil, let sender = analysis.sender(in: id) {
            flow.uid = sender.fsuid.flatMap { UInt32(exactly: $0) }
            flow.gid = sender.credentials?.groups.first.flatMap { UInt32(exactly: $0) }
        }
        return AskedPath(
            subject: id, question: question, answer: answers.answer(flow), published: published,
            fresh: fresh.map { answers.answer($0) })
    }

    static func ping(_ family: IPAddress.Family) -> Transport {
        Transport.icmp(.init(type: 8)).fitting(family)
    }

    static func datagram(_ port: UInt16) -> Transport { .udp(.init(source: nil, destination: port)) }

    static func connection(_ port: UInt16) -> Transport {
        .tcp(.init(ports: .init(source: nil, destination: port), flags: Transport.TCP.syn))
    }

    // MARK: Near

    private func gateways(_ id: NetnsID) -> [AskedPath] {
        // Others' addresses that somebody answers for by proxy are no address that a packet could be for.
        let uses = analysis.gateways.filter { use in
            use.netns == id && use.link.isUp && use.owner.value?.how == .address
        }
        return silenced(id)
            + uses.prefix(Self.most).flatMap { use in
                let oif = use.via.isLinkLocal ? use.ref.ifindex : nil
                return [
                    ask(.gateway, id, PathFlow(from: id, to: use.via, Self.ping(use.via.family), oif: oif)),
                    ask(.gatewayService, id, PathFlow(from: id, to: use.via, Self.datagram(53), oif: oif)),
                ]
            }
    }

    private func nameservers(_ id: NetnsID) -> [AskedPath] {
        let servers = analysis.askedNameservers.filter { server in
            server.netns == id && !server.isLoopback && server.decision.value.map { $0.error == nil } ?? false
        }
        return servers.prefix(Self.most).map { server in
            ask(.nameserver, id, PathFlow(from: id, to: server.address, Self.datagram(53)))
        }
    }

    // MARK: Far

    private func outside(_ id: NetnsID) -> [AskedPath] {
        (analysis.waysOut[id] ?? []).flatMap { way -> [AskedPath] in
            guard !way.isCut || analysis.isBereft(way), let target = outsideAddress(way),
                let link = way.steps.first?.link, link.isUp
            else { return [] }
            let ping = Self.ping(way.family)
            return [
                ask(.outside, id, PathFlow(from: id, to: target, Self.connection(443))),
                ask(.outsidePing, id, PathFlow(from: id, to: target, ping)),
                ask(.outsideFull, id, PathFlow(from: id, to: target, ping, length: link.mtu)),
            ]
        }
    }

    /// A ping to the outside by each way out, whether or not routing itself cuts it.
    func defaultRoutes(_ id: NetnsID) -> [AskedPath] {
        (analysis.waysOut[id] ?? []).compactMap { way in
            (outsideAddress(way) ?? way.flow?.dst).map { target in
                ask(.defaultRoute, id, PathFlow(from: id, to: target, Self.ping(way.family)))
            }
        }
    }

    /// Where the way out ends in a namespace that plays the outside, its address; else one that nobody has. Ways that
    /// routing itself cuts are not asked about: those have findings of their own. Those that end in a router which has
    /// lost its own way out have not.
    func outsideAddress(_ way: Egress) -> IPAddress? {
        guard let id = way.outside, !analysis.isBereft(way) else { return way.flow?.dst }
        if let gateway = way.steps.dropLast().last?.passage.path?.gateway, gateway.isGlobal { return gateway }
        return (analysis.query.addresses(id, way.family).value ?? []).first { $0.address.isGlobal && $0.isUsable }?
            .address
    }
}
