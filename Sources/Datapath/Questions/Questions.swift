import Addresses
import NetworkModel
import Topology

/// What a diagnosis asks by itself about one namespace, and the answers.
public struct Questions {
    let survey: Survey
    private let answers: Answers

    /// Questions of one kind.
    static let most = 4

    init(_ survey: Survey, _ answers: Answers) {
        self.survey = survey
        self.answers = answers
    }

    public func all() -> [AskedPath] {
        // A node has as many subjects as it has pods: there the questions wait to be asked one by one.
        guard !survey.scope.isNode else { return [] }
        return survey.scope.subjects.flatMap { id -> [AskedPath] in
            var asked = gateways(id) + nameservers(id) + outside(id)
            asked += overlays(id)
            asked += devices(id)
            return asked + published(id)
        }
    }

    func ask(
        _ question: AskedPath.Question, _ id: NetnsID, _ flow: PathFlow, published: PublishedPort? = nil
    ) -> AskedPath {
        AskedPath(subject: id, question: question, answer: answers.answer(flow), published: published)
    }

    static func ping(_ family: IPAddress.Family) -> Transport {
        Transport.icmp(.init(type: 8)).fitting(family)
    }

    private static func query(_ port: UInt16) -> Transport { .udp(.init(source: nil, destination: port)) }

    private static func connection(_ port: UInt16) -> Transport {
        .tcp(.init(ports: .init(source: nil, destination: port), flags: Transport.TCP.syn))
    }

    // MARK: Near

    private func gateways(_ id: NetnsID) -> [AskedPath] {
        // Others' addresses that somebody answers for by proxy are no address that a packet could be for.
        let uses = survey.gateways.filter { use in
            use.netns == id && use.link.isUp && use.owner.value?.how == .address
        }
        return uses.prefix(Self.most).flatMap { use in
            let oif = use.via.isLinkLocal ? use.ref.ifindex : nil
            return [
                ask(.gateway, id, PathFlow(from: id, to: use.via, Self.ping(use.via.family), oif: oif)),
                ask(.gatewayService, id, PathFlow(from: id, to: use.via, Self.query(53), oif: oif)),
            ]
        }
    }

    private func nameservers(_ id: NetnsID) -> [AskedPath] {
        let servers = survey.nameservers.filter { server in
            server.netns == id && !server.isLoopback && server.decision.value.map { $0.error == nil } ?? false
        }
        return servers.prefix(Self.most).map { server in
            ask(.nameserver, id, PathFlow(from: id, to: server.address, Self.query(53)))
        }
    }

    // MARK: Far

    private func outside(_ id: NetnsID) -> [AskedPath] {
        (survey.waysOut[id] ?? []).flatMap { way -> [AskedPath] in
            guard let target = outsideAddress(way), let link = way.steps.first?.link, link.isUp else { return [] }
            let ping = Self.ping(way.family)
            return [
                ask(.outside, id, PathFlow(from: id, to: target, Self.connection(443))),
                ask(.outsidePing, id, PathFlow(from: id, to: target, ping)),
                ask(.outsideFull, id, PathFlow(from: id, to: target, ping, length: link.mtu)),
            ]
        }
    }

    /// Where the way out ends in a namespace that plays the outside, its address; else one that nobody has. Ways that
    /// routing itself cuts are not asked about: those have findings of their own.
    private func outsideAddress(_ way: WayOut) -> IPAddress? {
        guard let start = way.steps.first else { return nil }
        switch way.end {
        case .leftNode: return survey.roads.router(start.netns, way.family).value?.outsideAddress(way.family)
        case .arrived(let id):
            if let gateway = way.steps.dropLast().last?.decision.value?.gateway, gateway.isGlobal { return gateway }
            return (survey.world.addresses(id, way.family).value ?? []).first {
                $0.address.isGlobal && $0.isUsable
            }?.address
        case .refused, .gatewayMissing, .loop, .unknown: return nil
        }
    }

    // MARK: From outside

    private func published(_ id: NetnsID) -> [AskedPath] {
        (survey.waysOut[id] ?? []).flatMap { way -> [AskedPath] in
            guard let router = way.routers.first, let entry = entrance(way) else { return [] }
            return ports(of: id, way.family, in: router).prefix(Self.most).compactMap { port in
                guard let dst = port.rule.destination ?? entry.address else { return nil }
                let transport = port.proto == "tcp" ? Self.connection(port.port) : Self.query(port.port)
                let flow =
                    entry.outside.map { PathFlow(from: $0, to: dst, transport) }
                    ?? survey.roads.router(router, way.family).value?.outsideAddress(way.family).map { source in
                        PathFlow(from: router, src: source, to: dst, transport, iif: entry.uplink.ifindex)
                    }
                return flow.map { ask(.published, id, $0, published: port) }
            }
        }
    }

    /// Where packets from outside come in: the first router's link to it, and who is behind where that is on this node.
    private func entrance(_ way: WayOut) -> (uplink: LinkRef, address: IPAddress?, outside: NetnsID?)? {
        guard let step = way.steps.dropFirst().first, let link = step.link else { return nil }
        let uplink = LinkRef(step.netns, link.ifindex)
        let address = (survey.world.addresses(step.netns, on: link.ifindex).value ?? []).first {
            $0.local.family == way.family && $0.address.isGlobal && $0.isUsable
        }?.address
        switch way.end {
        case .arrived(let id) where way.steps.count == 3: return (uplink, address, id)
        case .leftNode(let ref) where ref == uplink: return (uplink, address, nil)
        default: return nil
        }
    }

    /// Ports that a router's rules translate to ones on which the subject listens.
    private func ports(of id: NetnsID, _ family: IPAddress.Family, in router: NetnsID) -> [PublishedPort] {
        let own = Set((survey.world.addresses(id, family).value ?? []).filter(\.isUsable).map(\.address))
        let rules = survey.roads.translations(in: router)
        var seen: Set<String> = []
        return rules.compactMap { rule -> PublishedPort? in
            guard let target = rule.target, own.contains(target), let port = rule.dport, let proto = rule.proto else {
                return nil
            }
            guard seen.insert("\(proto) \(port)").inserted else { return nil }
            return PublishedPort(
                rule: rule, proto: proto, port: port, target: target, targetPort: rule.targetPort ?? port)
        }.filter { port in listens(id, port) }
    }

    private func listens(_ id: NetnsID, _ port: PublishedPort) -> Bool {
        (survey.world.sockets(id).value ?? []).contains { socket in
            socket.isListening && socket.sport == port.targetPort && socket.proto == (port.proto == "tcp" ? .tcp : .udp)
                && !socket.src.isLoopback
        }
    }
}
