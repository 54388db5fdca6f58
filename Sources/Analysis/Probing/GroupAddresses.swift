import Addresses
import NetworkModel
import Routing
import SnapshotQuery

/// Addresses of more than one host, which nothing is sent to.
enum GroupAddresses {
    /// Why an address is none of one host, as a sentence goes on; nil for an address that may be asked.
    static func reason(for address: IPAddress, _ id: NetnsID, _ query: SnapshotQuery) -> String? {
        if address.isUnspecified { return "it is nobody's address" }
        if address.isMulticast { return "it is the address of a group" }
        guard address.family == .inet else { return nil }
        if address.bits >> 24 == 0 || address.bits >> 28 == 0xf { return "it is nobody's address" }
        let namespaces = query.snapshot.namespaces.values
        let attached = namespaces.flatMap { $0.addresses.rows }.filter { $0.local.family == .inet }
        let isBroadcast =
            attached.contains { $0.broadcast == address || $0.network.broadcast == address }
            // Whoever is behind that route has the network.
            || (query.routes(id, .inet).value ?? []).contains {
                $0.dst.broadcast == address || $0.type == .broadcast && $0.dst.address == address
            }
        return isBroadcast ? "it is the broadcast address of a network" : nil
    }
}

extension IPPrefix {
    /// The directed broadcast address of an IPv4 network; nil for those that have none (RFC 3021).
    fileprivate var broadcast: IPAddress? {
        guard family == .inet, (1...30).contains(length) else { return nil }
        return IPAddress(family: .inet, bits: network.address.bits | (1 << UInt128(32 - length)) - 1)
    }
}
