import CLinux

extension Request {
    /// RTM_GETNSID, every number that the socket's namespace has given. With `targetNsid` (Linux 4.20), those of that
    /// namespace, each beside the number in our own.
    public static func getNSIDs(targetNsid: Int? = nil) -> [UInt8] {
        var request = RequestBuilder(RTM_GETNSID, flags: dump)
        request.append(rtgenmsg())
        if let targetNsid { request.attribute(NETNSA_TARGET_NSID, Int32(truncatingIfNeeded: targetNsid)) }
        return request.bytes
    }

    /// The number of the namespace that `fd` is open on. Asking does not give one.
    public static func getNSID(fd: Int32) -> [UInt8] {
        nsid(of: NETNSA_FD, UInt32(bitPattern: fd))
    }

    /// The number of the namespace that a process is in, its pid as the asker sees it.
    public static func getNSID(pid: Int) -> [UInt8] {
        nsid(of: NETNSA_PID, UInt32(truncatingIfNeeded: pid))
    }

    private static func nsid(of attribute: Int, _ value: UInt32) -> [UInt8] {
        var request = RequestBuilder(RTM_GETNSID, flags: 0)
        request.append(rtgenmsg())
        request.attribute(attribute, value)
        return request.bytes
    }
}
