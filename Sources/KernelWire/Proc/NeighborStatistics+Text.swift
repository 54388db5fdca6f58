import NetworkModel

extension NeighborStatistics {
    /// neigh_stat_seq_show of net/core/neighbour.c: a line of names, then one for each processor, all in hexadecimal. The
    /// first column is the same in each. Kernels before 4.14 have no `table_fulls`.
    public static func listing(_ bytes: [UInt8]) -> [NeighborStatistics] {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
        guard let names = lines.first, let entries = names.firstIndex(of: "entries"),
            let fulls = names.firstIndex(of: "table_fulls")
        else { return [] }
        let rows = lines.dropFirst().filter { $0.count == names.count }
        guard let count = rows.first.flatMap({ UInt32($0[entries], radix: 16) }) else { return [] }
        return [
            NeighborStatistics(
                entries: count, tableFulls: rows.reduce(0) { $0 &+ (UInt64($1[fulls], radix: 16) ?? 0) })
        ]
    }
}
