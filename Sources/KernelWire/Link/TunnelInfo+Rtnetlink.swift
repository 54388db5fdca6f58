import CLinux
import NetworkModel

// Three attribute sets say the same about tunnels over IPv4 and IPv6: IFLA_IPTUN_*, IFLA_GRE_* and IFLA_VTI_*.
// Lower devices are sent as 0 where there is none.

extension TunnelInfo {
    /// ipip, sit, ip6tnl.
    init(iptun message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var limit = Limit()
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_IPTUN_LOCAL: local = try message.setAddress(attribute)
            case IFLA_IPTUN_REMOTE: remote = try message.setAddress(attribute)
            case IFLA_IPTUN_LINK: try setLink(message, attribute)
            case IFLA_IPTUN_TTL: ttl = try message.u8(attribute)
            case IFLA_IPTUN_PROTO: carries = try message.u8(attribute)
            case IFLA_IPTUN_PMTUDISC: discoversMtu = try message.flag(attribute)
            case IFLA_IPTUN_ENCAP_LIMIT: limit.value = try message.u8(attribute)
            // Two bytes of ISATAP's in sit.
            case IFLA_IPTUN_FLAGS where attribute.count == 4: limit.flags = try message.u32(attribute)
            case IFLA_IPTUN_COLLECT_METADATA: collectMetadata = true
            default: break
            }
        }
        encapLimit = limit.written
    }

    /// gre, gretap, erspan and their IPv6 forms. Keys are big-endian, and mean something only where the flags (in the
    /// order of the GRE header) have GRE_KEY.
    init(gre message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var inFlags: UInt16 = 0
        var outFlags: UInt16 = 0
        var limit = Limit()
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
            case IFLA_GRE_PMTUDISC: discoversMtu = try message.flag(attribute)
            case IFLA_GRE_IGNORE_DF: ignoresDf = try message.flag(attribute)
            case IFLA_GRE_ENCAP_LIMIT: limit.value = try message.u8(attribute)
            case IFLA_GRE_FLAGS: limit.flags = try message.u32(attribute)
            case IFLA_GRE_COLLECT_METADATA: collectMetadata = true
            default: break
            }
        }
        encapLimit = limit.written
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

    /// IP6_TNL_F_IGN_ENCAP_LIMIT: none is written.
    private struct Limit {
        var value: UInt8?
        var flags: UInt32 = 0
        var written: UInt8? { flags & UInt32(IP6_TNL_F_IGN_ENCAP_LIMIT) == 0 ? value : nil }
    }

    private mutating func setLink(_ message: RawSpan, _ attribute: Attribute) throws(WireError) {
        let index = try message.u32(attribute)
        link = index == 0 ? nil : index
    }
}
