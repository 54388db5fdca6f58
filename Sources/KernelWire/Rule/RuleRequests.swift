import Addresses
import CLinux

extension Request {
    /// RTM_GETRULE, the rules of a family in the order of their priority.
    public static func getRules(family: IPAddress.Family) -> [UInt8] {
        var request = RequestBuilder(RTM_GETRULE, flags: dump)
        var header = fib_rule_hdr()
        header.family = family.rawValue
        request.append(header)
        return request.bytes
    }
}
