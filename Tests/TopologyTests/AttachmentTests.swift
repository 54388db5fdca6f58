import Addresses
import NetworkModel
import SnapshotQuery
import Testing
import Topology

@Suite struct AttachmentTests {
    private func attachment(_ snapshot: Snapshot) throws -> Topology.Attachment {
        let query = SnapshotQuery(snapshot)
        let ref = LinkRef(Fixtures.red, 2)
        let link = try #require(query.link(ref).value)
        return try #require(query.attachment(of: ref, link))
    }

    private func changed(_ change: (inout Namespace) -> Void) -> Snapshot {
        var snapshot = Fixtures.snapshot()
        if var node = snapshot.namespaces[Fixtures.node] {
            change(&node)
            snapshot.namespaces[Fixtures.node] = node
        }
        return snapshot
    }

    private func withoutMaster(_ node: inout Namespace) {
        for index in node.links.rows.indices { node.links.rows[index].master = nil }
    }

    @Test func aPortIsBridged() throws {
        let found = try attachment(Fixtures.snapshot())
        #expect(found.manner == .bridged)
        #expect(found.bridge?.link.ifname == "br0")
    }

    @Test func withoutBridgeAddressOrRouteItIsDetached() throws {
        #expect(try attachment(changed(withoutMaster)).manner == .detached)
    }

    /// One program has sockets for all frames of several links; one that looks at a single link only looks on.
    @Test func aProgramMaySwitchBetweenFarEnds() throws {
        let open = { (sockets: [PacketSocket], pids: [Int]) -> Snapshot in
            self.changed { node in
                self.withoutMaster(&node)
                var files = ProcNet()
                files.packetSockets = .known(sockets)
                node.procNet = files
                node.socketOwners = Dictionary(
                    uniqueKeysWithValues: zip(sockets, pids).map { socket, pid in
                        (Int(socket.inode), [Holders.Member(pid: pid, comm: "x")])
                    })
            }
        }
        let socket = { (ifindex: Int, proto: UInt16) in
            PacketSocket(ifindex: ifindex, proto: proto, inode: UInt64(ifindex) * 100 + UInt64(proto))
        }
        let found = try attachment(open([socket(5, 3), socket(7, 3)], [40, 40]))
        #expect(found.manner == .enslaved)
        #expect(found.isSwitchedByProgram)
        for (sockets, pids) in [
            ([socket(5, 3)], [40]), ([socket(5, 3), socket(7, 3)], [40, 41]),
            ([socket(5, 3), socket(0, 3)], [40, 40]),
            ([socket(5, 0x88cc), socket(7, 3)], [40, 40]), ([socket(7, 3), socket(9, 3)], [40, 40]),
        ] { #expect(try attachment(open(sockets, pids)).manner == .detached) }
    }

    @Test func aHostRouteThroughTheFarEndMakesItRouted() throws {
        let snapshot = changed { node in
            withoutMaster(&node)
            guard let prefix = IPPrefix("10.0.0.11/32") else { return }
            node.routes.rows.append(Route(dst: prefix, scope: 253, nexthops: [NextHop(ifindex: 5)]))
        }
        #expect(try attachment(snapshot).manner == .routed)
    }

    @Test func anAddressOfTheSameNetworkAtTheFarEndMakesItDirect() throws {
        let snapshot = changed { node in
            withoutMaster(&node)
            if let address = Fixtures.address(5, "10.0.0.2/24") { node.addresses.rows.append(address) }
        }
        #expect(try attachment(snapshot).manner == .direct)
    }

    /// Everyone on the bridge is known, so "nobody has this address" is a proof; a port that leads away is not.
    @Test func absenceOnASegmentIsProvedOnlyWhereItIsClosed() throws {
        let stranger = try #require(IPAddress("10.0.0.99"))
        let closed = SnapshotQuery(Fixtures.snapshot())
        let found = try attachment(Fixtures.snapshot())
        #expect(closed.holder(of: stranger, on: found).isAbsent)
        let sibling = try #require(IPAddress("10.0.0.12"))
        #expect(closed.holder(of: sibling, on: found).value?.netns == Fixtures.blue)
        let open = SnapshotQuery(
            changed { node in
                var uplink = Link(ifindex: 9, ifname: "eth0", flags: [.up], mtu: 1500, operstate: .up)
                uplink.master = 2
                node.links.rows.append(uplink)
            })
        #expect(open.holder(of: stranger, on: found).reason != nil)
    }
}
