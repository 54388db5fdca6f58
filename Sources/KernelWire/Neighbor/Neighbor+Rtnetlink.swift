import Addresses
import CLinux
import NetworkModel

extension Neighbor {
    /// RTM_NEWNEIGH of AF_INET and AF_INET6: struct ndmsg, then NDA_* attributes. A bridge's entries (PF_BRIDGE) are
    /// `FDBEntry`s and throw `.unsupported` here.
    public init(rtnetlink message: RawSpan) throws(WireError) {
        let header = try message.header(ndmsg(), "ndmsg")
        let family = try IPAddress.Family(header.ndm_family, "ndmsg")
        var dst: IPAddress?
        var lladdr: LinkLayerAddress?
        var probes: UInt32?
        var flags = UInt32(header.ndm_flags)
        var attributes = Attributes(in: message, after: MemoryLayout<ndmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NDA_DST: dst = try message.address(family, attribute)
            case NDA_LLADDR: lladdr = try message.linkLayerAddress(attribute)
            case NDA_PROBES: probes = try message.u32(attribute)
            case NSD_NDA_FLAGS_EXT: flags |= try message.extendedFlags(attribute)
            default: break
            }
        }
        guard let dst else { throw WireError(.missing, "NDA_DST", at: message.byteCount) }
        self.init(
            ifindex: Int(header.ndm_ifindex), dst: dst, lladdr: lladdr, state: State(rawValue: header.ndm_state),
            flags: flags)
        self.probes = probes
    }
}

extension RawSpan {
    /// NDA_FLAGS_EXT (Linux 5.16) continues where the eight flags of the header end, as the kernel itself keeps them
    /// (NTF_EXT_SHIFT): NTF_EXT_MANAGED is 0x100.
    func extendedFlags(_ attribute: Attribute) throws(WireError) -> UInt32 { try u32(attribute) << 8 }
}
