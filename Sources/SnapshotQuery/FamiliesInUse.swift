import Addresses
import NetworkModel

extension SnapshotQuery {
    /// Families in which a namespace has global addresses, IPv4 first; IPv4 where it has none at all.
    public func familiesInUse(by id: NetnsID) -> [IPAddress.Family] {
        let inet6 = (addresses(id, .inet6).value ?? []).contains { $0.address.isGlobal }
        let inet = (addresses(id, .inet).value ?? []).contains { $0.address.isGlobal }
        return inet6 ? (inet ? [.inet, .inet6] : [.inet6]) : [.inet]
    }
}
