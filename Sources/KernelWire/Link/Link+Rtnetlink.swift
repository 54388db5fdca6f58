import Addresses
import CLinux
import NetworkModel

extension Link {
    /// RTM_NEWLINK: struct ifinfomsg, then IFLA_* attributes. Also the PF_BRIDGE form of a bridge port.
    public init(rtnetlink message: RawSpan) throws(WireError) {
        let header = try message.header(ifinfomsg(), "ifinfomsg")
        self.init(
            ifindex: Int(header.ifi_index), ifname: "", flags: LinkFlags(rawValue: header.ifi_flags),
            linkType: Int(header.ifi_type))
        let isBridgeForm = Int32(header.ifi_family) == AF_BRIDGE
        var attributes = Attributes(in: message, after: MemoryLayout<ifinfomsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_IFNAME: try setName(message, attribute)
            case IFLA_MTU: mtu = Int(try message.u32(attribute))
            case IFLA_OPERSTATE: operstate = OperState(rawValue: try message.u8(attribute)) ?? .unknown
            case IFLA_ADDRESS: address = try message.linkLayerAddress(attribute)
            case IFLA_BROADCAST: broadcast = try message.linkLayerAddress(attribute)
            case IFLA_PERM_ADDRESS: permaddr = try message.linkLayerAddress(attribute)
            case IFLA_LINK:
                // 0 says that there is a lower device in principle, but none in particular (tunnels).
                let index = Int(try message.s32(attribute))
                linkIndex = index == 0 ? nil : index
            case IFLA_LINK_NETNSID: linkNetnsid = Int(try message.s32(attribute))
            case IFLA_MASTER: master = Int(try message.u32(attribute))
            case IFLA_CARRIER: carrier = try message.flag(attribute)
            case IFLA_CARRIER_CHANGES: carrierChanges = Int(try message.u32(attribute))
            case IFLA_TXQLEN: txqlen = Int(try message.u32(attribute))
            case IFLA_QDISC: qdisc = try message.text(attribute)
            case IFLA_GROUP: group = Int(try message.u32(attribute))
            case IFLA_PROMISCUITY: promiscuity = Int(try message.u32(attribute))
            case NSD_IFLA_ALLMULTI: allmulti = Int(try message.u32(attribute))
            case IFLA_MIN_MTU: minMtu = Int(try message.u32(attribute))
            case IFLA_MAX_MTU: maxMtu = Int(try message.u32(attribute))
            case IFLA_PROTO_DOWN: protoDown = try message.flag(attribute)
            case IFLA_IFALIAS: ifalias = try message.text(attribute)
            case IFLA_STATS64: stats = LinkStats(message, attribute)
            case IFLA_XDP: xdp = try XDPAttachment(message, attribute)
            case IFLA_LINKINFO: try readLinkInfo(message, attribute)
            case IFLA_PROP_LIST: try readProperties(message, attribute)
            case IFLA_PROTINFO where isBridgeForm: port = try BridgePort(protinfo: message, attribute)
            case IFLA_AF_SPEC:
                if isBridgeForm {
                    vlans = try BridgeVLAN.all(message, attribute)
                } else {
                    try readFamilies(message, attribute)
                }
            case let type where Self.isPassedOver(type): break
            default: unknownAttributes.append(attribute.type)
            }
        }
    }

    private mutating func setName(_ message: RawSpan, _ attribute: Attribute) throws(WireError) {
        if let name = try message.validText(from: attribute.start, to: attribute.end) {
            ifname = name
        } else {
            let bytes = try message.rawText(from: attribute.start, to: attribute.end)
            ifname = escapedText(bytes)
            ifnameBytes = bytes
        }
    }

    /// IFLA_PROP_LIST, since Linux 5.5: so far it holds alternative names only.
    private mutating func readProperties(_ message: RawSpan, _ list: Attribute) throws(WireError) {
        var attributes = try Attributes(inside: list)
        while let attribute = try attributes.next(in: message) {
            if attribute.type == IFLA_ALT_IFNAME { altnames.append(try message.text(attribute)) }
        }
    }

    /// IFLA_AF_SPEC: an attribute per address family, numbered AF_*.
    private mutating func readFamilies(_ message: RawSpan, _ families: Attribute) throws(WireError) {
        var attributes = try Attributes(inside: families)
        while let attribute = try attributes.next(in: message) {
            switch Int32(attribute.type) {
            case AF_INET: inet = try InetConf(message, attribute)
            case AF_INET6: inet6 = try Inet6Conf(message, attribute)
            default: break
            }
        }
    }

    /// Known, and of no use to a diagnosis: not worth a place in `unknownAttributes`.
    private static func isPassedOver(_ type: Int) -> Bool {
        switch type {
        case IFLA_STATS, IFLA_MAP, IFLA_LINKMODE, IFLA_NUM_TX_QUEUES, IFLA_NUM_RX_QUEUES, IFLA_GSO_MAX_SEGS,
            IFLA_GSO_MAX_SIZE, NSD_IFLA_GRO_MAX_SIZE, NSD_IFLA_TSO_MAX_SIZE, NSD_IFLA_TSO_MAX_SEGS, IFLA_PAD,
            IFLA_CARRIER_UP_COUNT, IFLA_CARRIER_DOWN_COUNT, IFLA_EVENT, IFLA_EXT_MASK, IFLA_NUM_VF,
            IFLA_VFINFO_LIST, IFLA_PHYS_PORT_ID, IFLA_PHYS_PORT_NAME, IFLA_PHYS_SWITCH_ID, NSD_IFLA_PARENT_DEV_NAME,
            NSD_IFLA_PARENT_DEV_BUS_NAME, IFLA_TARGET_NETNSID, IFLA_NEW_NETNSID, IFLA_NEW_IFINDEX,
            IFLA_PROTINFO, IFLA_WEIGHT, IFLA_COST, IFLA_PRIORITY, IFLA_PROTO_DOWN_REASON, IFLA_VF_PORTS,
            IFLA_PORT_SELF, IFLA_WIRELESS, NSD_IFLA_DEVLINK_PORT, NSD_IFLA_GSO_IPV4_MAX_SIZE,
            NSD_IFLA_GRO_IPV4_MAX_SIZE, NSD_IFLA_DPLL_PIN, NSD_IFLA_MAX_PACING_OFFLOAD_HORIZON,
            NSD_IFLA_NETNS_IMMUTABLE, NSD_IFLA_HEADROOM, NSD_IFLA_TAILROOM:
            true
        default: false
        }
    }
}
