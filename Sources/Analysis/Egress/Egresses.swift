import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

extension TargetAnalysis {
    private static let mostUplinks = 8

    /// Every way out: of each subject what it sends without binding anything; where it hangs on several links, also what
    /// carries the address of each; and of its routers what they send by each uplink beside the one that is taken.
    public func egresses() -> [Egress] {
        scope.subjects.flatMap { id -> [Egress] in
            let ways = waysOut[id] ?? []
            guard !scope.isNode else { return ways }
            return ways + ways.flatMap { sources(of: id, $0.family) + uplinks($0) }
        }
    }

    private func sources(of id: NetnsID, _ family: IPAddress.Family) -> [Egress] {
        let addresses = attachments(of: id).filter(\.link.isUp).compactMap { attachment in
            attachment.globalAddresses.first { $0.local.family == family && $0.isUsable }?.address
        }
        guard addresses.count > 1 else { return [] }
        return addresses.map { probes.egress(of: id, family, .source, src: $0) }
    }

    /// Of the routers on a way, in which default routes of any table lead out by other links too.
    private func uplinks(_ way: Egress) -> [Egress] {
        way.steps.dropFirst().flatMap { step -> [Egress] in
            guard let taken = step.oif else { return [] }
            let routes = (query.routes(step.netns, way.family).value ?? []).filter {
                $0.type == .unicast && $0.dst.isDefault
            }
            let others = Set(routes.flatMap(\.nexthops).compactMap(\.ifindex)).subtracting([taken.ifindex])
            return others.sorted().prefix(Self.mostUplinks).map {
                probes.egress(of: step.netns, way.family, .uplink, oif: $0)
            }
        }
    }

    /// The way on of what comes in by a link, whoever sent it.
    public func wayOn(from iif: LinkRef, _ family: IPAddress.Family) -> Egress {
        probes.egress(of: iif.netns, family, iif: iif)
    }
}
