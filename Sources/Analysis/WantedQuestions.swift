import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

// What somebody waits for: the user, and the subject's own sockets.

extension Questions {
    func wanted(_ id: NetnsID) -> [AskedPath] {
        let waiting = destinations(id) + stuck(id)
        return waiting + flows(of: id) + stub(id) + upstreams(id) + fullSize(waiting)
    }

    private func destinations(_ id: NetnsID) -> [AskedPath] {
        (analysis.query.snapshot.target?.destinations ?? []).prefix(16).map { destination in
            ask(.to, id, PathFlow(from: id, to: destination.address, destination.transport))
        }
    }

    // MARK: UDP

    /// Connected sockets, and what the first router's conntrack has of the subject's unanswered or translated flows.
    private func flows(of id: NetnsID) -> [AskedPath] {
        var seen: Set<FarEnd> = []
        let connected = (analysis.query.sockets(id).value ?? []).filter {
            $0.proto == .udp && $0.state == .established && !$0.dst.unmapped.isLoopback
                && seen.insert(FarEnd($0)).inserted
        }
        let sockets = connected.prefix(Self.most).map { socket in
            let ports = Transport.Ports(source: socket.sport, destination: socket.dport)
            return askAgain(id, socket.flow(from: id, .udp(ports)))
        }
        let entries = trackedFlows(of: id).filter { seen.insert(FarEnd($0)).inserted }
        return sockets
            + entries.prefix(Self.most).map { entry in
                let ports = Transport.Ports(source: entry.original.sport, destination: entry.original.dport)
                return askAgain(id, PathFlow(from: id, src: entry.original.src, to: entry.original.dst, .udp(ports)))
            }
    }

    private func askAgain(_ id: NetnsID, _ flow: PathFlow) -> AskedPath {
        var fresh = flow
        fresh.transport.ports?.source = nil
        return ask(.flow, id, flow, fresh: fresh)
    }

    private func trackedFlows(of id: NetnsID) -> [ConntrackEntry] {
        trackedSources(of: id).flatMap { router, source in
            flows(router, source).filter { flow in
                !flow.original.dst.isMulticast && flow.original.sport != nil
                    && (!flow.status.contains(.seenReply) || flow.status.contains(.dstNat))
            }
        }
    }

    func prefetchTrackedFlows(of id: NetnsID) {
        for (router, source) in trackedSources(of: id) where analysis.isSearchable(router) {
            analysis.query.prefetch(.flows(router, source))
        }
    }

    /// Who tracks connections of the namespace, by each of its addresses.
    private func trackedSources(of id: NetnsID) -> [(router: NetnsID, source: ConntrackFilter)] {
        let addresses = analysis.query.familiesInUse(by: id).flatMap { family in
            usableAddresses(id, family).sorted().filter(\.isGlobal).prefix(Self.most)
        }
        return gatewayOwners(of: id).flatMap { router in addresses.map { (router, .address(.origSrc, $0)) } }
    }

    /// Namespaces that forward for the subject, by its default routes or by others.
    func gatewayOwners(of id: NetnsID) -> [NetnsID] {
        let first = (analysis.waysOut[id] ?? []).compactMap(\.routers.first)
        let others = analysis.gateways.filter { $0.netns == id }.prefix(Self.most).compactMap { use in
            use.owner.value.flatMap { analysis.query.resolve($0.place)?.netns }
        }
        return Array(Set(first + others).subtracting([id])).sorted()
    }

    /// UDP entries of a table that is small enough to be searched.
    func flows(_ router: NetnsID, _ filter: ConntrackFilter) -> [ConntrackEntry] {
        guard analysis.isSearchable(router) else { return [] }
        return (analysis.query.flows(router, filter).value ?? []).filter { $0.original.proto == 17 }
    }

    // MARK: Docker's resolver

    private static let dockerResolver = IPAddress(family: .inet, bits: 0x7f00_000b)

    /// What it cannot answer itself it asks others, as a process of the container would.
    private func upstreams(_ id: NetnsID) -> [AskedPath] {
        guard analysis.nameservers.contains(where: { $0.netns == id && $0.address == Self.dockerResolver }) else {
            return []
        }
        let named = Set(analysis.nameservers.map(\.address))
        let others = (analysis.resolver.value?.upstreams ?? []).filter { !$0.isLoopback && !named.contains($0) }
        return others.prefix(Self.mostUpstreams).map {
            ask(.upstream, id, PathFlow(from: id, to: $0, Self.datagram(53)))
        }
    }

    /// As many as the C library would use.
    private static let mostUpstreams = 3

    /// Its sockets are on high ports, and rules in the container's own namespace lead there.
    private func stub(_ id: NetnsID) -> [AskedPath] {
        let isNamed = analysis.nameservers.contains { $0.netns == id && $0.address == Self.dockerResolver }
        let open = (analysis.query.sockets(id).value ?? []).filter { $0.isListening && $0.src == Self.dockerResolver }
        guard isNamed else { return [] }
        let transports =
            (open.contains { $0.proto == .udp } ? [Self.datagram(53)] : [])
            + (open.contains { $0.proto == .tcp } ? [Self.connection(53)] : [])
        return transports.map { ask(.stubResolver, id, PathFlow(from: id, to: Self.dockerResolver, $0)) }
    }
}

private struct FarEnd: Hashable {
    var address: IPAddress
    var port: UInt16

    init(_ socket: Socket) {
        address = socket.dst.unmapped
        port = socket.dport
    }

    init(_ flow: ConntrackEntry) {
        address = flow.original.dst
        port = flow.original.dport ?? 0
    }
}

extension Socket {
    fileprivate func flow(from id: NetnsID, _ transport: Transport) -> PathFlow {
        PathFlow(
            from: id, src: src.isUnspecified ? nil : src.unmapped, to: dst.unmapped, transport,
            oif: ifindex == 0 ? nil : ifindex, uid: uid)
    }
}

extension Destination {
    var transport: Transport {
        switch (proto, port) {
        case (.tcp, let port?): Questions.connection(port)
        case (.udp, let port?): Questions.datagram(port)
        default: Questions.ping(address.family)
        }
    }
}
