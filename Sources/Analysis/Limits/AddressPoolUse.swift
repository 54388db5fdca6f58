import Addresses
import NetworkModel
import SnapshotQuery

/// Addresses of a CNI network that are reserved, and who has them.
public struct AddressPoolUse: Sendable {
    public let pool: AddressPool
    /// Reservations of addresses that no namespace of this machine has; nil where not all of them were seen.
    public let leaked: [AddressPool.Reservation]?
}

extension TargetAnalysis {
    /// Of a node only: a container that got no address is there no more. Empty where pools have room.
    func findAddressPoolUses() -> [AddressPoolUse] {
        guard scope.isNode else { return [] }
        // Where nobody looked, as in older snapshots, nothing speaks for it.
        let full = (query.addressPools().value ?? []).filter { !$0.reservations.isEmpty }
        guard !full.isEmpty else { return [] }
        let used = addressesInUse
        return full.map { pool in
            AddressPoolUse(
                pool: pool, leaked: used.map { used in pool.reservations.filter { !used.contains($0.address) } })
        }
    }

    /// Nil where some namespace may have addresses that nobody saw.
    private var addressesInUse: Set<IPAddress>? {
        guard !query.snapshot.gaps.contains(where: { $0.fact == "processes" || $0.fact == "namespace" }) else {
            return nil
        }
        var used: Set<IPAddress> = []
        for id in query.snapshot.namespaces.keys {
            for family in [IPAddress.Family.inet, .inet6] {
                guard let addresses = query.addresses(id, family).value else { return nil }
                used.formUnion(addresses.map(\.address))
            }
        }
        return used
    }

    /// Devices that keep the kernel from taking namespaces down. The log is read only where a thread of the kernel
    /// waits.
    func findStuckTeardowns() -> Observed<[StuckDevice]> {
        guard scope.isNode else { return .known([]) }
        guard let waiting = query.census().value?.waitingForNetns, waiting > 0 else { return .known([]) }
        // It is said every ten seconds for as long as it lasts.
        return query.stuckDevices().map { $0.filter { $0.age < 60 } }
    }
}
