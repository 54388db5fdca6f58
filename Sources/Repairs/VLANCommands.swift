import NetworkModel
import SnapshotQuery

// What bridge ports, and bridges themselves, are in of a bridge's VLANs: net/bridge/br_vlan.c.

extension Scratch {
    /// `bridge vlan add dev NAME vid N [pvid] [untagged] [self | master]`, `bridge vlan del dev NAME vid N [self | master]`
    mutating func vlan(_ words: inout Words, in id: NetnsID) -> Bool {
        guard let verb = words.take(), let ifindex = ifindex(words.value("dev"), in: id),
            let link = link(LinkRef(id, ifindex)), let range = words.value("vid").flatMap(Self.vlanRange),
            case .known? = snapshot.namespaces[id]?.bridgeVlans
        else { return false }
        let (isPvid, isUntagged) = (words.flag("pvid"), words.flag("untagged"))
        // `self` is the bridge's own entry, which it has instead of one as a port.
        let (isSelf, isMaster) = (words.flag("self"), words.flag("master"))
        guard words.isEmpty, !(isSelf && isMaster), isSelf == (link.infoKind == "bridge"),
            !isPvid || range.count == 1, let bridge = isSelf ? ifindex : link.master,
            self.link(LinkRef(id, bridge))?.infoKind == "bridge"
        else { return false }
        let ref = LinkRef(id, ifindex)
        let (first, last) = (range.lowerBound, range.upperBound)
        switch verb {
        case "add":
            joinVLAN(BridgeVLAN(first: first, last: last, pvid: isPvid, untagged: isUntagged), ref, bridge)
        // It is no error where it was in none of them.
        case "del": leaveVLANs(range, ref, bridge)
        default: return false
        }
        return true
    }

    /// `N`, `N-M`
    private static func vlanRange(_ word: String) -> ClosedRange<Int>? {
        let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(ends.count), let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last,
            (1..<4095).contains(first), (1..<4095).contains(last)
        else { return nil }
        return first...last
    }

    /// br_vlan_add, nbp_vlan_add: with the flags that are said, and none of those that it had before. There is one PVID.
    mutating func joinVLAN(_ vlan: BridgeVLAN, _ ref: LinkRef, _ bridge: Int) {
        let range = vlan.first...vlan.last
        changeVLANs(of: ref) { vlans in
            vlans = vlans.flatMap { $0.without(range) }
            if vlan.pvid { for index in vlans.indices { vlans[index].pvid = false } }
            vlans.append(vlan)
            vlans.sort { $0.first < $1.first }
        }
        for number in range { addOwnEntry(of: ref, bridge, vlan: number) }
    }

    private mutating func leaveVLANs(_ range: ClosedRange<Int>, _ ref: LinkRef, _ bridge: Int) {
        changeVLANs(of: ref) { vlans in vlans = vlans.flatMap { $0.without(range) } }
        change(ref.netns) { namespace in
            namespace.fdb.rows.removeAll { entry in
                entry.ifindex == ref.ifindex && entry.master == bridge && entry.vlan.map(range.contains) == true
            }
        }
    }

    mutating func changeVLANs(of ref: LinkRef, _ edit: (inout [BridgeVLAN]) -> Void) {
        guard case .known(var vlans)? = snapshot.namespaces[ref.netns]?.bridgeVlans else { return }
        edit(&vlans[ref.ifindex, default: []])
        change(ref.netns) { $0.bridgeVlans = .known(vlans) }
    }

    /// br_fdb_add_local: the bridge takes what is for a port's own address, and for its own.
    mutating func addOwnEntry(of ref: LinkRef, _ bridge: Int, vlan: Int?) {
        change(ref.netns) { namespace in
            guard let mac = namespace.link(ref.ifindex)?.address else { return }
            // Somebody's entry for the very address gives way (fdb_add_local).
            namespace.fdb.rows.removeAll { $0.master == bridge && $0.mac == mac && $0.vlan == vlan }
            var entry = FDBEntry(mac: mac, ifindex: ref.ifindex, master: bridge, state: .permanent, flags: 0x04)
            entry.vlan = vlan
            namespace.fdb.rows.append(entry)
            namespace.fdb.asked.insert(Table<FDBEntry>.key(bridge, mac))
        }
    }
}

extension BridgeVLAN {
    /// What is left of it.
    fileprivate func without(_ range: ClosedRange<Int>) -> [BridgeVLAN] {
        guard first <= range.upperBound, range.lowerBound <= last else { return [self] }
        var (before, after) = (self, self)
        before.last = range.lowerBound - 1
        after.first = range.upperBound + 1
        return [before, after].filter { $0.first <= $0.last }
    }
}
