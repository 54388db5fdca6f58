import CLinux

extension Request {
    /// RTM_GETNEXTHOP, all objects of both families.
    public static func getNexthops() -> [UInt8] {
        var request = RequestBuilder(RTM_GETNEXTHOP, flags: dump)
        request.append(nhmsg())
        return request.bytes
    }

    public static func getNexthop(id: UInt32) -> [UInt8] {
        var request = RequestBuilder(RTM_GETNEXTHOP, flags: 0)
        request.append(nhmsg())
        request.attribute(NHA_ID, id)
        return request.bytes
    }
}
