import Addresses
import NetworkModel

extension Router {
    /// inet_select_addr: the IPv4 address that a packet gets which leaves by a device, and whose sender and route name
    /// none.
    /// - Parameters:
    ///   - gateway: an address that shares its subnet is preferred.
    ///   - scope: RT_SCOPE_*; addresses of a wider number (narrower reach) do not serve.
    /// - Returns: nil where there is none to take; the kernel then sends from 0.0.0.0.
    /// - Throws: where addresses or settings that decide were not read.
    public func source4(on ifindex: Int, near gateway: IPAddress?, scope: Int) throws(NotKnown) -> IPAddress? {
        try IPv4Sources(addresses: addresses, devices: devices, conf: conf)
            .select(on: ifindex, near: gateway, scope: scope)
    }

    /// ipv6_dev_get_saddr: the IPv6 address that a packet to `dst` gets whose sender and route name none.
    /// - Returns: nil where no address will do.
    /// - Throws: where addresses or settings that decide were not read.
    public func source6(for dst: IPAddress, on ifindex: Int?) throws(NotKnown) -> IPAddress? {
        try IPv6Sources(addresses: addresses, devices: devices, conf: conf).select(for: dst, on: ifindex)
    }
}
