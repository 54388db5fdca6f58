import Addresses
import CLinux
import NetworkModel

/// What the kernel counts of all neighbours of one family, in all namespaces: `ip -s ntable`.
public struct NeighborTableCounters: Sendable {
    public var family: IPAddress.Family
    /// One for each field.
    public var values: [UInt64]

    /// The entries, then struct ndt_stats in its order.
    public static let fields: [CounterField] =
        [CounterField("entries", .level)]
        + [
            "allocs", "destroys", "hash_grows", "res_failed", "lookups", "hits", "rcv_probes_mcast",
            "rcv_probes_ucast", "periodic_gc_runs", "forced_gc_runs", "table_fulls",
        ].map { CounterField($0) }

    /// RTM_NEWNEIGHTBL; nil for the settings of one link, and for tables of other protocols.
    public init?(rtnetlink message: RawSpan) throws(WireError) {
        let header = try message.header(ndtmsg(), "ndtmsg")
        guard let family = IPAddress.Family(rawValue: header.ndtm_family) else { return nil }
        self.family = family
        values = [UInt64](repeating: 0, count: Self.fields.count)
        var isWhole = false
        var attributes = Attributes(in: message, after: MemoryLayout<ndtmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NDTA_CONFIG: values[0] = UInt64(message.fixed(ndt_config(), attribute).ndtc_entries)
            case NDTA_STATS:
                isWhole = true
                for place in 0..<min(attribute.count / 8, values.count - 1) {
                    values[place + 1] = try message.native(UInt64.self, at: attribute.start + place * 8)
                }
            default: break
            }
        }
        guard isWhole else { return nil }
    }
}

extension Request {
    /// RTM_GETNEIGHTBL: the tables of all families, and the settings of each link of this namespace.
    public static func getNeighborTables() -> [UInt8] {
        var request = RequestBuilder(RTM_GETNEIGHTBL, flags: dump)
        request.append(ndtmsg())
        return request.bytes
    }
}
