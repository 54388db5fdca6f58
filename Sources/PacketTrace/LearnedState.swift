import Addresses
import Netfilter
import NetworkModel
import SnapshotQuery

/// What the kernels on the way would have learned from the packets that were traced so far.
struct LearnedState {
    private struct NeighborKey: Hashable {
        var link: LinkRef
        var address: IPAddress
    }

    private struct StationKey: Hashable {
        var bridge: LinkRef
        var vlan: UInt16?
        var mac: LinkLayerAddress
    }

    private var neighbors: [NeighborKey: LinkLayerAddress] = [:]
    private var ports: [StationKey: LinkRef] = [:]
    var connections = LearnedConnections()
    /// A VXLAN device's learned far ends.
    private var remotes: [StationKey: IPAddress] = [:]

    private struct PeerKey: Hashable {
        var device: LinkRef
        var key: String
    }

    /// Where valid packets of WireGuard's peers came from.
    private var endpoints: [PeerKey: WireGuardEndpoint] = [:]

    /// What IPVS has taken to servers.
    var services: Set<LearnedService> = []

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

    // MARK: WireGuard

    func endpoint(of key: String, on device: LinkRef) -> WireGuardEndpoint? {
        endpoints[PeerKey(device: device, key: key)]
    }

    mutating func learn(_ endpoint: WireGuardEndpoint, of key: String, on device: LinkRef) {
        endpoints[PeerKey(device: device, key: key)] = endpoint
    }

    /// Takes over what another copy of the same frame taught.
    mutating func absorb(_ other: LearnedState) {
        neighbors.merge(other.neighbors) { _, new in new }
        ports.merge(other.ports) { _, new in new }
        remotes.merge(other.remotes) { _, new in new }
        endpoints.merge(other.endpoints) { _, new in new }
        connections.absorb(other.connections)
        services.formUnion(other.services)
    }
}
