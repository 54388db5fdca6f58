import Addresses
import NetworkModel
import Routing
import SnapshotQuery

// Facts that are fetched one after the other cost a round each. So everything that a packet usually needs is prefetched
// where it is first clear that it will come by; it is asked for later, and one by one.

extension RouterCache {
    /// A namespace through which packets will go. Looks what is lacking only the first time.
    public func prefetch(_ id: NetnsID, _ family: IPAddress.Family) {
        guard isNewcomer(id) else { return }
        query.prefetch(.netconfOfAll(id), .link(id, ifindex: Devices.loopback), .ruleset(id), .xfrm(id))
        let tables = [.addresses, .addresses6, .rules, .nexthops, .routes(in: family)] as [Need.Fact]
        query.prefetch(tables.map { .table(id, $0) })
        query.prefetch(XtFamily.allCases.map { .xtables(id, $0) })
        if family == .inet6 { prefetchGateways(id) }
        prefetch(TraceSettings.input + TraceSettings.arp + TraceSettings.local, of: id)
        prefetchChains(id)
    }

    /// All chains of a small ruleset, and in any case the short ones that packets meet first. `use` counts rules.
    private func prefetchChains(_ id: NetnsID) {
        for table in query.ruleset(id).value?.tables.rows ?? [] where !table.flags.contains(.dormant) {
            let isSmall = table.chains.count <= Self.fewChains
            let chains = isSmall ? Array(table.chains.values) : query.nftBaseChains(of: table, id)
            for chain in chains where chain.use <= Self.fewRules {
                query.prefetch(.nftRules(id, table.ref(chain.name)))
            }
        }
    }

    private static let fewChains = 32
    private static let fewRules = 64

    /// A link by which packets will come in.
    public func prefetch(_ ref: LinkRef, _ link: Link) {
        prefetch(TraceSettings.input(of: link), of: ref.netns)
        prefetchTraffic(ref)
        // Broadcasts go to what hangs on it too. Of a bridge's ports nothing does.
        if !link.isLoopback, link.infoSlaveKind != "bridge" {
            query.prefetch(.deviceFdb(ref.netns, ifindex: ref.ifindex))
        }
        if link.infoKind == "bridge" {
            prefetch(TraceSettings.bridge, of: ref.netns)
            // A few small files of our own machine, with which reports name its bridges.
            if query.namespace(ref.netns)?.isOwn == true { query.prefetch(.hostFact(.containerNetworks)) }
        }
        if link.filtersVLANs { query.prefetch(.bridgeVlans(ref.netns), .table(ref.netns, .fdb)) }
    }

    /// What sees the packets of a link besides netfilter. The loopback device has none that count.
    func prefetchTraffic(_ ref: LinkRef) {
        if ref.ifindex != Devices.loopback { query.prefetch(.traffic(ref.netns, ifindex: ref.ifindex)) }
    }

    func prefetch(_ settings: [String], of id: NetnsID) { query.prefetch(settings.map { .sysctl(id, $0) }) }

    private struct Pair: Hashable {
        var ifindex: Int
        var gateway: IPAddress
    }

    /// IPv6 hosts prefer routers that answer, so their routes hang on the neighbour table.
    private func prefetchGateways(_ id: NetnsID) {
        var asked: Set<Pair> = []
        let routed = (query.routes(id, .inet6).value ?? []).flatMap(\.nexthops).map { ($0.ifindex, $0.gateway) }
        let objects = (query.nexthops(id).value ?? []).map { ($0.ifindex, $0.gateway) }
        for (ifindex, gateway) in routed + objects {
            guard let ifindex, let gateway, gateway.family == .inet6 else { continue }
            guard asked.insert(Pair(ifindex: ifindex, gateway: gateway)).inserted else { continue }
            // Many are cheaper to have all at once.
            query.prefetch(asked.count > 16 ? .table(id, .neighbors) : .neighbor(id, ifindex: ifindex, gateway))
        }
    }
}
