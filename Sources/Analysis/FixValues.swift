import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

// Values in commands that the snapshot knows, where it is not plain whose they are.

extension TargetAnalysis {
    /// The address whose packets a table that no rule leads to is most likely for: the one on the link of its default
    /// route. Nil where it has none.
    public func orphanSource(_ health: PolicyHealth) -> IPAddress? {
        guard let table = health.orphanTables.first else { return nil }
        let routes = (query.routes(health.netns, health.family).value ?? []).filter { $0.table == table }
        guard let oif = routes.first(where: \.dst.isDefault)?.nexthops.first?.ifindex else { return nil }
        return (query.addresses(health.netns, on: oif).value ?? []).first {
            $0.local.family == health.family && $0.address.isGlobal && $0.isUsable
        }?.address
    }

    /// The name of the link by which whoever is at the far end of a gateway's link sends to the outside, where that is
    /// another one.
    public func uplinkBehind(_ use: GatewayUse) -> String? {
        guard let far = use.attachment?.bridge?.ref ?? use.attachment?.outerRef,
            let oif = routerCache.outside(use.via.family, from: far.netns).value?.oif, oif != far.ifindex
        else { return nil }
        return query.link(far.netns, oif).value?.ifname
    }

    /// A source that leaves a namespace untranslated, and the name of the link that it leaves by.
    public func untranslated(in id: NetnsID) -> (source: IPAddress, oif: String)? {
        outsideSources.lazy.compactMap(\.missing).first { $0.netns == id && $0.lent == nil }.map {
            ($0.source, routerCache.linkName(id, $0.oif.ifindex))
        }
    }
}

extension AskedPath {
    /// The zone of firewalld whose chain the packet went through before it was stopped; nil where none was met.
    public var zone: String? {
        guard let path = stopped, let rule = path.dropPoint?.rule else { return nil }
        let visited = (path.hops.last { $0.hook != nil }?.visits ?? []).map(\.rule.chain) + [rule.chain]
        // Each zone has a chain, and others with `_log`, `_deny` and the like behind its name: the shortest is the zone's own.
        let named = visited.compactMap { chain in
            Self.zoneChains.lazy.filter { chain.hasPrefix($0) }.map { String(chain.dropFirst($0.count)) }.first
        }
        guard let zone = named.min(by: { $0.utf8.count < $1.utf8.count }), !zone.isEmpty, !zone.hasPrefix("policy_")
        else {
            return nil
        }
        return ["_pre", "_log", "_deny", "_allow", "_post"].reduce(zone) { name, end in
            name.hasSuffix(end) ? String(name.dropLast(end.utf8.count)) : name
        }
    }

    /// Of firewalld: with nf_tables, and with iptables.
    private static let zoneChains = ["filter_IN_", "filter_FWD_", "filter_FWDI_", "IN_", "FWDI_", "FWD_"]
}
