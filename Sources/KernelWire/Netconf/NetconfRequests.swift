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
}
