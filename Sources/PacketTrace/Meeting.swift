import Addresses
import NetworkModel
import Routing
import SnapshotQuery

// Facts that are fetched one after the other cost a round each. So everything that a packet usually needs is asked for
// where it is first clear that it will come by; the answers are read later, and one by one.

extension Roads {
    /// A namespace through which packets will go. Asks only the first time.
    public func meet(_ id: NetnsID, _ family: IPAddress.Family) {
        guard isNewcomer(id) else { return }
        _ = (world.netconfOfAll(id), world.link(id, Devices.loopback))
        _ = (world.addresses(id, .inet), world.addresses(id, .inet6))
        _ = (world.rules(id), world.nexthops(id), world.routes(id, family), world.ruleset(id))
        for family in XtFamily.allCases { _ = world.xtableNames(id, family) }
        _ = world.xfrm(id)
        if family == .inet6 { meetGateways(id) }
        for name in WalkSettings.input + WalkSettings.arp + WalkSettings.local { _ = world.sysctl(id, name) }
        meetChains(id)
    }

    /// All chains of a small ruleset, and in any case the short ones that packets meet first. `use` counts rules.
    private func meetChains(_ id: NetnsID) {
        for table in world.ruleset(id).value?.tables.rows ?? [] where !table.flags.contains(.dormant) {
            let isSmall = table.chains.count <= Self.fewChains
            let chains = isSmall ? Array(table.chains.values) : world.nftBaseChains(of: table, id)
            for chain in chains where chain.use <= Self.fewRules {
                _ = world.nftRules(id, table.ref(chain.name))
            }
        }
    }

    private static let fewChains = 32
    private static let fewRules = 64

    /// A link by which packets will come in.
    public func meet(_ ref: LinkRef, _ link: Link) {
        for name in WalkSettings.input(of: link) { _ = world.sysctl(ref.netns, name) }
        if ref.ifindex != Devices.loopback { _ = world.traffic(ref) }
        // Broadcasts go to what hangs on it too. Of a bridge's ports nothing does.
        if !link.isLoopback, link.infoSlaveKind != "bridge" { _ = world.takenAddresses(ref) }
        guard link.infoKind == "bridge" else { return }
        for name in WalkSettings.bridge { _ = world.sysctl(ref.netns, name) }
    }

    private struct Pair: Hashable {
        var ifindex: Int
        var gateway: IPAddress
    }

    /// IPv6 hosts prefer routers that answer, so their routes hang on the neighbour table.
    private func meetGateways(_ id: NetnsID) {
        var asked: Set<Pair> = []
        let routed = (world.routes(id, .inet6).value ?? []).flatMap(\.nexthops).map { ($0.ifindex, $0.gateway) }
        let objects = (world.nexthops(id).value ?? []).map { ($0.ifindex, $0.gateway) }
        for (ifindex, gateway) in routed + objects {
            guard let ifindex, let gateway, gateway.family == .inet6 else { continue }
            guard asked.insert(Pair(ifindex: ifindex, gateway: gateway)).inserted else { continue }
            // Many are cheaper to have all at once.
            if asked.count > 16 { _ = world.neighbors(id) } else { _ = world.neighbor(LinkRef(id, ifindex), gateway) }
        }
    }
}
