import CLinux

extension Request {
    /// XFRM_MSG_GETPOLICY over NETLINK_XFRM: policies of all directions and both families.
    public static func getXfrmPolicies() -> [UInt8] { RequestBuilder(XFRM_MSG_GETPOLICY, flags: dump).bytes }

    /// XFRM_MSG_GETSA: the kernel has no shorter form, keys come along and are passed over.
    public static func getXfrmStates() -> [UInt8] { RequestBuilder(XFRM_MSG_GETSA, flags: dump).bytes }

    /// XFRM_MSG_GETDEFAULT, since Linux 5.15; EINVAL before.
    public static func getXfrmDefault() -> [UInt8] {
        var request = RequestBuilder(NSD_XFRM_MSG_GETDEFAULT, flags: NLM_F_ACK)
        request.append(nsd_xfrm_userpolicy_default())
        return request.bytes
    }
}
