import CLinux
import NetworkModel

extension NextHopObject {
    /// RTM_NEWNEXTHOP (Linux 5.3): struct nhmsg, then NHA_* attributes.
    public init(rtnetlink message: RawSpan) throws(WireError) {
        let header = try message.header(nhmsg(), "nhmsg")
        var id: UInt32?
        self.init(id: 0, flags: NextHop.Flags(rawValue: header.nh_flags))
        var attributes = Attributes(in: message, after: MemoryLayout<nhmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NHA_ID: id = try message.u32(attribute)
            case NHA_OIF: ifindex = Int(try message.u32(attribute))
            case NHA_GATEWAY: gateway = try message.address(attribute)
            case NHA_BLACKHOLE: blackhole = true
            case NHA_FDB: fdb = true
            case NHA_ENCAP_TYPE: encapType = Int(try message.u16(attribute))
            case NHA_GROUP: try readGroup(message, attribute)
            default: break
            }
        }
        guard let id else { throw WireError(.missing, "NHA_ID", at: message.byteCount) }
        self.id = id
    }

    /// NHA_GROUP: an array of struct nexthop_grp. Weights are sent less one; before Linux 6.12 `weight_high` was
    /// reserved and zero.
    private mutating func readGroup(_ message: RawSpan, _ attribute: Attribute) throws(WireError) {
        let size = MemoryLayout<nsd_nexthop_grp>.size
        guard attribute.count % size == 0 else { throw WireError(.badLength, "nexthop_grp", at: attribute.start) }
        for start in stride(from: attribute.start, to: attribute.end, by: size) {
            let member = message.fixed(nsd_nexthop_grp(), from: start, to: start + size)
            group.append(Member(id: member.id, weight: (Int(member.weight_high) << 8 | Int(member.weight)) + 1))
        }
    }
}
