import CLinux
import NetworkModel

/// What a link counts, of a message that says much more.
public struct LinkCounters: Sendable {
    public var ifindex: Int
    /// One for each field.
    public var values: [UInt64]

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
        var attributes = Attributes(in: message, after: MemoryLayout<ifinfomsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_STATS64:
                for place in 0..<min(attribute.count / 8, Self.names.count) {
                    values[place] = try message.native(UInt64.self, at: attribute.start + place * 8)
                }
            case IFLA_CARRIER_CHANGES: values[Self.names.count] = UInt64(try message.u32(attribute))
            default: break
            }
        }
    }
}
