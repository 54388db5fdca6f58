import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

extension Questions {
    /// To what policies of IPsec are about, of the subject and its routers. Those for the whole outside are met by other
    /// questions; what one of them lets pass is no matter here.
    func policed(_ id: NetnsID) -> [AskedPath] {
        let ways = analysis.waysOut[id] ?? []
        let places = Set(ways.flatMap(\.routers)).union([id]).sorted()
        var seen: Set<IPAddress> = []
        let targets = places.flatMap { analysis.query.xfrm($0).value?.policies ?? [] }.filter { policy in
            policy.direction != .in && (policy.isBlock || !policy.templates.isEmpty) && policy.dst.length > 0
                && ways.contains { $0.family == policy.dst.address.family } && seen.insert(policy.example).inserted
        }
        return targets.prefix(Self.most).map { policy in
            ask(.policed, id, PathFlow(from: id, to: policy.example, policy.transport))
        }.filter { $0.stopped?.dropPoint?.stage == .xfrm }
    }
}

extension XfrmPolicy {
    /// A host that it is about.
    fileprivate var example: IPAddress {
        let network = dst.network.address
        return dst.isHost ? network : IPAddress(family: network.family, bits: network.bits &+ 1)
    }

    /// What it asks for, as far as one can send it.
    fileprivate var transport: Transport {
        switch proto {
        case 1, 58: Questions.ping(dst.address.family)
        case 17: Questions.datagram(dport == 0 ? 53 : dport)
        default: Questions.connection(dport == 0 ? 443 : dport)
        }
    }
}
