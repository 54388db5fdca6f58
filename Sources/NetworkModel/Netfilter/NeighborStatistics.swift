/// What the kernel counts of all neighbours of one family, in all namespaces: /proc/net/stat/arp_cache, ndisc_cache.
public struct NeighborStatistics: Hashable, Sendable, Codable {
    /// Entries now.
    public var entries: UInt32
    /// How often there was no room for another, on all processors.
    public var tableFulls: UInt64

    public init(entries: UInt32, tableFulls: UInt64) {
        self.entries = entries
        self.tableFulls = tableFulls
    }
}
