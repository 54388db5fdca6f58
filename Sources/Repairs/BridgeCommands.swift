import Addresses
import NetworkModel
import SnapshotQuery

extension Scratch {
    /// `bridge fdb add|append|replace MAC dev NAME dst ADDRESS`, `bridge link set dev NAME hairpin on …`,
    /// `bridge vlan add|del dev NAME vid N`
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
        if words.take("vlan") { return vlan(&words, in: id) }
        guard words.take("link"), words.take("set"), let ifindex = ifindex(words.value("dev"), in: id) else {
            return false
        }
        let ref = LinkRef(id, ifindex)
        while let setting = words.take() {
            guard let value = words.take() else { return false }
            switch (setting, value) {
            case ("isolated", "on"), ("isolated", "off"): change(ref) { $0.port?.isolated = value == "on" }
            case ("hairpin", "on"), ("hairpin", "off"): change(ref) { $0.port?.hairpin = value == "on" }
            case ("flood", "on"), ("flood", "off"): change(ref) { $0.port?.flood = value == "on" }
            case ("mcast_flood", "on"), ("mcast_flood", "off"): change(ref) { $0.port?.mcastFlood = value == "on" }
            case ("bcast_flood", "on"), ("bcast_flood", "off"): change(ref) { $0.port?.bcastFlood = value == "on" }
            case ("locked", "on"), ("locked", "off"): change(ref) { $0.port?.locked = value == "on" }
            case ("learning", "on"), ("learning", "off"): change(ref) { $0.port?.learning = value == "on" }
            case ("state", "3"), ("state", "forwarding"): change(ref) { $0.port?.state = .forwarding }
            default: return false
            }
        }
        return true
    }
}
