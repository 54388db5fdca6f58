import Addresses
import NetworkModel

/// Addresses by device, in the kernel's order.
struct AddressBook {
    private let byDevice: [Int: [Address]]
    private let owners: [IPAddress: [Address]]
    private let table: Table<Address>
    /// Devices that have IPv6 addresses or IPv4 addresses, in the order of for_each_netdev.
    let devices: [Int]

    init(_ namespace: Namespace, order: [Int]) {
        table = namespace.addresses
        byDevice = Dictionary(grouping: namespace.addresses.rows, by: \.ifindex)
        owners = Dictionary(grouping: namespace.addresses.rows, by: \.address)
        devices = byDevice.keys.sorted()
    }

    func on(_ ifindex: Int, _ family: IPAddress.Family) throws(Unseen) -> [Address] {
        if let gap = table.gap, !table.asked.contains(Table<Address>.key(ifindex)) {
            throw Unseen("addresses of device \(ifindex) not seen (\(gap))")
        }
        return byDevice[ifindex]?.filter { $0.local.family == family } ?? []
    }

    /// Where the address is configured.
    func holders(of address: IPAddress) -> [Address] { owners[address] ?? [] }

    /// Why an address may exist that is not listed.
    var gap: String? { table.gap.map { "addresses: \($0)" } }

    func requireAll() throws(Unseen) {
        if let gap { throw Unseen(gap) }
    }
}

/// inet_select_addr: the address an IPv4 packet gets when neither sender nor route names one.
struct IPv4Sources {
    let addresses: AddressBook
    let devices: Devices
    let conf: DeviceConf

    private static let scopeLink = 253
    private static let scopeHost = 254

    /// - Parameters:
    ///   - near: the gateway; an address that shares its subnet is preferred.
    ///   - scope: the scope of the route; addresses of a wider number (narrower reach) do not serve.
    /// Returns nil where there is no address to take; the kernel then sends from 0.0.0.0.
    func select(on ifindex: Int, near gateway: IPAddress?, scope: Int) throws(Unseen) -> IPAddress? {
        let own = try addresses.on(ifindex, .inet).filter { !$0.isSecondary }
        var hostScope = Self.scopeHost
        if own.contains(where: { $0.scope > scope && min($0.scope, Self.scopeLink) <= scope }),
            try conf.either(.routeLocalnet, ifindex)
        {
            hostScope = Self.scopeLink
        }
        let serving = own.filter { min($0.scope, hostScope) <= scope }
        if let gateway, let near = serving.first(where: { Self.onSubnet($0, gateway) }) { return near.address }
        if let first = serving.first { return first.address }
        return try selectElsewhere(ifindex, scope)
    }

    /// The VRF's own address, else that of the first device of the same VRF or of none: usually lo's.
    private func selectElsewhere(_ ifindex: Int, _ scope: Int) throws(Unseen) -> IPAddress? {
        let master = try devices.l3Master(of: ifindex)
        if let master, let address = try anySource(on: master, scope) { return address }
        try addresses.requireAll()
        for candidate in addresses.devices {
            guard let address = try anySource(on: candidate, scope) else { continue }
            if try devices.l3Master(of: candidate) == master { return address }
        }
        return nil
    }

    /// in_dev_select_addr
    private func anySource(on ifindex: Int, _ scope: Int) throws(Unseen) -> IPAddress? {
        try addresses.on(ifindex, .inet).first {
            !$0.isSecondary && $0.scope != Self.scopeLink && $0.scope <= scope
        }?.address
    }

    /// inet_ifa_match. A gateway of the other family shares the union, so its first four bytes are what is compared.
    private static func onSubnet(_ address: Address, _ gateway: IPAddress) -> Bool {
        let near = gateway.family == .inet ? gateway : IPAddress(family: .inet, bits: gateway.bits >> 96)
        return address.network.contains(near)
    }
}
