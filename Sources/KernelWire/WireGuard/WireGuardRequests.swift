import CLinux

extension Request {
    /// WG_CMD_GET_DEVICE (linux/wireguard.h): one device with its peers, over as many messages as they take.
    ///
    /// - Parameter family: number of the family `wireguard`.
    public static func getWireGuard(_ ifindex: Int, family: UInt16) -> [UInt8] {
        var request = GenericFamily.request(family, command: Int32(WG_CMD_GET_DEVICE.rawValue), version: 1, flags: dump)
        request.attribute(Int(WGDEVICE_A_IFINDEX.rawValue), UInt32(truncatingIfNeeded: ifindex))
        return request.bytes
    }
}
