import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

/// What a bridge knows of a hardware address.
struct StationEntry {
    /// Nil for the bridge itself.
    var port: LinkRef?
    /// BR_FDB_LOCAL: the bridge's own address, or one of its ports'.
    var isLocal = false
    var isSticky = false
    var isLearnedNow = false
}

extension PacketTracer {
    func fdbEntry(_ site: BridgeSite, _ mac: LinkLayerAddress, _ flight: PacketInFlight) throws(NotKnown)
        -> StationEntry?
    {
        if let port = flight.learned.port(of: mac, vlan: flight.vlanKey(site), on: site.ref) {
            return StationEntry(port: port, isLearnedNow: true)
        }
        let found: FDBEntry?
        if site.filtersVLANs {
            let rows = try known(query.fdb(site.ref.netns), "fdb") ?? []
            found = rows.first {
                $0.mac == mac && $0.master == site.ref.ifindex && $0.vlan == flight.packet.vlan.map(Int.init)
            }
        } else {
            found = try known(query.fdbEntry(site.ref, mac), "fdb \(mac)")
        }
        guard let entry = found else { return nil }
        // NUD_PERMANENT is what the kernel reports for local entries, NUD_NOARP for static ones.
        let isLocal = entry.state.contains(.permanent)
        return StationEntry(
            port: isLocal ? nil : LinkRef(site.ref.netns, entry.ifindex), isLocal: isLocal,
            isSticky: entry.flags & 0x40 != 0)
    }
}
