import Addresses
import CLinux
import NetworkModel

extension Route {
    /// RTA_MULTIPATH: struct rtnexthop again and again, each with attributes of its own behind it.
    mutating func readMultipath(_ message: RawSpan, _ multipath: Attribute) throws(WireError) {
        let headerSize = MemoryLayout<rtnexthop>.size
        var offset = multipath.start
        while multipath.end - offset >= headerSize {
            let header = message.fixed(rtnexthop(), from: offset, to: multipath.end)
            let length = Int(header.rtnh_len)
            guard length >= headerSize, length <= multipath.end - offset else {
                throw WireError(.badLength, "rtnexthop", at: offset)
            }
            var hop = NextHop(
                // 0 for nexthops without a device, such as blackhole members of a nexthop group.
                ifindex: header.rtnh_ifindex == 0 ? nil : Int(header.rtnh_ifindex), weight: Int(header.rtnh_hops) + 1,
                flags: NextHop.Flags(rawValue: UInt32(header.rtnh_flags)))
            var attributes = try Attributes(from: offset + headerSize, to: offset + length, inside: multipath)
            while let attribute = try attributes.next(in: message) { try hop.read(message, attribute) }
            nexthops.append(hop)
            offset = min(offset + Attributes.aligned(length), multipath.end)
        }
    }
}

extension NextHop {
    /// What a nexthop may carry, be it the only one of its route or one of several.
    mutating func read(_ message: RawSpan, _ attribute: Attribute) throws(WireError) {
        switch attribute.type {
        case RTA_GATEWAY: gateway = try message.address(attribute)
        case RTA_VIA:
            // struct rtvia: the family in host order, then the address. An IPv4 route with an IPv6 gateway (Linux 5.2).
            let family = try message.native(UInt16.self, at: attribute.start)
            guard let family = IPAddress.Family(rawValue: UInt8(truncatingIfNeeded: family)),
                attribute.count >= MemoryLayout<rtvia>.size + family.width / 8
            else { throw WireError(.badValue, "rtvia", at: attribute.start) }
            gateway = try message.address(family, at: attribute.start + MemoryLayout<rtvia>.size)
        case RTA_ENCAP_TYPE: encapType = Int(try message.u16(attribute))
        case RTA_FLOW: realms = try message.u32(attribute)
        default: break
        }
    }
}
