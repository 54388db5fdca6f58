import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

// Between the subject and what is near: its router, services and neighbours on the same bridge.

extension Questions {
    /// Neighbours that are asked about because something leads to them. Each is a namespace that has to be read, so that
    /// without any it is just one.
    private static let mostSiblings = 3

    // MARK: From the router

    /// To the ports on which the subject waits for others, from whoever is next to it: the first router on its way out, and
    /// those at the far ends of its links, whether or not a default route leads there.
    func fromRouter(_ id: NetnsID) -> [AskedPath] {
        analysis.query.familiesInUse(by: id).flatMap { family in
            nextTo(id, family).flatMap { near -> [AskedPath] in
                guard let address = near.address else { return [] }
                var seen: Set<String> = []
                let open = (analysis.query.sockets(id).value ?? []).filter { socket in
                    socket.isService && socket.hears(address)
                        && seen.insert("\(socket.proto) \(socket.sport)").inserted
                }
                return open.prefix(Self.most).map { socket in
                    let transport = socket.proto == .tcp ? Self.connection(socket.sport) : Self.datagram(socket.sport)
                    return ask(.fromRouter, id, PathFlow(from: near.netns, to: address, transport))
                }
            }
        }
    }

    private struct Near {
        let netns: NetnsID
        /// The subject's address by which it would call; nil where it knows no way there.
        let address: IPAddress?
    }

    /// Namespaces that pass packets on to the subject, or could, each link of it for itself.
    private func nextTo(_ id: NetnsID, _ family: IPAddress.Family) -> [Near] {
        let first = (analysis.waysOut[id] ?? []).first { $0.family == family }?.routers.first
        let beside = analysis.attachments(of: id).compactMap { attachment -> Near? in
            guard attachment.ref.netns == id, attachment.manner.leadsIn,
                let far = attachment.bridge?.ref ?? attachment.outerRef
            else { return nil }
            let address = attachment.globalAddresses.lazy.filter { $0.isUsable && $0.local.family == family }
                .map(\.address).min()
            // Whose router has no route there, or another, has a finding of its own; a switch needs none.
            let isCaller = far.netns == first || address.map { leads(to: $0, by: far) } ?? false
            return Near(netns: far.netns, address: isCaller ? address : nil)
        }
        guard let first, !beside.contains(where: { $0.netns == first && $0.address != nil }) else { return beside }
        return [Near(netns: first, address: usableAddresses(id, family).filter(\.isGlobal).min())] + beside
    }

    private func leads(to address: IPAddress, by link: LinkRef) -> Bool {
        let decision = analysis.routerCache.lookup(RouteFlow(dst: address), in: link.netns).value
        return decision.map { $0.error == nil && $0.oif == link.ifindex } ?? false
    }

    // MARK: Services

    /// Addresses that whoever is next to the subject translates to the subject itself, or to a neighbour of it.
    func services(_ id: NetnsID) -> [AskedPath] {
        analysis.query.familiesInUse(by: id).flatMap { family -> [AskedPath] in
            var seen: Set<NetnsID> = []
            return nextTo(id, family).map(\.netns).filter { seen.insert($0).inserted }.flatMap { router in
                services(id, family, by: router)
            }
        }
    }

    private func services(_ id: NetnsID, _ family: IPAddress.Family, by router: NetnsID) -> [AskedPath] {
        // What a service proxy leads here is asked for by whoever comes from outside: its dice may choose others.
        let ports = translations.rules(in: router).filter { !$0.isService }.flatMap(\.published).filter {
            $0.target.family == family
        }
        guard !ports.isEmpty else { return [] }
        let own = usableAddresses(id, family)
        let bridges = analysis.attachments(of: id).compactMap(\.bridge)
        let near = Set(bridges.flatMap { neighbors(on: $0.ref, $0.link).flatMap(\.addresses) }.map(\.address))
        let others = ports.compactMap { port -> AskedPath? in
            guard near.contains(port.target), !own.contains(port.target) else { return nil }
            return port.rule.destination.map { service(.service, id, port, at: $0) }
        }
        let heard = ports.filter { own.contains($0.target) && $0.proto == .tcp && listens(id, $0) }
        let entry = heard.isEmpty ? nil : entrances(of: router, for: id, family).first?.address
        let mine = heard.compactMap { port in
            port.rule.destination(orElse: entry).map { service(.ownService, id, port, at: $0) }
        }
        return Array(mine.prefix(Self.most)) + others.prefix(Self.most)
    }

    private func service(
        _ question: AskedPath.Question, _ id: NetnsID, _ port: PublishedPort, at address: IPAddress
    ) -> AskedPath {
        ask(question, id, PathFlow(from: id, to: address, port.transport), published: port)
    }

    private func neighbors(on bridge: LinkRef, _ link: Link) -> [Segment.Member] {
        (analysis.query.segment(of: bridge, link).value?.members ?? []).filter { $0.place != .at(bridge) }
    }

    // MARK: Neighbours

    /// Pings to and from neighbours on the same bridge: those that something leads to, then the first ones.
    func siblings(_ id: NetnsID) -> [AskedPath] {
        siblingPairs(id).flatMap { pair -> [AskedPath] in
            let ping = Self.ping(pair.theirs.family)
            let there = ask(.sibling, id, PathFlow(from: id, src: pair.mine, to: pair.theirs, ping))
            guard let home = analysis.query.resolve(pair.sibling.place)?.netns, home != id else { return [there] }
            return [there, ask(.fromSibling, id, PathFlow(from: home, src: pair.theirs, to: pair.mine, ping))]
        }
    }

    struct SiblingPair {
        var own: LinkRef
        var bridge: LinkRef
        var sibling: Segment.Member
        /// Addresses by which both are on one network.
        var mine: IPAddress
        var theirs: IPAddress
    }

    func siblingPairs(_ id: NetnsID) -> [SiblingPair] {
        let led = ledTo(id)
        return analysis.attachments(of: id).filter { $0.ref.netns == id }.flatMap { attachment -> [SiblingPair] in
            guard let bridge = attachment.bridge, attachment.link.isUp else { return [] }
            let near = neighbors(on: bridge.ref, bridge.link).filter { !$0.isSame(as: attachment) && $0.link.isUp }
            // Each family has its own neighbours: that one works says nothing about the other.
            return [IPAddress.Family.inet, .inet6].flatMap { family -> [SiblingPair] in
                let pairs = near.compactMap { pair(attachment, bridge.ref, $0, family) }
                let wanted = pairs.filter { led.contains($0.theirs) }.prefix(Self.mostSiblings)
                return Array(wanted.isEmpty ? pairs.prefix(1) : wanted)
            }
        }
    }

    private func pair(
        _ attachment: Attachment, _ bridge: LinkRef, _ sibling: Segment.Member, _ family: IPAddress.Family
    ) -> SiblingPair? {
        for mine in attachment.globalAddresses where mine.isUsable && mine.local.family == family {
            let theirs = sibling.addresses.first {
                $0.address != mine.address && $0.address.isGlobal && $0.isUsable && mine.network.contains($0.address)
            }
            guard let theirs else { continue }
            return SiblingPair(
                own: attachment.ref, bridge: bridge, sibling: sibling, mine: mine.address, theirs: theirs.address)
        }
        return nil
    }

    /// Addresses that something of the subject leads to.
    private func ledTo(_ id: NetnsID) -> Set<IPAddress> {
        let sockets = (analysis.query.sockets(id).value ?? []).filter { !$0.dst.isUnspecified }.map(\.dst.unmapped)
        let servers = analysis.nameservers.filter { $0.netns == id }.map(\.address)
        return Set(sockets + servers + (analysis.query.snapshot.target?.destinations ?? []).map(\.address))
    }
}

extension Socket {
    /// Others may begin: a TCP listener, or a UDP socket below the ports that clients get.
    fileprivate var isService: Bool {
        (proto == .tcp && state == .listen) || (proto == .udp && isListening && sport < 32_768)
    }

    /// Takes packets for an address.
    fileprivate func hears(_ address: IPAddress) -> Bool {
        if src.isUnspecified { return family == address.family || v6only != true }
        return src.unmapped == address
    }
}
