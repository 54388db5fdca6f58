import Addresses
import CLinux
import NetworkModel

extension FDBEntry {
    /// RTM_NEWNEIGH of PF_BRIDGE: an entry of a bridge's table (with NDA_MASTER) or of a device's own (VXLAN, macvlan,
    /// hardware).
    public init(rtnetlink message: RawSpan) throws(WireError) {
        let header = try message.header(ndmsg(), "ndmsg")
        guard Int32(header.ndm_family) == AF_BRIDGE else {
            throw WireError(.unsupported, "FDB entry of family \(header.ndm_family)")
        }
        self.init(
            mac: LinkLayerAddress(bytes: []), ifindex: Int(header.ndm_ifindex),
            state: Neighbor.State(rawValue: header.ndm_state), flags: UInt32(header.ndm_flags))
        var attributes = Attributes(in: message, after: MemoryLayout<ndmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NDA_LLADDR: mac = LinkLayerAddress(bytes: try message.bytes(attribute))
            case NDA_MASTER: master = Int(try message.u32(attribute))
            case NDA_VLAN: vlan = Int(try message.u16(attribute))
            case NDA_DST: dst = try message.address(attribute)
            case NDA_PORT: port = try message.be16(attribute)
            // A VXLAN device of one VNI sends NDA_VNI only where the entry's differs from its own.
            case NDA_VNI: vni = try message.u32(attribute)
            case NDA_IFINDEX: viaIfindex = Int(try message.u32(attribute))
            case NDA_NH_ID: nhid = try message.u32(attribute)
            case NSD_NDA_FLAGS_EXT: flags |= try message.extendedFlags(attribute)
            default: break
            }
        }
        guard !mac.bytes.isEmpty else { throw WireError(.missing, "NDA_LLADDR", at: message.byteCount) }
    }
}
