import Addresses
import CLinux

extension Request {
    /// RTM_GETNEIGH of PF_BRIDGE, `bridge fdb show`: the entries of one bridge and of its ports, or of all devices.
    public static func getFDB(bridge: Int? = nil) -> [UInt8] {
        var request = RequestBuilder(RTM_GETNEIGH, flags: dump)
        request.append(ndmsg(family: UInt8(AF_BRIDGE)))
        if let bridge { request.attribute(NDA_MASTER, UInt32(truncatingIfNeeded: bridge)) }
        return request.bytes
    }

    /// The entries that one device keeps itself: a VXLAN's remote ends.
    public static func getFDB(device: Int) -> [UInt8] {
        var request = RequestBuilder(RTM_GETNEIGH, flags: dump)
        request.append(ndmsg(family: UInt8(AF_BRIDGE)))
        request.attribute(NDA_IFINDEX, UInt32(truncatingIfNeeded: device))
        return request.bytes
    }

    /// One entry of a bridge, `bridge fdb get MAC br BRIDGE` (Linux 5.0); ENOENT where there is none.
    public static func getFDB(bridge: Int, mac: LinkLayerAddress, vlan: Int? = nil) -> [UInt8] {
        var request = RequestBuilder(RTM_GETNEIGH, flags: 0)
        request.append(ndmsg(family: UInt8(AF_BRIDGE), flags: NTF_MASTER))
        request.attribute(NDA_LLADDR, bytes: mac.bytes)
        if let vlan { request.attribute(NDA_VLAN, UInt16(truncatingIfNeeded: vlan)) }
        request.attribute(NDA_MASTER, UInt32(truncatingIfNeeded: bridge))
        return request.bytes
    }

    /// One entry that a device keeps itself, `bridge fdb get MAC dev DEVICE self`.
    public static func getFDB(device: Int, mac: LinkLayerAddress) -> [UInt8] {
        var request = RequestBuilder(RTM_GETNEIGH, flags: 0)
        request.append(ndmsg(family: UInt8(AF_BRIDGE), ifindex: device, flags: NTF_SELF))
        request.attribute(NDA_LLADDR, bytes: mac.bytes)
        return request.bytes
    }
}
