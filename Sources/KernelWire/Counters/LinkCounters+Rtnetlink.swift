import CLinux
import NetworkModel

/// What a link counts, of a message that says much more.
public struct LinkCounters: Sendable {
    public var ifindex: Int
    /// One for each field.
    public var values: [UInt64]
    /// What of a bridge counts more; nil for a link that is none.
    public var bridge: BridgeOptions?
    /// The bridge that it is a port of.
    public var bridgeMaster: Int?

    /// Which of its counters a bridge keeps: without these they stand still.
    public struct BridgeOptions: Hashable, Sendable {
        /// IFLA_BR_VLAN_STATS_ENABLED
        public var vlans = false
        /// IFLA_BR_VLAN_STATS_PER_PORT: without it the numbers of a port's VLAN are those of the bridge's (br_vlan.c).
        public var portVLANs = false
        /// IFLA_BR_MCAST_STATS_ENABLED
        public var multicast = false

        public init() {}
    }

    /// struct rtnl_link_stats64 in its order, by the names of its members, then IFLA_CARRIER_CHANGES.
    public static let fields: [CounterField] =
        names.map { CounterField($0) } + [CounterField("carrier_changes", .narrow)]

    private static let names = [
        "rx_packets", "tx_packets", "rx_bytes", "tx_bytes", "rx_errors", "tx_errors", "rx_dropped", "tx_dropped",
        "multicast", "collisions", "rx_length_errors", "rx_over_errors", "rx_crc_errors", "rx_frame_errors",
        "rx_fifo_errors", "rx_missed_errors", "tx_aborted_errors", "tx_carrier_errors", "tx_fifo_errors",
        "tx_heartbeat_errors", "tx_window_errors", "rx_compressed", "tx_compressed", "rx_nohandler",
        "rx_otherhost_dropped",
    ]

    /// RTM_NEWLINK. What an older kernel does not count stays zero.
    public init(rtnetlink message: RawSpan) throws(WireError) {
        ifindex = Int(try message.header(ifinfomsg(), "ifinfomsg").ifi_index)
        values = [UInt64](repeating: 0, count: Self.fields.count)
        var (master, isPort) = (Int?.none, false)
        var attributes = Attributes(in: message, after: MemoryLayout<ifinfomsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_STATS64:
                for place in 0..<min(attribute.count / 8, Self.names.count) {
                    values[place] = try message.native(UInt64.self, at: attribute.start + place * 8)
                }
            case IFLA_CARRIER_CHANGES: values[Self.names.count] = UInt64(try message.u32(attribute))
            case IFLA_MASTER: master = Int(try message.u32(attribute))
            case IFLA_LINKINFO: isPort = try readKind(message, attribute)
            default: break
            }
        }
        bridgeMaster = isPort ? master : nil
    }

    /// - Returns: whether it is a port of a bridge.
    private mutating func readKind(_ message: RawSpan, _ info: Attribute) throws(WireError) -> Bool {
        var (isBridge, isPort) = (false, false)
        var parts = try Attributes(inside: info)
        while let part = try parts.next(in: message) {
            switch part.type {
            case IFLA_INFO_KIND: isBridge = try message.says("bridge", part)
            case IFLA_INFO_SLAVE_KIND: isPort = try message.says("bridge", part)
            // Behind the kind (rtnl_link_fill).
            case IFLA_INFO_DATA where isBridge: bridge = try BridgeOptions(message, part)
            default: break
            }
        }
        return isPort
    }
}

extension LinkCounters.BridgeOptions {
    fileprivate init(_ message: RawSpan, _ data: Attribute) throws(WireError) {
        self.init()
        var attributes = try Attributes(inside: data)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_BR_VLAN_STATS_ENABLED: vlans = try message.flag(attribute)
            case IFLA_BR_VLAN_STATS_PER_PORT: portVLANs = try message.flag(attribute)
            case IFLA_BR_MCAST_STATS_ENABLED: multicast = try message.flag(attribute)
            default: break
            }
        }
    }
}
