import Addresses
import NetworkModel
import Routing
import SnapshotQuery

// Facts that are fetched one after the other cost a round each. So everything that a packet usually needs is asked for
// where it is first clear that it will come by; the answers are read later, and one by one.

extension RouterCache {
    /// A namespace through which packets will go. Asks only the first time.
    public func prefetch(_ id: NetnsID, _ family: IPAddress.Family) {
        guard isNewcomer(id) else { return }
        _ = (query.netconfOfAll(id), query.link(id, Devices.loopback))
        _ = (query.addresses(id, .inet), query.addresses(id, .inet6))
        _ = (query.rules(id), query.nexthops(id), query.routes(id, family), query.ruleset(id))
        for family in XtFamily.allCases { _ = query.xtableNames(id, family) }
        _ = query.xfrm(id)
        if family == .inet6 { prefetchGateways(id) }
        for name in TraceSettings.input + TraceSettings.arp + TraceSettings.local { _ = query.sysctl(id, name) }
        prefetchChains(id)
    }

    /// All chains of a small ruleset, and in any case the short ones that packets meet first. `use` counts rules.
    private func prefetchChains(_ id: NetnsID) {
        for table in query.ruleset(id).value?.tables.rows ?? [] where !table.flags.contains(.dormant) {
            let isSmall = table.chains.count <= Self.fewChains
            let chains = isSmall ? Array(table.chains.values) : query.nftBaseChains(of: table, id)
            for chain in chains where chain.use <= Self.fewRules {
                _ = query.nftRules(id, table.ref(chain.name))
            }
        }
    }

    private static let fewChains = 32
    private static let fewRules = 64

    /// A link by which packets will come in.
    public func prefetch(_ ref: LinkRef, _ link: Link) {
        for name in TraceSettings.input(of: link) { _ = query.sysctl(ref.netns, name) }
        if ref.ifindex != Devices.loopback { _ = query.traffic(ref) }
        // Broadcasts go to what hangs on it too. Of a bridge's ports nothing does.
        if !link.isLoopback, link.infoSlaveKind != "bridge" { _ = query.takenAddresses(ref) }
        guard link.infoKind == "bridge" else { return }
        for name in TraceSettings.bridge { _ = query.sysctl(ref.netns, name) }
    }

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
            if asked.count > 16 { _ = query.neighbors(id) } else { _ = query.neighbor(LinkRef(id, ifindex), gateway) }
        }
    }
}
