import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

// Questions that only a suspicion makes worth asking: each costs nothing where there is none.

extension Questions {
    /// To gateways that nobody answers for, where a setting keeps their owner from it.
    func silenced(_ id: NetnsID) -> [AskedPath] {
        analysis.gateways.filter { $0.netns == id && $0.link.isUp && $0.via.family == .inet && $0.owner.isAbsent }
            .prefix(Self.most).compactMap { use in
                let path = ask(.gateway, id, PathFlow(from: id, to: use.via, Self.ping(.inet)))
                return [.arpIgnore, .arpFilter].contains(path.stopped?.dropPoint?.setting) ? path : nil
            }
    }

    /// From the node itself by its loopback address to ports that its output rules translate.
    func publishedLocally(_ id: NetnsID) -> [AskedPath] {
        (analysis.waysOut[id] ?? []).filter { $0.family == .inet }.flatMap { way -> [AskedPath] in
            guard let router = way.routers.first, analysis.hasOutputNAT(router), let home = IPAddress("127.0.0.1")
            else {
                return []
            }
            // A service proxy need not serve 127.0.0.1, and with nftables it does not.
            let own = ports(of: id, .inet, in: router).filter { !$0.rule.isService }
            return own.prefix(Self.most).compactMap { port in
                let transport = port.proto == .tcp ? Self.connection(port.port) : Self.datagram(port.port)
                let path = ask(.publishedLocal, id, PathFlow(from: router, to: home, transport), published: port)
                // What no rule leads to the subject is a matter of the node's own sockets.
                return path.way?.forward.destinationNAT?.after.dst == port.target ? path : nil
            }
        }
    }

    /// To a neighbour on the same bridge, and to a network behind a tunnel: where a rule might change the source though
    /// nothing outside is meant.
    func amongThemselves(_ id: NetnsID) -> [AskedPath] {
        analysis.attachments(of: id).flatMap { attachment -> [AskedPath] in
            guard let host = attachment.outerRef?.netns, host != id else { return [] }
            return attachment.globalAddresses.filter(\.isUsable).prefix(2).flatMap { address -> [AskedPath] in
                let rules = analysis.routerCache.translations(in: host).filter { isBroad($0, for: address.address) }
                guard !rules.isEmpty else { return [] }
                let ping = Self.ping(address.local.family)
                let targets = [neighbor(of: attachment, address, rules), tunnelled(host, address, rules)]
                return targets.compactMap { $0 }.map { ask(.neighbor, id, PathFlow(from: id, to: $0, ping)) }
            }
        }
    }

    /// The first other address on the same bridge; nil where frames there do not meet IP rules at all.
    private func neighbor(of attachment: Attachment, _ address: Address, _ rules: [TranslationRule]) -> IPAddress? {
        guard let bridge = attachment.bridge, rules.contains(where: { !$0.isByLink }) else { return nil }
        let setting = address.local.family == .inet ? "iptables" : "ip6tables"
        guard analysis.query.sysctl(bridge.ref.netns, "net.bridge.bridge-nf-call-\(setting)").value == "1",
            let segment = analysis.query.segment(of: bridge.ref, bridge.link).value
        else { return nil }
        for member in segment.members where member.place != .at(bridge.ref) && !member.isSame(as: attachment) {
            let other = member.addresses.first {
                $0.isUsable && $0.address != address.address && address.network.contains($0.address)
            }
            if let other { return other.address }
        }
        return nil
    }

    /// It changes the source of this address, wherever a packet goes and whatever is known of it.
    private func isBroad(_ rule: TranslationRule, for address: IPAddress) -> Bool {
        let conditions = rule.conditions
        guard rule.isSourceNAT, rule.serves(address.family), conditions.isKnown, conditions.destinations.isEmpty,
            conditions.destinationPorts.isEmpty, !conditions.asks(about: .mark), !conditions.asks(about: .connection)
        else { return false }
        return analysis.query.admits(address, conditions.sources, of: rule.reference) == true
    }

    /// An address in a network that a route leads to by a tunnel.
    private func tunnelled(_ host: NetnsID, _ address: Address, _ rules: [TranslationRule]) -> IPAddress? {
        let family = address.local.family
        for route in analysis.query.routes(host, family).value ?? [] {
            guard route.type == .unicast, !route.dst.isDefault, !route.dst.isHost, route.dst.address.isGlobal,
                let oif = route.nexthops.first?.ifindex, let link = analysis.query.link(host, oif).value,
                Self.tunnels.contains(link.infoKind ?? "")
            else { continue }
            let bits = route.dst.network.address.bits
            return IPAddress(family: family, bits: bits &+ 1)
        }
        return nil
    }

    private static let tunnels: Set<String> = ["vxlan", "geneve", "ipip", "gre", "ip6tnl", "wireguard"]

    /// A client on this node that comes in by one router and is answered by another.
    func halfSeen(_ id: NetnsID) -> [AskedPath] {
        (analysis.waysOut[id] ?? []).compactMap { way -> AskedPath? in
            guard let client = way.outside, client != id, way.steps.count > 2,
                let socket = analysis.query.sockets(id).value?.first(where: { $0.serves(way.family) }),
                let address = (analysis.query.addresses(id, way.family).value ?? []).first(where: {
                    $0.address.isGlobal && $0.isUsable && (socket.src.isUnspecified || socket.src == $0.address)
                })?.address,
                let decision = analysis.routerCache.lookup(RouteFlow(dst: address), in: client).value,
                decision.error == nil,
                decision.route?.dst.isDefault == false
            else { return nil }
            let flow = PathFlow(from: client, to: address, Self.connection(socket.sport))
            let first = ask(.client, id, flow)
            if first.isReplyStopped { return first.isOneWay ? first : nil }
            guard let confirmed = answers.acknowledgment(of: flow) else { return nil }
            let path = AskedPath(subject: id, question: .client, answer: confirmed.answer)
            guard let dropPoint = path.stopped?.dropPoint, dropPoint.rule != nil,
                !confirmed.back.isTracked(in: dropPoint.netns)
            else {
                return nil
            }
            return path
        }
    }
}

extension Trace {
    /// Rules and connection tracking of a namespace see it as it is sent, routed or taken there.
    func isTracked(in id: NetnsID) -> Bool {
        hops.contains { $0.netns == id && [.route, .forward, .hook, .input].contains($0.stage) }
    }
}

extension Socket {
    fileprivate func serves(_ family: IPAddress.Family) -> Bool {
        proto == .tcp && isListening && !src.isLoopback
            && (self.family == family || (self.family == .inet6 && src.isUnspecified && v6only != true))
    }
}

extension TranslationRule {
    /// Only what leaves by some link, or by any but some.
    fileprivate var isByLink: Bool { !conditions.outputs.isEmpty }
}

extension TargetAnalysis {
    /// Chains of type nat at the output hook, with rules.
    func hasOutputNAT(_ id: NetnsID) -> Bool {
        let tables = query.ruleset(id).value?.tables.rows ?? []
        let isThere = tables.contains { table in
            table.family != .ip6
                && table.chains.values.contains { $0.base?.type == "nat" && $0.base?.hook == .output }
        }
        return isThere || (query.xtableNames(id, .ip).value ?? []).contains("nat")
    }
}
