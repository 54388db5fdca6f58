import Addresses
import CLinux
import NetworkModel

extension NetConf {
    /// RTM_NEWNETCONF (Linux 3.8): struct netconfmsg, then NETCONFA_* attributes, all s32.
    public init(rtnetlink message: RawSpan) throws(WireError) {
        let header = try message.header(netconfmsg(), "netconfmsg")
        let family = try IPAddress.Family(header.ncm_family, "netconfmsg")
        var ifindex: Int?
        self.init(family: family, ifindex: 0)
        var attributes = Attributes(in: message, after: MemoryLayout<netconfmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NETCONFA_IFINDEX: ifindex = Int(try message.s32(attribute))
            case NETCONFA_FORWARDING: forwarding = Int(try message.s32(attribute))
            case NETCONFA_RP_FILTER: rpFilter = Int(try message.s32(attribute))
            case NETCONFA_MC_FORWARDING: mcForwarding = Int(try message.s32(attribute))
            case NETCONFA_PROXY_NEIGH: proxyNeigh = Int(try message.s32(attribute))
            case NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN: ignoreRoutesWithLinkdown = Int(try message.s32(attribute))
            default: break
            }
        }
        guard let ifindex else { throw WireError(.missing, "NETCONFA_IFINDEX", at: message.byteCount) }
        self.ifindex = ifindex
    }
}
