import Addresses
import NetworkModel

/// The namespace's devices as routing asks for them.
struct Devices {
    /// LOOPBACK_IFINDEX: the first device of every namespace, and the `iif` of what the namespace sends itself.
    static let loopback = 1

    let byIndex: [Int: Link]
    private let byName: [String: Int]
    private let table: Table<Link>
    private let mayHaveVRF: Bool

    init(_ namespace: Namespace) {
        table = namespace.links
        byIndex = Dictionary(namespace.links.rows.map { ($0.ifindex, $0) }, uniquingKeysWith: { first, _ in first })
        byName = Dictionary(namespace.links.rows.map { ($0.ifname, $0.ifindex) }, uniquingKeysWith: { first, _ in first })
        // The kernel adds the l3mdev rule with the first VRF (vrf_add_fib_rules).
        mayHaveVRF = !namespace.rules.isComplete || namespace.rules.rows.contains(where: \.l3mdev)
    }

    /// Why an unlisted device may exist all the same.
    var gap: String? { table.gap.map { "links: \($0)" } }

    /// Nil: there is no such device.
    func link(_ ifindex: Int) throws(Unseen) -> Link? {
        if let link = byIndex[ifindex] { return link }
        guard let gap, !table.asked.contains(Table<Link>.key(ifindex)) else { return nil }
        throw Unseen("device \(ifindex) not seen (\(gap))")
    }

    /// The link if it was seen, for questions where a missing one changes nothing.
    func seen(_ ifindex: Int) -> Link? { byIndex[ifindex] }

    /// The device a rule names. Nil: none has that name, `[detached]` in `ip rule`.
    func ifindex(named name: String) throws(Unseen) -> Int? {
        if name == "lo" { return Self.loopback }
        if let ifindex = byName[name] { return ifindex }
        guard let gap, !table.asked.contains(Table<Link>.key(name: name)) else { return nil }
        throw Unseen("device \(name) not seen (\(gap))")
    }

    /// Whether the device numbered `ifindex` is the one a rule names; spares looking for the name where it can.
    func isNamed(_ name: String, _ ifindex: Int) throws(Unseen) -> Bool {
        if name == "lo" || ifindex == Self.loopback { return name == "lo" && ifindex == Self.loopback }
        if let link = byIndex[ifindex] { return link.ifname == name }
        return try self.ifindex(named: name) == ifindex
    }

    func isVRF(_ ifindex: Int) throws(Unseen) -> Bool {
        guard mayHaveVRF else { return byIndex[ifindex]?.infoKind == "vrf" }
        return try link(ifindex)?.infoKind == "vrf"
    }

    /// l3mdev_master_ifindex_rcu: a VRF itself, or the VRF that a device is enslaved to. Nil: none.
    func l3Master(of ifindex: Int) throws(Unseen) -> Int? {
        guard mayHaveVRF || byIndex[ifindex] != nil else { return nil }
        guard let link = try link(ifindex) else { return nil }
        if link.infoKind == "vrf" { return ifindex }
        guard let master = link.master else { return nil }
        if let kind = link.infoSlaveKind { return kind == "vrf" ? master : nil }
        return try isVRF(master) ? master : nil
    }

    var vrfTables: [UInt32] {
        byIndex.values.compactMap { if case .vrf(let table) = $0.info { table } else { nil } }
    }

    /// The table of a VRF device.
    func vrfTable(_ ifindex: Int) throws(Unseen) -> UInt32? {
        guard let link = try link(ifindex), link.infoKind == "vrf" else { return nil }
        guard case .vrf(let table) = link.info else { throw Unseen("the table of VRF \(link.ifname) was not read") }
        return table
    }
}
