import Addresses
import NetworkModel
import SnapshotQuery
import Topology

extension Walk {
    /// Ports of a bridge whose far end is a link that was read and has an address.
    func knownPorts(of bridge: LinkRef, behindWhich address: IPAddress) -> Set<Int> {
        let ports = (owners[address] ?? []).compactMap { ref -> Int? in
            guard case .known(let link) = world.link(ref), let outer = world.peer(of: ref, link)?.to,
                outer.netns == bridge.netns
            else { return nil }
            return outer.ifindex
        }
        return Set(ports)
    }

    func indexOwners() -> [IPAddress: [LinkRef]] {
        var index: [IPAddress: [LinkRef]] = [:]
        for (id, namespace) in world.snapshot.namespaces {
            for address in namespace.addresses.rows where address.address.isGlobal {
                index[address.address, default: []].append(LinkRef(id, address.ifindex))
            }
        }
        return index
    }
}
