import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// Rules of more than one service proxy in one namespace: the first that matches decides.
public struct ServiceProxies: Sendable {
    /// Where the rules of all of them are.
    public let netns: NetnsID
    /// `kube-proxy (nftables)`, `kube-proxy (legacy iptables)` …
    public let names: [String]
    /// A packet that one of them translated, and that did not get through.
    public let lost: AskedPath?
}

extension TargetAnalysis {
    func findServiceProxies() -> [ServiceProxies] {
        // Where packets were traced, the names of chains have been read.
        let met = Set(
            asked.compactMap(\.way).flatMap { way in ([way.forward] + way.replies).flatMap(\.hops) }.map(\.netns))
        return met.sorted().compactMap { id in
            let names = serviceProxies(in: id)
            guard names.count > 1 else { return nil }
            return ServiceProxies(netns: id, names: names, lost: asked.first { isLost($0, in: id) })
        }
    }

    private func isLost(_ asked: AskedPath, in id: NetnsID) -> Bool {
        guard asked.stopped != nil, let rule = asked.way?.forward.destinationNAT?.rule, rule.netns == id else {
            return false
        }
        return rule.table == "kube-proxy" || rule.chain.hasPrefix("KUBE-SEP-")
    }

    /// A kubelet makes chains of its own, and a proxy that cleaned up leaves empty ones: only those of services count.
    private func serviceProxies(in id: NetnsID) -> [String] {
        var names: [String] = []
        let tables = query.ruleset(id).value?.tables.rows ?? []
        let isIP: (NftTable) -> Bool = { $0.family == .ip || $0.family == .ip6 }
        if tables.contains(where: { isIP($0) && $0.name == "kube-proxy" && $0.has("service-") }) {
            names.append("kube-proxy (nftables)")
        }
        if tables.contains(where: { isIP($0) && $0.name == "nat" && $0.has("KUBE-SVC-") }) {
            names.append("kube-proxy (iptables)")
        }
        let legacy = [XtFamily.ip, .ip6].contains { family in
            query.xtable(id, family, "nat").value?.chains.contains { $0.name.hasPrefix("KUBE-SVC-") } ?? false
        }
        if legacy { names.append("kube-proxy (legacy iptables)") }
        if !names.isEmpty, query.link(id, named: "kube-ipvs0").value != nil { names.append("kube-proxy (IPVS)") }
        return names
    }
}

extension NftTable {
    fileprivate func has(_ prefix: String) -> Bool { chains.keys.contains { $0.hasPrefix(prefix) } }
}
