import Addresses
import CLinux

extension Request {
    /// RTM_GETROUTE, the whole table or all tables of a family. A filter for a table that does not exist is answered
    /// with ENOENT.
    public static func getRoutes(family: IPAddress.Family, table: UInt32? = nil) -> [UInt8] {
        var request = RequestBuilder(RTM_GETROUTE, flags: dump)
        var header = rtmsg()
        header.rtm_family = family.rawValue
        if let table { header.rtm_table = UInt8(exactly: table) ?? UInt8(RT_TABLE_UNSPEC.rawValue) }
        request.append(header)
        if let table { request.attribute(RTA_TABLE.rawValue, table) }
        return request.bytes
    }

    /// RTM_GETROUTE for one destination: what the kernel would do with such a packet. With `iif` it answers as for
    /// a packet that arrived there. `fibMatch` names the winning entry of the table rather than the result.
    ///
    /// Nil where the addresses are of different families.
    public static func getRoute(
        to destination: IPAddress, from source: IPAddress? = nil, iif: Int? = nil, oif: Int? = nil,
        mark: UInt32? = nil, tos: UInt8 = 0, ipProto: UInt8? = nil, sport: UInt16? = nil, dport: UInt16? = nil,
        uid: UInt32? = nil, fibMatch: Bool = false
    ) -> [UInt8]? {
        let family = destination.family
        if let source, source.family != family { return nil }
        var request = RequestBuilder(RTM_GETROUTE, flags: 0)
        var header = rtmsg()
        header.rtm_family = family.rawValue
        header.rtm_dst_len = UInt8(family.width)
        header.rtm_src_len = source == nil ? 0 : UInt8(family.width)
        header.rtm_tos = tos
        header.rtm_flags = fibMatch ? UInt32(RTM_F_FIB_MATCH) : 0
        // The answer names the table that decided, not always "main" (Linux 4.4). IPv6 always does, and refuses a
        // strict request that asks for it.
        if family == .inet { header.rtm_flags |= UInt32(RTM_F_LOOKUP_TABLE) }
        request.append(header)
        request.attribute(RTA_DST.rawValue, bytes: destination.bytes)
        if let source { request.attribute(RTA_SRC.rawValue, bytes: source.bytes) }
        if let iif { request.attribute(RTA_IIF.rawValue, UInt32(truncatingIfNeeded: iif)) }
        if let oif { request.attribute(RTA_OIF.rawValue, UInt32(truncatingIfNeeded: oif)) }
        if let mark { request.attribute(RTA_MARK.rawValue, mark) }
        if let uid { request.attribute(RTA_UID.rawValue, uid) }
        if let ipProto { request.attribute(RTA_IP_PROTO.rawValue, ipProto) }
        if let sport { request.attribute(RTA_SPORT.rawValue, sport.bigEndian) }
        if let dport { request.attribute(RTA_DPORT.rawValue, dport.bigEndian) }
        return request.bytes
    }
}
