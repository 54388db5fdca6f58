import Addresses
import KernelWire
import NetworkModel
import Testing

/// RTM_NEWNEXTHOP against `ip -d -j nexthop`.
@Test(arguments: ["nexthops", "nexthop"])
func nexthopsMatchIpNexthop(_ fixture: String) throws {
    let nexthops = try Fixture.rows(fixture, NextHopObject.init(rtnetlink:))
    let oracle = try Fixture.json(fixture)
    let names = try deviceNames()
    #expect(nexthops.count == oracle.count)
    var fields = 0
    for (nexthop, json) in zip(nexthops, oracle) {
        var row = Comparison("nexthop \(nexthop.id)")
        row.same("id", Int(nexthop.id), json.int("id"))
        row.same("dev", nexthop.ifindex.flatMap { names[$0] }, json.string("dev"))
        row.same("gateway", nexthop.gateway?.description, json.string("gateway"))
        row.same("blackhole", nexthop.blackhole, json.has("blackhole"))
        row.same("fdb", nexthop.fdb, json.has("fdb"))
        row.same("onlink", nexthop.flags.contains(.onlink), json.strings("flags").contains("onlink"))
        row.same("group", nexthop.group.map { Int($0.id) }, json.children("group").compactMap { $0.int("id") })
        // A weight of 1 is not printed.
        row.same("weights", nexthop.group.map(\.weight), json.children("group").map { $0.int("weight") ?? 1 })
        fields += row.fields
    }
    print("\(fixture): \(nexthops.count) nexthops, \(fields) fields compared")
}
