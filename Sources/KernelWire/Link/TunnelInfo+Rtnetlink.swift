import CLinux
import NetworkModel

// Three attribute sets say the same about tunnels over IPv4 and IPv6: IFLA_IPTUN_*, IFLA_GRE_* and IFLA_VTI_*.
// Lower devices are sent as 0 where there is none.

extension TunnelInfo {
    /// ipip, sit, ip6tnl.
    init(iptun message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_IPTUN_LOCAL: local = try message.setAddress(attribute)
            case IFLA_IPTUN_REMOTE: remote = try message.setAddress(attribute)
            case IFLA_IPTUN_LINK: try setLink(message, attribute)
            case IFLA_IPTUN_TTL: ttl = try message.u8(attribute)
            case IFLA_IPTUN_COLLECT_METADATA: collectMetadata = true
            default: break
            }
        }
    }

    /// gre, gretap, erspan and their IPv6 forms. Keys are big-endian, and mean something only where the flags (in the
    /// order of the GRE header) have GRE_KEY.
    init(gre message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var inFlags: UInt16 = 0
        var outFlags: UInt16 = 0
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_GRE_LOCAL: local = try message.setAddress(attribute)
            case IFLA_GRE_REMOTE: remote = try message.setAddress(attribute)
            case IFLA_GRE_LINK: try setLink(message, attribute)
            case IFLA_GRE_TTL: ttl = try message.u8(attribute)
            // Left in network order, like NSD_GRE_KEY.
            case IFLA_GRE_IFLAGS: inFlags = try message.u16(attribute)
            case IFLA_GRE_OFLAGS: outFlags = try message.u16(attribute)
            case IFLA_GRE_IKEY: key = try message.be32(attribute)
            case IFLA_GRE_OKEY: outputKey = try message.be32(attribute)
            case IFLA_GRE_COLLECT_METADATA: collectMetadata = true
            default: break
            }
        }
        (expectsChecksum, writesChecksum) = (inFlags & NSD_GRE_CSUM != 0, outFlags & NSD_GRE_CSUM != 0)
        (expectsSequence, writesSequence) = (inFlags & NSD_GRE_SEQ != 0, outFlags & NSD_GRE_SEQ != 0)
        if inFlags & NSD_GRE_KEY == 0 { key = nil }
        if outFlags & NSD_GRE_KEY == 0 { outputKey = nil }
    }

    /// vti, vti6.
    init(vti message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_VTI_LOCAL: local = try message.setAddress(attribute)
            case IFLA_VTI_REMOTE: remote = try message.setAddress(attribute)
            case IFLA_VTI_LINK: try setLink(message, attribute)
            case IFLA_VTI_IKEY: key = try message.be32(attribute)
            case IFLA_VTI_OKEY: outputKey = try message.be32(attribute)
            default: break
            }
        }
    }

    private mutating func setLink(_ message: RawSpan, _ attribute: Attribute) throws(WireError) {
        let index = try message.u32(attribute)
        link = index == 0 ? nil : index
    }
}
