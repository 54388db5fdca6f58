import NetworkModel
import SnapshotQuery
import Topology

// Links that become ports of a bridge, and ports that cease to be.

extension Scratch {
    /// br_add_if. False where the kernel would refuse, and for masters that are no bridges.
    mutating func enslave(_ ref: LinkRef, to bridge: Int) -> Bool {
        guard let link = link(ref), let master = self.link(LinkRef(ref.netns, bridge)), master.infoKind == "bridge",
            canBePort(link), SnapshotQuery(snapshot).riders(on: ref).isEmpty
        else { return false }
        if link.master == bridge { return true }
        release(ref)
        change(ref) { link in
            link.master = bridge
            link.infoSlaveKind = "bridge"
            // BR_DEFAULT (net/bridge/br_if.c): learns and floods.
            var port = BridgePort()
            port.state = .disabled
            (port.learning, port.flood, port.mcastFlood, port.bcastFlood) = (true, true, true, true)
            (port.hairpin, port.isolated, port.locked) = (false, false, false)
            link.port = port
        }
        change(ref.netns) { namespace in
            if let ports = namespace.portLists[bridge] {
                namespace.portLists[bridge] = (ports + [ref.ifindex]).sorted()
            }
        }
        addOwnEntry(of: ref, bridge, vlan: nil)
        // nbp_vlan_init, also as long as the bridge does not filter.
        if case .bridge(let info) = master.info, let pvid = info.vlanDefaultPvid.map(Int.init), pvid > 0 {
            joinVLAN(BridgeVLAN(first: pvid, last: pvid, pvid: true, untagged: true), ref, bridge)
        }
        forward(ref)
        return true
    }

    /// br_del_if: what the bridge knew of the port goes with it.
    mutating func release(_ ref: LinkRef) {
        guard let bridge = link(ref)?.master else { return }
        change(ref) { ($0.master, $0.infoSlaveKind, $0.port) = (nil, nil, nil) }
        change(ref.netns) { namespace in
            namespace.portLists[bridge]?.removeAll { $0 == ref.ifindex }
            namespace.fdb.rows.removeAll { $0.ifindex == ref.ifindex && $0.master == bridge }
        }
        changeVLANs(of: ref) { $0 = [] }
    }

    /// Ethernet, and no bridge.
    private func canBePort(_ link: Link) -> Bool {
        link.linkType == 1 && !link.isLoopback && link.infoKind != "bridge"
    }
}
