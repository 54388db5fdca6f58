import Addresses
import NetworkModel
import SnapshotQuery
import Topology

extension Scratch {
    /// `ip link set [dev] NAME up | mtu N | master NAME | address MAC`
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
                guard let bridge = self.ifindex(words.take(), in: id) else { return false }
                enslave(ref, to: bridge)
            case "address":
                guard let mac = words.take().flatMap({ LinkLayerAddress($0) }) else { return false }
                change(ref) { $0.address = mac }
            default: return false
            }
        }
        return true
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
    private mutating func forward(_ ref: LinkRef) {
        guard let link = link(ref), let bridge = link.master, link.isUp, link.hasCarrier,
            self.link(LinkRef(ref.netns, bridge))?.isUp == true
        else { return }
        change(ref) { $0.port?.state = .forwarding }
    }

    private mutating func enslave(_ ref: LinkRef, to bridge: Int) {
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
        forward(ref)
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

    /// `bridge fdb add|append|replace MAC dev NAME dst ADDRESS`, `bridge link set dev NAME hairpin on …`
    mutating func bridge(_ words: inout Words, in id: NetnsID) -> Bool {
        if words.take("fdb") {
            guard let verb = words.take(), ["add", "append", "replace"].contains(verb),
                let mac = words.take().flatMap({ LinkLayerAddress($0) }),
                let ifindex = ifindex(words.value("dev"), in: id),
                let dst = words.value("dst").flatMap({ IPAddress($0) })
            else { return false }
            for word in ["self", "permanent", "static"] { _ = words.flag(word) }
            guard words.isEmpty else { return false }
            change(id) { namespace in
                if verb == "replace" { namespace.fdb.rows.removeAll { $0.mac == mac && $0.ifindex == ifindex } }
                namespace.fdb.rows.append(
                    FDBEntry(mac: mac, ifindex: ifindex, state: .permanent, flags: 0x02, dst: dst))
            }
            return true
        }
        guard words.take("link"), words.take("set"), let ifindex = ifindex(words.value("dev"), in: id) else {
            return false
        }
        let ref = LinkRef(id, ifindex)
        while let setting = words.take() {
            guard let value = words.take() else { return false }
            switch (setting, value) {
            case ("isolated", "on"), ("isolated", "off"): change(ref) { $0.port?.isolated = value == "on" }
            case ("hairpin", "on"), ("hairpin", "off"): change(ref) { $0.port?.hairpin = value == "on" }
            case ("learning", "on"), ("learning", "off"): change(ref) { $0.port?.learning = value == "on" }
            case ("state", "3"), ("state", "forwarding"): change(ref) { $0.port?.state = .forwarding }
            default: return false
            }
        }
        return true
    }
}
