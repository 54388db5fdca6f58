import Addresses
import CLinux

extension Request {
    /// RTM_GETNEIGH. Nil asks for both families, or for every link. Proxy entries (`ip neigh show proxy`) are a table of
    /// their own, which only `proxy` shows.
    public static func getNeighbors(
        family: IPAddress.Family? = nil, ifindex: Int? = nil, proxy: Bool = false
    ) -> [UInt8] {
        var request = RequestBuilder(RTM_GETNEIGH, flags: dump)
        request.append(ndmsg(family: family?.rawValue ?? UInt8(AF_UNSPEC), flags: proxy ? NTF_PROXY : 0))
        // The filter is an attribute: dumps with ndm_ifindex set are refused.
        if let ifindex { request.attribute(NDA_IFINDEX, UInt32(truncatingIfNeeded: ifindex)) }
        return request.bytes
    }

    /// One entry (Linux 5.0); ENOENT where there is none.
    public static func getNeighbor(ifindex: Int, dst: IPAddress) -> [UInt8] {
        var request = RequestBuilder(RTM_GETNEIGH, flags: 0)
        request.append(ndmsg(family: dst.family.rawValue, ifindex: ifindex))
        request.attribute(NDA_DST, bytes: dst.bytes)
        return request.bytes
    }
}

extension ndmsg {
    init(family: UInt8, ifindex: Int = 0, flags: Int32 = 0) {
        self.init()
        ndm_family = family
        ndm_ifindex = Int32(truncatingIfNeeded: ifindex)
        ndm_flags = UInt8(truncatingIfNeeded: flags)
    }
}
