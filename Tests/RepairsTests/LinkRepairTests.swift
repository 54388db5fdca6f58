import Addresses
import NetworkModel
import Testing
@testable import Repairs

/// Against what `ip` and `bridge` of iproute2 6.15 did on Linux 6.12.
@Suite("A command about a link tried on paper")
struct LinkRepairTests {
    private let node = NetnsID(inode: 1)
    private let pod = NetnsID(inode: 2)

    /// Bridges br0 (3) with the port p (4) in the VLANs that it began with, and br1 (7); q (5), and vx (6) to 192.0.2.9.
    private func snapshot() throws -> Snapshot {
        var snapshot = Snapshot(tool: "test", startedAt: "", host: Snapshot.Host(name: "n", kernel: "6.12"))
        var host = Namespace(id: node)
        host.isOwn = true
        let remote = try #require(IPAddress("192.0.2.9"))
        var vxlan = VXLANInfo()
        (vxlan.local, vxlan.group, vxlan.port) = (IPAddress("192.0.2.1"), remote, 4789)
        host.links = Table(
            [
                bridge(3, "br0", pvid: 5), try port(4, "p", master: 3), try port(5, "q", master: nil),
                link(6, "vx", "vxlan", .vxlan(vxlan)), bridge(7, "br1", pvid: 0), link(8, "vrf", "vrf", .vrf(table: 9)),
            ], coverage: .complete)
        let zero = try #require(LinkLayerAddress("00:00:00:00:00:00"))
        host.fdb = Table(
            [FDBEntry(mac: zero, ifindex: 6, state: .permanent, flags: 2, dst: remote)], coverage: .complete)
        host.bridgeVlans = .known([
            3: [BridgeVLAN(first: 5, last: 5, pvid: true, untagged: true)],
            4: [BridgeVLAN(first: 5, last: 5, pvid: true, untagged: true)],
        ])
        snapshot.namespaces = [node: host]
        return snapshot
    }

    private func link(_ ifindex: Int, _ name: String, _ kind: String, _ info: LinkInfo?) -> Link {
        var link = Link(
            ifindex: ifindex, ifname: name, flags: [.up, .lowerUp, .running], mtu: 1500, operstate: .up)
        (link.infoKind, link.info) = (kind, info)
        return link
    }

    private func bridge(_ ifindex: Int, _ name: String, pvid: UInt16) -> Link {
        var info = BridgeInfo()
        (info.vlanFiltering, info.vlanDefaultPvid) = (true, pvid)
        var bridge = link(ifindex, name, "bridge", .bridge(info))
        bridge.address = LinkLayerAddress("02:00:00:00:00:0\(ifindex)")
        return bridge
    }

    private func port(_ ifindex: Int, _ name: String, master: Int?) throws -> Link {
        var port = link(ifindex, name, "veth", nil)
        (port.master, port.address) = (master, LinkLayerAddress("02:00:00:00:00:0\(ifindex)"))
        return port
    }

    private func after(_ line: String, _ before: Snapshot? = nil) throws -> Namespace? {
        Repair(line)?.applied(to: try before ?? snapshot())?.namespaces[node]
    }

    private func vlans(_ lines: String..., of ifindex: Int = 4) throws -> [String]? {
        let vlans = try after(lines.joined(separator: " && "))?.bridgeVlans?.value
        return vlans.map { all in
            (all[ifindex] ?? []).map { vlan in
                "\(vlan.first == vlan.last ? "\(vlan.first)" : "\(vlan.first)-\(vlan.last)")"
                    + (vlan.pvid ? " PVID" : "") + (vlan.untagged ? " untagged" : "")
            }
        }
    }

    // MARK: VLANs

    @Test("takes the PVID from the VLAN that had it, which stays")
    func pvid() throws {
        let first = "bridge vlan add dev p vid 10 pvid untagged"
        #expect(try vlans(first) == ["5 untagged", "10 PVID untagged"])
        #expect(try vlans(first, "bridge vlan add dev p vid 5") == ["5", "10 PVID untagged"])
        #expect(try vlans(first, "bridge vlan add dev p vid 10") == ["5 untagged", "10"])
        #expect(
            try vlans("bridge vlan add dev br0 vid 30 pvid untagged self", of: 3) == ["5 untagged", "30 PVID untagged"])
    }

    @Test("takes a VLAN out of a range, and is content where there is none")
    func ranges() throws {
        let add = "bridge vlan add dev p vid 20-22 untagged"
        #expect(try vlans(add, "bridge vlan del dev p vid 21") == ["5 PVID untagged", "20 untagged", "22 untagged"])
        #expect(try vlans(add, "bridge vlan del dev p vid 5-4094") == [])
        #expect(try vlans("bridge vlan del dev p vid 77") == ["5 PVID untagged"])
    }

    @Test("lets the bridge know the addresses of its own in the VLAN")
    func ownAddress() throws {
        let add = "bridge vlan add dev br0 vid 30 self"
        let own = try #require(try after(add)?.fdb.rows.last)
        #expect(own.vlan == 30 && own.ifindex == 3 && own.master == 3 && own.state == .permanent)
        #expect(try after("\(add) && bridge vlan del dev br0 vid 30 self")?.fdb.rows.count == 1)
    }

    @Test(
        "knows what the kernel refuses",
        arguments: [
            "bridge vlan add dev p vid 10 self", "bridge vlan add dev br0 vid 10", "bridge vlan add dev q vid 10",
            "bridge vlan add dev p vid 4095", "bridge vlan add dev p vid 0", "bridge vlan add dev p vid 9-8",
            "bridge vlan add dev p vid 20-22 pvid", "bridge vlan add dev p vid 10 tunnel_info id 4",
            "bridge vlan add dev p", "bridge vlan set dev p vid 10", "ip link set br1 master br0",
            "ip link set q master vrf", "ip link set dev vx type vxlan dstport 4789",
            "ip link set dev vx type vxlan local 2001:db8::1", "ip link set dev vx type vxlan remote 239.1.1.1",
            "ip link set dev vx type vxlan local", "ip link set dev vx type vxlan",
            "ip link set dev q type vxlan local 192.0.2.1",
        ])
    func refused(line: String) throws { #expect(try after(line) == nil) }

    @Test("leaves alone what nobody has read")
    func unread() throws {
        var before = try snapshot()
        before.namespaces[node]?.bridgeVlans = nil
        #expect(try after("bridge vlan add dev p vid 10", before) == nil)
        #expect(try after("ip link set q master br0", before)?.link(5)?.master == 3)
    }

    // MARK: Ports

    @Test("puts a new port in the bridge's own VLAN, and one that leaves in none")
    func newPort() throws {
        #expect(try vlans("ip link set q master br0", of: 5) == ["5 PVID untagged"])
        #expect(try vlans("ip link set q master br1", of: 5) == [])
        #expect(try vlans("ip link set p master br1") == [])
        let gone = try #require(try after("ip link set q master br0 && ip link set q nomaster"))
        #expect(gone.bridgeVlans?.value?[5] == [] && gone.link(5)?.port == nil && gone.fdb.rows.count == 1)
    }

    @Test("knows that a device has one taker", arguments: ["macvlan", "macvtap", "ipvlan", "ipvtap", "vlan"])
    func busy(kind: String) throws {
        var before = try snapshot()
        var child = link(2, "mv", kind, nil)
        (child.linkIndex, child.linkNetnsid) = (5, 0)
        var inner = Namespace(id: pod)
        inner.links = Table([child], coverage: .complete)
        inner.nsids = [0: node]
        before.namespaces[pod] = inner
        #expect(try after("ip link set q master br0", before)?.link(5)?.master == (kind == "vlan" ? 3 : nil))
        #expect(try after("ip link set vx master br0", before)?.link(6)?.master == 3)
    }

    @Test("changes the flags of all ipvlans on a device")
    func ipvlan() throws {
        var before = try snapshot()
        for (ifindex, name) in [(20, "a"), (21, "b")] {
            var child = link(ifindex, name, "ipvlan", .ipvlan(mode: 1, flags: 1))
            child.linkIndex = 5
            before.namespaces[node]?.links.rows.append(child)
        }
        let host = try #require(try after("ip link set dev a type ipvlan mode l3 bridge", before))
        #expect(host.link(20)?.info == .ipvlan(mode: 1, flags: 0) && host.link(21)?.info == .ipvlan(mode: 1, flags: 0))
        #expect(try after("ip link set dev a type ipvlan mode l3 private", before) == nil)
    }

    // MARK: VXLAN

    @Test("changes the ends of a tunnel, and what stands for all others")
    func vxlan() throws {
        let line = "ip link set dev vx type vxlan local 192.0.2.2 remote 192.0.2.8"
        let host = try #require(try after(line))
        guard case .vxlan(let info)? = host.link(6)?.info else {
            Issue.record("no vxlan")
            return
        }
        #expect(info.local == IPAddress("192.0.2.2") && info.group == IPAddress("192.0.2.8") && info.port == 4789)
        #expect(host.fdb.rows.map(\.dst) == [IPAddress("192.0.2.8")])
    }
}
