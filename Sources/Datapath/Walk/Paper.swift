import Addresses
import NetworkModel
import Topology

/// What the kernels on the way would have learned from the packets that were walked so far.
struct Paper {
    private struct NeighborKey: Hashable {
        var link: LinkRef
        var address: IPAddress
    }

    private struct StationKey: Hashable {
        var bridge: LinkRef
        var vlan: UInt16?
        var mac: LinkLayerAddress
    }

    private struct TableKey: Hashable {
        var netns: NetnsID
        var zone: UInt16
    }

    private var neighbors: [NeighborKey: LinkLayerAddress] = [:]
    private var ports: [StationKey: LinkRef] = [:]
    private var tables: [TableKey: [Connection]] = [:]
    /// A VXLAN device's learned far ends.
    private var remotes: [StationKey: IPAddress] = [:]

    // MARK: Neighbours

    func neighbor(_ link: LinkRef, _ address: IPAddress) -> LinkLayerAddress? {
        neighbors[NeighborKey(link: link, address: address)]
    }

    mutating func learn(_ address: IPAddress, on link: LinkRef, is mac: LinkLayerAddress) {
        neighbors[NeighborKey(link: link, address: address)] = mac
    }

    // MARK: Bridges and tunnels

    func port(of mac: LinkLayerAddress, vlan: UInt16?, on bridge: LinkRef) -> LinkRef? {
        ports[StationKey(bridge: bridge, vlan: vlan, mac: mac)]
    }

    mutating func learn(_ mac: LinkLayerAddress, vlan: UInt16?, on bridge: LinkRef, behind port: LinkRef) {
        ports[StationKey(bridge: bridge, vlan: vlan, mac: mac)] = port
    }

    func remote(of mac: LinkLayerAddress, on tunnel: LinkRef) -> IPAddress? {
        remotes[StationKey(bridge: tunnel, vlan: nil, mac: mac)]
    }

    mutating func learn(_ mac: LinkLayerAddress, on tunnel: LinkRef, behind remote: IPAddress) {
        remotes[StationKey(bridge: tunnel, vlan: nil, mac: mac)] = remote
    }

    /// Takes over what another copy of the same frame taught.
    mutating func absorb(_ other: Paper) {
        neighbors.merge(other.neighbors) { _, new in new }
        ports.merge(other.ports) { _, new in new }
        remotes.merge(other.remotes) { _, new in new }
        for (key, connections) in other.tables where tables[key] == nil { tables[key] = connections }
    }

    // MARK: Connections

    /// The entry that a tuple belongs to, and the direction it then travels.
    func connection(_ tuple: Connection.Tuple, zone: UInt16, in netns: NetnsID) -> (Connection, Connection.Direction)? {
        for connection in tables[TableKey(netns: netns, zone: zone)] ?? [] {
            if connection.original == tuple { return (connection, .original) }
            if connection.reply == tuple { return (connection, .reply) }
        }
        return nil
    }

    /// Writes an entry down; the one of the same original tuple is replaced.
    mutating func record(_ connection: Connection, in netns: NetnsID) {
        let key = TableKey(netns: netns, zone: connection.zone)
        tables[key, default: []].removeAll { $0.original == connection.original }
        tables[key, default: []].append(connection)
    }
}
