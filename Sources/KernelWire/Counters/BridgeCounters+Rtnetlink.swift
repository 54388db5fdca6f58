import CLinux
import NetworkModel

/// What a bridge, or a port of one, counts beside what every link does: RTM_GETSTATS.
public struct BridgeCounters: Sendable {
    /// One for each field; nil where the kernel told none.
    public var values: [UInt64]?
    /// Of each VLAN, by its number: values for `vlanFields`.
    public var vlans: [(vid: Int, values: [UInt64])] = []

    /// struct br_mcast_stats in its order, of which each pair is what came in and what went out (BR_MCAST_DIR_RX, _TX), then
    /// struct bridge_stp_xstats, which ports have (br_fill_linkxstats).
    public static let fields: [CounterField] = (multicastNames + stpNames).map { CounterField($0) }

    /// struct bridge_vlan_xstats in its order, without the number that follows.
    public static let vlanFields: [CounterField] =
        ["rx_bytes", "rx_packets", "tx_bytes", "tx_packets"].map { CounterField($0) }

    private static let multicastNames: [String] =
        pairs([
            "igmp_v1queries", "igmp_v2queries", "igmp_v3queries", "igmp_leaves", "igmp_v1reports", "igmp_v2reports",
            "igmp_v3reports",
        ]) + ["igmp_parse_errors"]
        + pairs(["mld_v1queries", "mld_v2queries", "mld_leaves", "mld_v1reports", "mld_v2reports"])
        + ["mld_parse_errors"] + pairs(["mcast_bytes", "mcast_packets"])

    private static let stpNames = ["transition_blk", "transition_fwd", "rx_bpdu", "tx_bpdu", "rx_tcn", "tx_tcn"]

    private static func pairs(_ names: [String]) -> [String] { names.flatMap { ["rx_\($0)", "tx_\($0)"] } }

    /// RTM_NEWSTATS: struct if_stats_msg, IFLA_STATS_LINK_XSTATS or _SLAVE, in it LINK_XSTATS_TYPE_BRIDGE.
    public init(rtnetlink message: RawSpan) throws(WireError) {
        var attributes = Attributes(in: message, after: MemoryLayout<if_stats_msg>.size)
        while let attribute = try attributes.next(in: message) {
            guard attribute.type == IFLA_STATS_LINK_XSTATS || attribute.type == IFLA_STATS_LINK_XSTATS_SLAVE else {
                continue
            }
            var kinds = try Attributes(inside: attribute)
            while let kind = try kinds.next(in: message) {
                if kind.type == LINK_XSTATS_TYPE_BRIDGE { try read(message, kind) }
            }
        }
    }

    private mutating func read(_ message: RawSpan, _ bridge: Attribute) throws(WireError) {
        var parts = try Attributes(inside: bridge)
        while let part = try parts.next(in: message) {
            switch part.type {
            case BRIDGE_XSTATS_VLAN:
                let size = MemoryLayout<bridge_vlan_xstats>.offset(of: \.vid) ?? 32
                guard part.count >= size + 2 else { continue }
                let vid = Int(try message.native(UInt16.self, at: part.start + size))
                let values = try Self.numbers(message, part, Self.vlanFields.count)
                vlans.append((vid, values))
            case BRIDGE_XSTATS_MCAST: try fill(message, part, from: 0, Self.multicastNames.count)
            case BRIDGE_XSTATS_STP: try fill(message, part, from: Self.multicastNames.count, Self.stpNames.count)
            default: break
            }
        }
    }

    private mutating func fill(_ message: RawSpan, _ part: Attribute, from start: Int, _ count: Int) throws(WireError) {
        var all = values ?? [UInt64](repeating: 0, count: Self.fields.count)
        all.replaceSubrange(start..<(start + count), with: try Self.numbers(message, part, count))
        values = all
    }

    /// What an older kernel does not count stays zero.
    private static func numbers(_ message: RawSpan, _ part: Attribute, _ count: Int) throws(WireError) -> [UInt64] {
        var numbers = [UInt64](repeating: 0, count: count)
        for place in 0..<min(count, part.count / 8) {
            numbers[place] = try message.native(UInt64.self, at: part.start + place * 8)
        }
        return numbers
    }
}

extension Request {
    /// RTM_GETSTATS of one link: what it counts as a bridge, or as a port of one.
    public static func getBridgeCounters(ifindex: Int, isPort: Bool) -> [UInt8] {
        var request = RequestBuilder(RTM_GETSTATS, flags: 0)
        var header = if_stats_msg()
        header.ifindex = UInt32(truncatingIfNeeded: ifindex)
        // IFLA_STATS_FILTER_BIT
        header.filter_mask = 1 << UInt32((isPort ? IFLA_STATS_LINK_XSTATS_SLAVE : IFLA_STATS_LINK_XSTATS) - 1)
        request.append(header)
        return request.bytes
    }
}
