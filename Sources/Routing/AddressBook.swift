import Addresses
import NetworkModel

/// Addresses by device, in the kernel's order.
public struct AddressBook: Sendable {
    private let byDevice: [Int: [Address]]
    private let owners: [IPAddress: [Address]]
    private let table: Table<Address>
    /// Devices with addresses, as for_each_netdev meets them: in order of registration, which is that of their numbers
    /// unless a device was moved in from elsewhere.
    let devices: [Int]

    init(_ namespace: Namespace) {
        table = namespace.addresses
        byDevice = Dictionary(grouping: namespace.addresses.rows, by: \.ifindex)
        owners = Dictionary(grouping: namespace.addresses.rows, by: \.address)
        devices = byDevice.keys.sorted()
    }

    /// A device's addresses of one family, whether or not they may be used.
    /// - Throws: where they were not read.
    public func on(_ ifindex: Int, _ family: IPAddress.Family) throws(NotKnown) -> [Address] {
        let wasAsked =
            table.asked.contains(Table<Address>.key(ifindex)) || table.asked.contains(Table<Address>.key(family))
        if let gap = table.gap, !wasAsked {
            throw NotKnown("addresses of device \(ifindex) not seen (\(gap))")
        }
        return byDevice[ifindex]?.filter { $0.local.family == family } ?? []
    }

    /// Where the address is configured.
    public func holders(of address: IPAddress) -> [Address] { owners[address] ?? [] }

    var stamp: TableStamp<Address> { table.stamp }

    /// Why an address may exist that is not listed.
    var gap: String? { table.gap.map { "addresses: \($0)" } }

    func requireAll() throws(NotKnown) {
        if let gap { throw NotKnown(gap) }
    }
}
