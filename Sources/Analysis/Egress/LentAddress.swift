import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

extension TargetAnalysis {
    /// Source NAT to an address of the uplink's own network that neither the router has nor anybody asks it for: whoever
    /// answers asks for it by ARP, and hears nothing.
    func lentAddress(_ path: AskedPath) -> MissingMasquerade? {
        guard let way = path.way, let change = way.forward.sourceNAT, let rule = change.rule,
            case let source = change.after.src, source.family == .inet,
            let passage = way.forward.passages.first(where: { $0.netns == rule.netns }), let oif = passage.oif,
            let link = query.link(oif).value, let addresses = query.addresses(oif.netns, .inet).value,
            !addresses.contains(where: { $0.address == source }),
            let own = addresses.first(where: { $0.ifindex == oif.ifindex && $0.network.contains(source) }),
            link.inet?.proxyArpPvlan != 1, let proxied = query.proxyNeighbors(oif.netns).value,
            !proxied.contains(where: { $0.dst == source && ($0.ifindex == oif.ifindex || $0.ifindex == 0) }),
            let evidence = lentEvidence(way, source, oif.netns)
        else { return nil }
        return MissingMasquerade(
            netns: oif.netns, oif: oif, source: source, evidence: evidence,
            mismatch: routerCache.translations(in: oif.netns).first { $0.reference == rule },
            lent: IPPrefix(source, length: own.local.length))
    }

    private func lentEvidence(_ way: BidirectionalTrace, _ source: IPAddress, _ router: NetnsID) -> OutsideEvidence? {
        let isAskedInVain = way.replies.contains {
            $0.dropPoint?.object == .neighbor && $0.dropPoint?.name == "\(source)"
        }
        if isAskedInVain { return .noRouteBack }
        guard way.forward.disposition == .leftNode else { return nil }
        let isSmall = isSearchable(router)
        let flows = isSmall ? query.flows(router, .address(.replyDst, source)).value ?? [] : []
        if flows.contains(where: { $0.status.contains(.seenReply) }) { return nil }
        return flows.isEmpty ? .nobodysAddress : .unanswered
    }
}
