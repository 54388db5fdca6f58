import NetworkModel

/// The connections that conntrack would have made of the packets traced so far, by namespace and zone.
public struct LearnedConnections {
    private struct TableKey: Hashable {
        var netns: NetnsID
        var zone: UInt16
    }

    private var tables: [TableKey: [Connection]] = [:]

    /// None yet.
    public init() {}

    /// Takes over the tables of another that are not here yet.
    public mutating func absorb(_ other: LearnedConnections) {
        for (key, connections) in other.tables where tables[key] == nil { tables[key] = connections }
    }

    /// The entry that a tuple belongs to, and the direction it then travels.
    public func connection(_ tuple: Connection.Tuple, zone: UInt16, in netns: NetnsID) -> (
        Connection, Connection.Direction
    )? {
        for connection in tables[TableKey(netns: netns, zone: zone)] ?? [] {
            if connection.original == tuple { return (connection, .original) }
            if connection.reply == tuple { return (connection, .reply) }
        }
        return nil
    }

    /// Writes an entry down; the one of the same original tuple is replaced.
    public mutating func record(_ connection: Connection, in netns: NetnsID) {
        let key = TableKey(netns: netns, zone: connection.zone)
        tables[key, default: []].removeAll { $0.original == connection.original }
        tables[key, default: []].append(connection)
    }
}
