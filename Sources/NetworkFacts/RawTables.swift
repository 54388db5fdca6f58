import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery

/// Rows of the kernel's tables, of the namespaces asked about and of their routers.
enum RawTables {
    /// A list of all rows. A table that could not be read is an unknown in it, which may stand for any number of rows;
    /// where none could be read there is no list at all.
    ///
    /// - Parameters:
    ///   - name: what the reason begins with: `routes`.
    ///   - read: the tables of one namespace; an absent one has no rows.
    static func list<Row>(
        _ name: String, _ analysis: TargetAnalysis, _ read: (NetnsID) -> [Observed<[Row]>],
        value: (NetnsID, Row) -> CELValue
    ) -> CELValue {
        var values: [CELValue] = []
        var gaps: [Unknown] = []
        for id in analysis.members {
            for table in read(id) {
                switch table {
                case .known(let rows): values += rows.map { value(id, $0) }
                case .absent: break
                case .unknown(let reason):
                    let place = NetnsView(analysis: analysis, id: id).label
                    gaps.append(Unknown("\(name) of \(place): \(reason)"))
                }
            }
        }
        if values.isEmpty, let first = gaps.first {
            return .unknown(gaps.dropFirst().reduce(first) { $0.merged(with: $1) })
        }
        return .list(values + gaps.map { .unknown($0) })
    }
}

/// A row of a table, and the namespace that it was read in.
struct RowView<Row: Sendable>: Sendable {
    let analysis: TargetAnalysis
    let id: NetnsID
    let row: Row

    var netns: CELValue { FactTables.netns.value(NetnsView(analysis: analysis, id: id)) }

    /// The name of a device by its number; nil for none.
    func ifname(_ ifindex: Int?) -> CELValue? {
        guard let ifindex else { return nil }
        return CELValue.observed(analysis.query.link(id, ifindex)) { .string($0.ifname) }
    }
}
