import Addresses
import CLinux

extension Request {
    /// RTM_GETNETCONF: `all`, `default` and every link of a family.
    public static func getNetconf(family: IPAddress.Family) -> [UInt8] {
        var request = RequestBuilder(RTM_GETNETCONF, flags: dump)
        var header = netconfmsg()
        header.ncm_family = family.rawValue
        request.append(header)
        return request.bytes
    }

    /// RTM_GETNETCONF of `all` alone (NETCONFA_IFINDEX_ALL).
    public static func getNetconfOfAll(family: IPAddress.Family) -> [UInt8] {
        var request = RequestBuilder(RTM_GETNETCONF, flags: 0)
        var header = netconfmsg()
        header.ncm_family = family.rawValue
        request.append(header)
        request.attribute(NETCONFA_IFINDEX, Int32(NETCONFA_IFINDEX_ALL))
        return request.bytes
    }
}
