import CLinux
import NetworkModel

extension BridgePort {
    /// IFLA_BRPORT_*, as IFLA_INFO_SLAVE_DATA of an ordinary link message or as IFLA_PROTINFO of a PF_BRIDGE one.
    init(_ message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_BRPORT_STATE: state = State(rawValue: try message.u8(attribute))
            case IFLA_BRPORT_PRIORITY: priority = Int(try message.u16(attribute))
            case IFLA_BRPORT_COST: cost = try message.u32(attribute)
            case IFLA_BRPORT_MODE: hairpin = try message.flag(attribute)
            case IFLA_BRPORT_GUARD: guardBpdu = try message.flag(attribute)
            case IFLA_BRPORT_PROTECT: rootBlock = try message.flag(attribute)
            case IFLA_BRPORT_FAST_LEAVE: fastLeave = try message.flag(attribute)
            case IFLA_BRPORT_LEARNING: learning = try message.flag(attribute)
            case IFLA_BRPORT_UNICAST_FLOOD: flood = try message.flag(attribute)
            case IFLA_BRPORT_MCAST_FLOOD: mcastFlood = try message.flag(attribute)
            case IFLA_BRPORT_BCAST_FLOOD: bcastFlood = try message.flag(attribute)
            case IFLA_BRPORT_PROXYARP: proxyArp = try message.flag(attribute)
            case IFLA_BRPORT_PROXYARP_WIFI: proxyArpWifi = try message.flag(attribute)
            case IFLA_BRPORT_NEIGH_SUPPRESS: neighSuppress = try message.flag(attribute)
            case IFLA_BRPORT_ISOLATED: isolated = try message.flag(attribute)
            case NSD_IFLA_BRPORT_LOCKED: locked = try message.flag(attribute)
            case IFLA_BRPORT_NO: no = Int(try message.u16(attribute))
            default: break
            }
        }
    }

    /// Before Linux 3.8 IFLA_PROTINFO was the port's state alone, one byte.
    init(protinfo message: RawSpan, _ attribute: Attribute) throws(WireError) {
        if attribute.count == 1 {
            self.init()
            state = State(rawValue: try message.u8(attribute))
        } else {
            try self.init(message, attribute)
        }
    }
}
