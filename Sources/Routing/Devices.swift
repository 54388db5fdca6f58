import Addresses
import NetworkModel

/// The namespace's devices as routing asks for them.
public struct Devices: Sendable {
    /// LOOPBACK_IFINDEX: the first device of every namespace, and the `iif` of what the namespace sends itself.
    public static let loopback = 1

    private let table: Table<Link>
    /// Brief rows say too little: they are as good as not read.
    private let places: [Int: Int]
    private let mayHaveVRF: Bool

    /// - Parameter earlier: taken over where no link was read since.
    init(_ namespace: Namespace, after earlier: Devices?) {
        table = namespace.links
        let known = earlier.flatMap { $0.table.stamp == namespace.links.stamp ? $0.places : nil }
        places = known ?? table.places { $0.isBrief ? nil : $0.ifindex }
        // The kernel adds the l3mdev rule with the first VRF (vrf_add_fib_rules).
        mayHaveVRF = !namespace.rules.isComplete || namespace.rules.rows.contains(where: \.l3mdev)
    }

    /// Why an unlisted device may exist all the same.
    var gap: String? { table.gap.map { "links: \($0)" } }

    /// Nil: there is no such device.
    func link(_ ifindex: Int) throws(NotKnown) -> Link? {
        if let link = seen(ifindex) { return link }
        guard let gap, !table.asked.contains(Table<Link>.key(ifindex)) else { return nil }
        throw NotKnown("device \(ifindex) not seen (\(gap))")
    }

    /// The link if it was seen, for questions where a missing one changes nothing.
    func seen(_ ifindex: Int) -> Link? { places[ifindex].map { table.rows[$0] } }

    /// The device a rule names. Nil: none has that name, `[detached]` in `ip rule`.
    func ifindex(named name: String) throws(NotKnown) -> Int? {
        if name == "lo" { return Self.loopback }
        if let found = table.rows.first(where: { $0.ifname == name }) { return found.ifindex }
        guard let gap, !table.asked.contains(Table<Link>.key(name: name)) else { return nil }
        throw NotKnown("device \(name) not seen (\(gap))")
    }

    /// Whether the device numbered `ifindex` is the one a rule names; spares looking for the name where it can.
    func isNamed(_ name: String, _ ifindex: Int) throws(NotKnown) -> Bool {
        if name == "lo" || ifindex == Self.loopback { return name == "lo" && ifindex == Self.loopback }
        if let place = places[ifindex] { return table.rows[place].ifname == name }
        return try self.ifindex(named: name) == ifindex
    }

    func isVRF(_ ifindex: Int) throws(NotKnown) -> Bool {
        guard mayHaveVRF else { return seen(ifindex)?.infoKind == "vrf" }
        return try link(ifindex)?.infoKind == "vrf"
    }

    /// l3mdev_master_ifindex_rcu: a VRF itself, or the VRF that a device is enslaved to. Nil: none.
    func l3Master(of ifindex: Int) throws(NotKnown) -> Int? {
        guard mayHaveVRF || places[ifindex] != nil else { return nil }
        guard let link = try link(ifindex) else { return nil }
        if link.infoKind == "vrf" { return ifindex }
        guard let master = link.master else { return nil }
        if let kind = link.infoSlaveKind { return kind == "vrf" ? master : nil }
        return try isVRF(master) ? master : nil
    }

    var vrfTables: [UInt32] {
        table.rows.compactMap { if case .vrf(let table) = $0.info { table } else { nil } }
    }

    /// The table of a VRF device.
    func vrfTable(_ ifindex: Int) throws(NotKnown) -> UInt32? {
        guard let link = try link(ifindex), link.infoKind == "vrf" else { return nil }
        guard case .vrf(let table) = link.info else { throw NotKnown("the table of VRF \(link.ifname) was not read") }
        return table
    }
}
