import CLinux
import NetworkModel

extension BridgeInfo {
    /// IFLA_BR_*, all in host order but the VLAN protocol. Times are in USER_HZ, 1/100 s on every architecture of ours.
    init(_ message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_BR_FORWARD_DELAY: forwardDelay = try message.u32(attribute)
            case IFLA_BR_AGEING_TIME: ageingTime = try message.u32(attribute)
            case IFLA_BR_STP_STATE: stpState = try message.u32(attribute)
            case IFLA_BR_PRIORITY: priority = try message.u16(attribute)
            case IFLA_BR_VLAN_FILTERING: vlanFiltering = try message.flag(attribute)
            case IFLA_BR_VLAN_PROTOCOL: vlanProtocol = try message.be16(attribute)
            case IFLA_BR_VLAN_DEFAULT_PVID: vlanDefaultPvid = try message.u16(attribute)
            case IFLA_BR_MCAST_SNOOPING: mcastSnooping = try message.flag(attribute)
            case IFLA_BR_MCAST_QUERIER: mcastQuerier = try message.flag(attribute)
            case IFLA_BR_NF_CALL_IPTABLES: nfCallIptables = try message.flag(attribute)
            case IFLA_BR_NF_CALL_IP6TABLES: nfCallIp6tables = try message.flag(attribute)
            case IFLA_BR_NF_CALL_ARPTABLES: nfCallArptables = try message.flag(attribute)
            case IFLA_BR_GROUP_FWD_MASK: groupFwdMask = try message.u16(attribute)
            case IFLA_BR_BRIDGE_ID: bridgeId = try message.bytes(attribute)
            default: break
            }
        }
    }
}
