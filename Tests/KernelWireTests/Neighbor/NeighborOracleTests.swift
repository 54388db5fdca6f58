import Addresses
import KernelWire
import NetworkModel
import Testing

/// RTM_NEWNEIGH against `ip -d -s -j neigh`.
@Test(arguments: ["neighbors", "neighbors-dev"])
func neighborsMatchIpNeigh(_ fixture: String) throws {
    // `ip neigh` leaves out what was never asked for (NOARP), `proxy` entries are a list of their own.
    let neighbors = try Fixture.rows(fixture, Neighbor.init(rtnetlink:)).filter {
        !$0.isProxy && !$0.state.contains(.noARP)
    }
    let names = try deviceNames()
    let oracle = try Fixture.json(fixture)
    #expect(neighbors.count == oracle.count)
    var fields = 0
    for json in oracle {
        let neighbor = try #require(
            neighbors.first {
                $0.dst.description == json.string("dst")
                    && (!json.has("dev") || names[$0.ifindex] == json.string("dev"))
            })
        var row = Comparison("\(neighbor.dst)")
        row.same("lladdr", neighbor.lladdr?.description, json.string("lladdr"))
        row.same("state", neighbor.state.names, json.strings("state"))
        row.same("probes", neighbor.probes.map(Int.init), json.int("probes"))
        row.same("router", neighbor.flags & 0x80 != 0, json.has("router"))
        row.same("extern_learn", neighbor.flags & 0x10 != 0, json.has("extern_learn"))
        row.same("managed", neighbor.flags & 0x100 != 0, json.has("managed"))
        fields += row.fields
    }
    print("\(fixture): \(oracle.count) neighbors, \(fields) fields compared")
}

@Test func proxyAndSingleNeighbors() throws {
    let all = try Fixture.rows("neighbors", Neighbor.init(rtnetlink:))
    // A dump holds no proxy entries unless NTF_PROXY is asked for.
    #expect(all.allSatisfy { !$0.isProxy })
    let proxies = try Fixture.rows("neighbors-proxy", Neighbor.init(rtnetlink:))
    #expect(proxies.map(\.dst.description).sorted() == ["10.9.0.99", "fd00:9::99"])
    #expect(proxies.allSatisfy { $0.isProxy && $0.ifindex == 20 && $0.lladdr == nil })
    let one = try #require(try Fixture.rows("neighbor", Neighbor.init(rtnetlink:)).first)
    #expect(one.dst.description == "10.9.0.77" && one.ifindex == 15 && one.state == .permanent)
    #expect(one.lladdr?.description == "02:00:00:00:77:77")
}

/// RTM_NEWNEIGH of PF_BRIDGE against `bridge -d -s -j fdb`.
@Test(arguments: ["fdb", "fdb-bridge", "fdb-device"])
func fdbMatchesBridgeFdb(_ fixture: String) throws {
    let entries = try Fixture.rows(fixture, FDBEntry.init(rtnetlink:))
    let oracle = try Fixture.json(fixture)
    let names = try deviceNames()
    #expect(entries.count == oracle.count)
    var fields = 0
    for (entry, json) in zip(entries, oracle) {
        var row = Comparison("\(entry.mac) on \(entry.ifindex)")
        row.same("mac", entry.mac.description, json.string("mac"))
        if fixture != "fdb-device" { row.same("ifname", names[entry.ifindex], json.string("ifname")) }
        row.same("master", entry.master.flatMap { names[$0] }, json.string("master"))
        row.same("dst", entry.dst?.description, json.string("dst"))
        row.same("port", entry.port.map(Int.init), json.int("port"))
        row.same("vni", entry.vni.map(Int.init), json.int("vni"))
        row.same("viaIf", entry.viaIfindex.flatMap { names[$0] }, json.string("viaIf"))
        row.same("nhid", entry.nhid.map(Int.init), json.int("nhid"))
        row.same("vlan", entry.vlan, json.int("vlan"))
        let flags = json.strings("flags")
        row.same("self", entry.isSelf, flags.contains("self"))
        row.same("sticky", entry.flags & 0x40 != 0, flags.contains("sticky"))
        row.same("extern_learn", entry.flags & 0x10 != 0, flags.contains("extern_learn"))
        row.same("permanent", entry.state.contains(.permanent), json.string("state") == "permanent")
        row.same(
            "static", entry.state.contains(.noARP) && !entry.state.contains(.permanent),
            json.string("state") == "static")
        fields += row.fields
    }
    print("\(fixture): \(entries.count) entries, \(fields) fields compared")
}

@Test func singleEntries() throws {
    let one = try #require(try Fixture.rows("fdb-one", FDBEntry.init(rtnetlink:)).first)
    #expect(one.ifindex == 11 && one.master == 10 && one.mac.description == "02:00:00:00:aa:01")
    let own = try #require(try Fixture.rows("fdb-one-self", FDBEntry.init(rtnetlink:)).first)
    #expect(own.ifindex == 13 && own.dst?.description == "10.9.0.22" && own.vni == 43 && own.port == 4790)
}
