import Addresses
import CLinux

extension Request {
    /// RTM_GETADDR. Nil asks for both families, or for every link. The kernel filters by link since 4.20.
    public static func getAddresses(
        family: IPAddress.Family? = nil, ifindex: Int? = nil, targetNsid: Int? = nil
    ) -> [UInt8] {
        var request = RequestBuilder(RTM_GETADDR, flags: dump)
        var header = ifaddrmsg()
        header.ifa_family = family?.rawValue ?? UInt8(AF_UNSPEC)
        header.ifa_index = UInt32(truncatingIfNeeded: ifindex ?? 0)
        request.append(header)
        if let targetNsid { request.attribute(IFA_TARGET_NETNSID, Int32(truncatingIfNeeded: targetNsid)) }
        return request.bytes
    }
}
