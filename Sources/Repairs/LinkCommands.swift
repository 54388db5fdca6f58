import Addresses
import NetworkModel
import SnapshotQuery
import Topology

extension Scratch {
    /// `ip link set [dev] NAME up | down | mtu N | master NAME | nomaster | address MAC | arp on | promisc off | xdp off`,
    /// `… type bridge stp_state 0 | forward_delay N`, `… type macvlan mode bridge`, `… type ipvlan mode MODE bridge`, `… type vxlan local ADDRESS`
    mutating func link(_ words: inout Words, in id: NetnsID) -> Bool {
        guard words.take("set") else { return false }
        _ = words.take("dev")
        guard let ifindex = ifindex(words.take(), in: id) else { return false }
        let ref = LinkRef(id, ifindex)
        while let word = words.take() {
            switch word {
            case "up": setUp(ref)
            case "mtu":
                guard let mtu = words.take().flatMap({ Int($0) }), mtu > 0 else { return false }
                change(ref) { $0.mtu = mtu }
            case "master":
                guard let bridge = self.ifindex(words.take(), in: id), enslave(ref, to: bridge) else { return false }
            case "down": setDown(ref)
            case "nomaster": release(ref)
            case "arp", "promisc":
                guard let isOn = words.takeSwitch() else { return false }
                let flag: LinkFlags = word == "arp" ? .noARP : .promisc
                // A link without ARP has the flag.
                change(ref) { if isOn == (word == "arp") { $0.flags.remove(flag) } else { $0.flags.insert(flag) } }
            case "xdp":
                guard words.take("off") else { return false }
                change(ref) { $0.xdp = nil }
            case "type":
                guard kind(&words, of: ref) else { return false }
            case "address":
                guard let mac = words.take().flatMap({ LinkLayerAddress($0) }) else { return false }
                change(ref) { $0.address = mac }
            default: return false
            }
        }
        return true
    }

    /// Mode and flags belong to the device below (ipvlan_set_port_mode).
    private mutating func ipvlan(_ words: inout Words, of ref: LinkRef) -> Bool {
        guard words.take("mode"), let name = words.take(), let mode = ["l2", "l3", "l3s"].firstIndex(of: name),
            words.take("bridge"), let link = link(ref),
            let below = SnapshotQuery(snapshot).lower(of: ref, link)?.to
        else { return false }
        for rider in SnapshotQuery(snapshot).riders(on: below) {
            change(rider) { $0.info = .ipvlan(mode: UInt16(mode), flags: 0) }
        }
        return true
    }

    private mutating func kind(_ words: inout Words, of ref: LinkRef) -> Bool {
        if words.take("bridge") {
            // Without STP ports forward at once (br_stp_stop).
            if words.take("stp_state"), words.take("0") {
                for port in snapshot.namespaces[ref.netns]?.links.rows ?? [] where port.master == ref.ifindex {
                    forward(LinkRef(ref.netns, port.ifindex))
                }
                return true
            }
            return words.take("forward_delay") && words.take() != nil
        }
        if words.take("vxlan") { return vxlan(&words, of: ref) }
        if words.take("ipvlan") { return ipvlan(&words, of: ref) }
        // MACVLAN_MODE_BRIDGE of linux/if_link.h.
        guard words.take("macvlan"), words.take("mode"), words.take("bridge") else { return false }
        change(ref) { $0.info = .macvlan(mode: 4) }
        return true
    }

    /// vxlan_changelink: `local ADDRESS`, `remote ADDRESS`. The port of a device that is there cannot be changed, nor the
    /// family of its addresses.
    private mutating func vxlan(_ words: inout Words, of ref: LinkRef) -> Bool {
        guard case .vxlan(var info)? = link(ref)?.info, !info.collectMetadata, !words.isEmpty else { return false }
        while let option = words.take() {
            guard let address = words.take().flatMap({ IPAddress($0) }), !address.isMulticast, !address.isUnspecified,
                [info.local, info.group].allSatisfy({ $0 == nil || $0?.family == address.family })
            else { return false }
            switch option {
            case "local": info.local = address
            case "remote":
                setRemote(address, of: ref)
                info.group = address
            default: return false
            }
        }
        change(ref) { $0.info = .vxlan(info) }
        return true
    }

    /// The far end of a device's own stands in its table as the one for all that is in no other entry.
    private mutating func setRemote(_ remote: IPAddress, of ref: LinkRef) {
        guard case .vxlan(let info)? = link(ref)?.info, let zero = LinkLayerAddress("00:00:00:00:00:00") else { return }
        change(ref.netns) { namespace in
            guard namespace.fdb.isComplete || !namespace.fdb.rows.isEmpty else { return }
            namespace.fdb.rows.removeAll { $0.ifindex == ref.ifindex && $0.mac.isZero && $0.dst == info.group }
            namespace.fdb.rows.append(
                FDBEntry(mac: zero, ifindex: ref.ifindex, state: .permanent, flags: 0x02, dst: remote))
        }
    }

    /// dev_close: routes by the link go with it, and its other end loses the carrier.
    private mutating func setDown(_ ref: LinkRef) {
        change(ref) { link in
            link.flags.subtract([.up, .running, .lowerUp])
            link.operstate = .down
        }
        change(ref.netns) { namespace in
            for table in [\Namespace.routes, \.routes6] {
                namespace[keyPath: table].rows.removeAll { route in
                    route.type != .local && route.nexthops.contains { $0.ifindex == ref.ifindex }
                }
            }
            namespace.neighbors.rows.removeAll { $0.ifindex == ref.ifindex }
        }
        guard let link = link(ref), link.isPair, let far = SnapshotQuery(snapshot).peer(of: ref, link)?.to else {
            return
        }
        change(far) { link in
            link.flags.subtract([.running, .lowerUp])
            if link.operstate == .up { link.operstate = .down }
        }
    }

    private mutating func setUp(_ ref: LinkRef) {
        change(ref) { $0.flags.insert(.up) }
        guard let link = link(ref) else { return }
        if link.isLoopback { addLoopback(ref) }
        // Both ends of a pair have a carrier as soon as both are up.
        if link.isPair {
            guard let far = SnapshotQuery(snapshot).peer(of: ref, link)?.to, self.link(far)?.isUp == true else {
                return
            }
            for end in [ref, far] { gainCarrier(end) }
        } else {
            gainCarrier(ref)
            for port in snapshot.namespaces[ref.netns]?.links.rows ?? [] where port.master == ref.ifindex {
                forward(LinkRef(ref.netns, port.ifindex))
            }
        }
    }

    private mutating func gainCarrier(_ ref: LinkRef) {
        change(ref) { link in
            link.flags.formUnion([.running, .lowerUp])
            if link.operstate != .unknown { link.operstate = .up }
        }
        change(ref.netns) { namespace in
            for table in [\Namespace.routes, \.routes6] {
                for row in namespace[keyPath: table].rows.indices {
                    for hop in namespace[keyPath: table].rows[row].nexthops.indices
                    where namespace[keyPath: table].rows[row].nexthops[hop].ifindex == ref.ifindex {
                        namespace[keyPath: table].rows[row].nexthops[hop].flags.subtract([.dead, .linkdown])
                    }
                }
            }
        }
        for address in snapshot.namespaces[ref.netns]?.addresses(on: ref.ifindex) ?? [] { connect(address, ref.netns) }
        forward(ref)
    }

    /// A bridge port that is up, on a bridge that is up.
    mutating func forward(_ ref: LinkRef) {
        guard let link = link(ref), let bridge = link.master, link.isUp, link.hasCarrier,
            self.link(LinkRef(ref.netns, bridge))?.isUp == true
        else { return }
        change(ref) { $0.port?.state = .forwarding }
    }

    /// inetdev_event and addrconf_notify give `lo` its addresses when it comes up.
    private mutating func addLoopback(_ ref: LinkRef) {
        change(ref) { $0.flags.formUnion([.running, .lowerUp]) }
        for text in ["127.0.0.1/8", "::1/128"] {
            guard let local = IPPrefix(text) else { continue }
            if snapshot.namespaces[ref.netns]?.addresses.rows.contains(where: { $0.address == local.address }) == false
            {
                add(Address(ifindex: ref.ifindex, local: local, flags: .permanent, scope: 254), to: ref.netns)
            }
        }
    }
}
