import Addresses
import NetworkModel

extension SmallNetwork {
    /// `ip link set BRIDGE type bridge vlan_filtering 1`
    public mutating func filtersVLANs(_ bridge: String, _ isOn: Bool = true, in name: String) {
        change(bridge, in: name) { link in
            guard case .bridge(var info) = link.info else { return }
            (info.vlanFiltering, info.vlanProtocol, info.vlanDefaultPvid) = (isOn, 0x8100, 1)
            link.info = .bridge(info)
        }
        if self[name].bridgeVlans == nil { self[name].bridgeVlans = .known([:]) }
    }

    /// The VLANs of a port, or of a bridge itself, which then takes frames for its hardware address in them.
    public mutating func vlans(_ vlans: [BridgeVLAN], of ifname: String, on bridge: String, in name: String) {
        guard let link = self[name].links.rows.first(where: { $0.ifname == ifname }), let mac = link.address else {
            return
        }
        let master = ifindex(bridge, in: name)
        var known = self[name].bridgeVlans?.value ?? [:]
        known[link.ifindex] = vlans
        self[name].bridgeVlans = .known(known)
        self[name].fdb.rows.removeAll { $0.ifindex == link.ifindex && $0.vlan != nil }
        for vlan in vlans.flatMap({ $0.first...$0.last }) {
            var entry = FDBEntry(mac: mac, ifindex: link.ifindex, master: master, state: .permanent)
            entry.vlan = vlan
            self[name].fdb.rows.append(entry)
        }
    }

    /// `ip link add link LOWER name LOWER.ID type vlan id ID`, with the hardware address of what is below.
    public mutating func vlan(_ id: Int, of lower: String, in name: String) {
        guard let below = self[name].links.rows.first(where: { $0.ifname == lower }) else { return }
        card("\(lower).\(id)", in: name)
        change("\(lower).\(id)", in: name) { link in
            (link.infoKind, link.info, link.linkIndex) = ("vlan", .vlan(id: id, protocol: 0x8100), below.ifindex)
            link.address = below.address
        }
    }
}

extension BridgeVLAN {
    /// Of an access port: without a tag, both ways.
    public static func access(_ id: Int) -> BridgeVLAN { BridgeVLAN(first: id, last: id, pvid: true, untagged: true) }
    /// Of a trunk: with the tag.
    public static func trunk(_ id: Int) -> BridgeVLAN { BridgeVLAN(first: id, last: id, pvid: false, untagged: false) }
}
