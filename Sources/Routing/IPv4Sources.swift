import Addresses
import NetworkModel

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
    func select(on ifindex: Int, near gateway: IPAddress?, scope: Int) throws(NotKnown) -> IPAddress? {
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
    private func selectElsewhere(_ ifindex: Int, _ scope: Int) throws(NotKnown) -> IPAddress? {
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
    private func anySource(on ifindex: Int, _ scope: Int) throws(NotKnown) -> IPAddress? {
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
