import Addresses
import NetworkModel
import SnapshotQuery
import Topology

extension PacketTracer {
    /// Ports of a bridge whose far end is a link that was read and has an address.
    func knownPorts(of bridge: LinkRef, behindWhich address: IPAddress) -> Set<Int> {
        let ports = (owners[address] ?? []).compactMap { ref -> Int? in
            guard case .known(let link) = query.link(ref), let outer = query.peer(of: ref, link)?.to,
                outer.netns == bridge.netns
            else { return nil }
            return outer.ifindex
        }
        return Set(ports)
    }

    func indexOwners() -> [IPAddress: [LinkRef]] {
        var index: [IPAddress: [LinkRef]] = [:]
        for (id, namespace) in query.snapshot.namespaces {
            for address in namespace.addresses.rows where address.address.isGlobal {
                index[address.address, default: []].append(LinkRef(id, address.ifindex))
            }
        }
        return index
    }
}
