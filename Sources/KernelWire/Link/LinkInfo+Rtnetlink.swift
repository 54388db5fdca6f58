import Addresses
import CLinux
import NetworkModel

extension Link {
    /// IFLA_LINKINFO. The kernel sends the kind before the data; what the data means depends on it, so the order is
    /// not relied upon.
    mutating func readLinkInfo(_ message: RawSpan, _ linkInfo: Attribute) throws(WireError) {
        var data: Attribute?
        var slaveData: Attribute?
        var attributes = try Attributes(inside: linkInfo)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_INFO_KIND: infoKind = try message.text(attribute)
            case IFLA_INFO_DATA: data = attribute
            case IFLA_INFO_SLAVE_KIND: infoSlaveKind = try message.text(attribute)
            case IFLA_INFO_SLAVE_DATA: slaveData = attribute
            default: break
            }
        }
        if let infoKind, let data { info = try LinkInfo(kind: infoKind, message, data) }
        if infoSlaveKind == "bond", let slaveData { bondSlave = try BondSlave(message, slaveData) }
        if infoSlaveKind == "bridge", let slaveData { port = try BridgePort(message, slaveData) }
    }
}

extension LinkInfo {
    /// IFLA_INFO_DATA of a link of this kind (`rtnl_link_ops.kind`). Nil for kinds that have none, or that we do not
    /// know.
    init?(kind: String, _ message: RawSpan, _ data: Attribute) throws(WireError) {
        switch kind {
        case "bridge": self = .bridge(try BridgeInfo(message, data))
        case "vxlan": self = .vxlan(try VXLANInfo(message, data))
        case "tun": self = .tun(try TunInfo(message, data))
        case "bond": self = .bond(try BondInfo(message, data))
        case "geneve": self = .geneve(try GeneveInfo(message, data))
        case "ipip", "sit", "ip6tnl": self = .tunnel(try TunnelInfo(iptun: message, data))
        case "gre", "gretap", "erspan", "ip6gre", "ip6gretap", "ip6erspan":
            self = .tunnel(try TunnelInfo(gre: message, data))
        case "vti", "vti6": self = .tunnel(try TunnelInfo(vti: message, data))
        case "macvlan", "macvtap":
            guard let mode = try message.find(IFLA_MACVLAN_MODE, inside: data) else { return nil }
            self = try Self.macvlan(mode: try message.u32(mode), message, data)
        case "ipvlan", "ipvtap":
            guard let mode = try message.find(IFLA_IPVLAN_MODE, inside: data) else { return nil }
            let flags = try message.find(IFLA_IPVLAN_FLAGS, inside: data)
            self = .ipvlan(
                mode: try message.u16(mode),
                flags: try flags.map { attribute throws(WireError) in try message.u16(attribute) })
        case "vrf":
            guard let table = try message.find(IFLA_VRF_TABLE, inside: data) else { return nil }
            self = .vrf(table: try message.u32(table))
        case "vlan":
            guard let id = try message.find(IFLA_VLAN_ID, inside: data) else { return nil }
            // Before Linux 3.10 there was no IFLA_VLAN_PROTOCOL, and only 802.1Q.
            let proto = try message.find(IFLA_VLAN_PROTOCOL, inside: data)
            self = .vlan(
                id: Int(try message.u16(id)),
                protocol: try proto.map { attribute throws(WireError) in try message.be16(attribute) }
                    ?? UInt16(ETH_P_8021Q))
        default: return nil
        }
    }
}

extension LinkInfo {
    private static func macvlan(mode: UInt32, _ message: RawSpan, _ data: Attribute) throws(WireError) -> LinkInfo {
        guard mode == MACVLAN_MODE_SOURCE.rawValue else { return .macvlan(mode: mode) }
        var sources: [LinkLayerAddress] = []
        if let list = try message.find(IFLA_MACVLAN_MACADDR_DATA, inside: data) {
            var entries = try Attributes(inside: list)
            while let entry = try entries.next(in: message) {
                if let address = try message.linkLayerAddress(entry) { sources.append(address) }
            }
        }
        let flags = try message.find(IFLA_MACVLAN_FLAGS, inside: data)
        return .macvlan(
            mode: mode, sources: sources,
            flags: try flags.map { attribute throws(WireError) in try message.u16(attribute) })
    }
}

extension RawSpan {
    /// The last attribute of this type inside `parent`, for the kinds of which we want just one.
    fileprivate func find(_ type: Int, inside parent: Attribute) throws(WireError) -> Attribute? {
        var found: Attribute?
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: self) {
            if attribute.type == type { found = attribute }
        }
        return found
    }
}
