import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

// A router without a way out may be meant to have one, or the network behind it is to stay on its own. What is left of the
// way out tells: rules that lend packets an address for it, and a link off this node that is down and has one.

extension TargetAnalysis {
    /// The way ends in a router of the subject that was to pass packets on, and knows no way any more.
    func isBereft(_ way: Egress) -> Bool {
        guard way.disposition == .noRoute, way.steps.count > 1, let last = way.steps.last, let iif = last.iif,
            last.decision.error == .networkUnreachable, last.decision.route == nil,
            // Further away somebody may play the Internet, and translate for others.
            way.steps.count == 2 || query.namespace(last.netns)?.isOwn == true
        else { return false }
        return lendsAddress(last, iif, way) || lostUplink(of: last.netns, way.family, besides: iif) != nil
    }

    /// Its rules translate the source of just this packet, by whatever link it would leave.
    private func lendsAddress(_ step: Egress.Step, _ iif: LinkRef, _ way: Egress) -> Bool {
        guard let dst = way.flow?.dst, let source = step.decision.flow.src, let inner = query.link(iif).value else {
            return false
        }
        return routerCache.translations(in: step.netns).contains { rule in
            rule.isSourceNAT && rule.serves(way.family)
                && query.admits(source, rule.conditions.sources, of: rule.reference) == true
                && query.admits(dst, rule.conditions.destinations, of: rule.reference) == true
                // Back to where it comes from nobody goes out.
                && !rule.conditions.outputs.contains { $0.wanted.contains { $0.matches(inner) } }
        }
    }

    /// The only link of a router that is down and has an address: its routes went with it.
    func downLink(of router: NetnsID, _ family: IPAddress.Family) -> Link? {
        let addresses = query.addresses(router, family).value ?? []
        let down = (query.links(router).value ?? []).filter { link in
            !link.isUp && !link.isLoopback && addresses.contains { $0.ifindex == link.ifindex && $0.address.isGlobal }
        }
        return down.count == 1 ? down.first : nil
    }

    /// The one link by which a router had left this node: down, and with an address still.
    func lostUplink(of router: NetnsID, _ family: IPAddress.Family, besides iif: LinkRef) -> Link? {
        guard query.link(iif).value?.inet?.forwarding == 1 else { return nil }
        let edges = (query.links(router).value ?? []).filter { link in
            link.ifindex != iif.ifindex && link.master == nil
                && query.edgeOfSight(at: LinkRef(router, link.ifindex), link) != nil
        }
        guard !edges.contains(where: { $0.isUp && $0.hasCarrier }) else { return nil }
        let addresses = query.addresses(router, family).value ?? []
        return edges.first { link in addresses.contains { $0.ifindex == link.ifindex && $0.address.isGlobal } }
    }
}
